using System.IO;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Core.Tests.Audit.Drift;
using SmtpTls.Reports.Audits;
using static SmtpTls.Core.Tests.Audit.Drift.Audits;

namespace SmtpTls.Core.Tests.Reports.Audits;

/// <summary>What the page of an audit counts, holds and escapes.</summary>
public sealed partial class AuditPageTests
{
    private static readonly DateTimeOffset Made = new(2026, 11, 10, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_overview_counts_each_domain_once_and_tells_unknown_from_bad()
    {
        string page = Page(
            Good(),
            Good() with { Domain = "clear.example", Assurance = "None", Grade = "F", Findings = [Finding("STARTTLS-NOT-OFFERED", "Critical")] },
            Good() with { Domain = "dark.example", Assurance = null, Grade = null },
            Good() with { Domain = "null.example", MxState = "Null", Assurance = null, Grade = null },
            Good() with { Domain = "gone.example", MxState = "NotFound", Assurance = null, Grade = null });
        Assert.Contains("Of 2 domains that could be assessed, mail to 1 is protected even against somebody who interferes, and mail to 1 may travel in clear. Of the other 3 this report says neither good nor bad.", page, StringComparison.Ordinal);
        foreach (string row in (string[])["Enforced", "None", "Not assessed", "No mail host", "Takes no mail"])
        {
            Assert.Matches($"-key\">{row}</td><td>[^<]*</td><td class=\"number\" data-value=\"1\">", page);
        }
    }

    [Fact]
    public void Findings_are_told_by_what_mends_them_the_worst_first()
    {
        DomainAudit audit = Good() with { Findings = [Finding("CERT-EXPIRED"), Finding("MX-ALIAS", "Low"), Finding("STARTTLS-STRIPPED", "Critical"), Finding("MX-NULL", "Info")] };
        string page = Page(audit, audit with { Domain = "b.example" }, audit with { Domain = "c.example", Findings = [Finding("CERT-WEAK-KEY"), Finding("CERT-EXPIRED", "Low")] });
        string todo = Section(page, "first");
        string[] ids = [.. IdInTodo().Matches(todo).Select(match => match.Groups[1].Value)];
        Assert.Equal(["STARTTLS-STRIPPED", "CERT-EXPIRED", "CERT-WEAK-KEY", "MX-ALIAS", "CERT-EXPIRED"], ids);
        Assert.Contains("href=\"#domains?finding=CERT-EXPIRED\">2 domains</a> · who acts: the owner of the certificate", todo, StringComparison.Ordinal);
        Assert.Contains("href=\"#domains?finding=CERT-EXPIRED~2\">1 domain</a>", todo, StringComparison.Ordinal);
        Assert.Contains("1 kind of finding only informs", todo, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_many_hosts_share_counts_once_and_ends_where_it_ends()
    {
        StartTlsResult host = Encrypted();
        CertificateInfo ended = host.Chain[0] with { NotAfter = Made.UtcDateTime.AddDays(-1) }, soon = ended with { Sha256 = "c2", NotAfter = Made.UtcDateTime.AddDays(5) };
        DomainAudit audit = Good() with { MtaSts = null, Dane = null };
        string page = Page(
            audit.With(host with { Chain = [ended], Certificate = ended }),
            (audit with { Domain = "b.example" }).With(host with { Host = "mx2.example", Chain = [ended], Certificate = ended }),
            (audit with { Domain = "c.example" }).With(host with { Host = "mx3.example", Chain = [soon], Certificate = soon }));
        string section = Section(page, "certificates");
        Assert.Matches("Expired</td><td class=\"number\" data-value=\"1\">1</td>.*data-value=\"2\"><a href=\"#domains\\?expires=Expired\">2</a>", section);
        Assert.Matches("Within 7 days</td><td class=\"number\" data-value=\"1\">1</td>", section);
        Assert.Contains("mx1.contoso.com and 1 more", section, StringComparison.Ordinal);
        Assert.Contains("Certificates expired or ending within 30 days</dt><dd class=\"warn\"><a href=\"#certificates\">2</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_domain_that_comes_twice_the_newer_counts()
    {
        string page = Page(Good(1) with { Grade = "B" }, Good(2) with { Grade = "F", Assurance = "None" }, Good());
        using JsonDocument index = Index(page);
        Assert.Equal(["contoso.com"], index.RootElement.GetProperty("domains").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("F", index.RootElement.GetProperty("grade").GetString());
        Assert.Contains("\"assessedAt\":\"2026-11-03T03:00:00Z\"", Record(page, "d", index.RootElement.GetProperty("record")[0].GetInt32()).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_domains_share_is_held_once_with_its_dialogue()
    {
        string page = Page([.. Enumerable.Range(0, 200).Select(i => Good() with { Domain = $"d{i}.example", MtaSts = Sts("Valid", "enforce", "1", raw: "version: STSv1\\u{d}\\u{a}mode: enforce\nmx: *.example") })]);
        Assert.Single(Block().Matches(page), match => match.Groups["id"].Value[0] == 'a');
        Assert.Equal("220 hello", Record(page, "a", 0).GetProperty("transcript")[0].GetProperty("line").GetString());
        JsonElement domain = Record(page, "d", 150);
        Assert.Equal("d150.example", domain.GetProperty("audit").GetProperty("domain").GetString());
        Assert.Equal(["version: STSv1", "mode: enforce", "mx: *.example"], domain.GetProperty("policy").EnumerateArray().Select(line => line.GetString()));
        Assert.Equal(0, domain.GetProperty("addresses")[0][0].GetInt32());
    }

    [Fact]
    public void No_text_of_an_audit_becomes_markup()
    {
        string plain = Hostile("plain");
        Prop.ForAll<string?>(text =>
        {
            // Every place that takes text holds the same, so that the page is the same but for it.
            string page = Hostile("x" + text);
            return page.Count(c => c == '<') == plain.Count(c => c == '<') && page.Count(c => c == '>') == plain.Count(c => c == '>') && IsSound(page);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<!--<script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("'; alert(1); '")]
    [InlineData("\u001b[31m\u202ered\u2028")]
    [InlineData("=HYPERLINK(\"http://192.0.2.1/\")")]
    public void Hostile_text_is_shown_as_text(string text)
    {
        string plain = Hostile("plain"), page = Hostile(text);
        Assert.Equal(plain.Count(c => c == '<'), page.Count(c => c == '<'));
        Assert.True(IsSound(page));
        JsonElement record = Record(page, "d", 0);
        Assert.Equal(VisibleText.Show(text), record.GetProperty("findings")[0][2].GetString());
        Assert.Equal(VisibleText.Show(text), Record(page, "a", 0).GetProperty("banner").GetString());
    }

    [Fact]
    public void A_page_is_written_beside_its_place_and_replaces_only_when_told()
    {
        string folder = Directory.CreateTempSubdirectory("smtptls-page-").FullName;
        try
        {
            string file = Path.Combine(folder, "audit.html");
            using AuditPage page = new();
            page.Add(Good());
            Assert.Equal([file], page.Write(file, null, Made, replace: false).Value!);
            byte[] first = File.ReadAllBytes(file);
            Assert.Contains("there is a file already", page.Write(file, null, Made, replace: false).Fault!.Message, StringComparison.Ordinal);
            Assert.NotNull(page.Write(file, "Other", Made, replace: true).Value);
            Assert.NotEqual(first, File.ReadAllBytes(file));
            Assert.Equal([file], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void An_audit_without_any_answer_makes_a_page_too() =>
        Assert.Contains("None of the 1 domains could be assessed.", Page(new DomainAudit { Domain = "a.example", MxState = "Unknown" }), StringComparison.Ordinal);

    private static string Page(params DomainAudit[] audits)
    {
        using AuditPage page = new();
        foreach (DomainAudit audit in audits)
        {
            page.Add(audit);
        }

        return page.ToPage(null, Made).ToString();
    }

    private static string Hostile(string text)
    {
        CertificateInfo certificate = Encrypted().Chain[0] with { Subject = text, Issuer = text, Names = [text], SerialNumber = text, KeyType = text, SignatureAlgorithm = text, TrustedBy = [text] };
        using AuditPage page = new();
        page.Add((Good() with
        {
            Domain = text,
            Mx = [new MxHostInfo(text, 10, [text], text)],
            MtaSts = Sts("Valid", text, text, raw: text) with { Sender = new MtaStsSender { Action = text, Via = text, Tls = text }, MxResults = [new MtaStsMxResult { Host = text, Pattern = text, Problems = [text] }] },
            Dane = new DaneSummary { State = text, Verdict = text, Hosts = [Audit.Drift.Audits.Dane(text, text) with { Host = text, Reason = text, Certificates = [new DaneCertificate { Address = text, Subject = text, Sha256 = text, NotAfter = Day }] }] },
            TlsRpt = new TlsRptRecord { Domain = text, State = text, Verdict = text, Raw = text, Rua = [text], Problems = [text] },
            Steps = [new GradeStep { Grade = text, Assurance = text, Reasons = [text] }],
            DnsSecurity = [new DnsAnswerSecurity { Name = text, Type = text, Security = text, Reason = text, Steps = [text] }],
            Findings = [new Finding(text, "High", text, text, text, text, text)],
        }).With(Encrypted() with
        {
            Host = text, Address = text, Outcome = text, Verdict = text, TlsVersion = text, CipherSuite = text, KeyExchangeGroup = text, Banner = text, Capabilities = [text], CapabilitiesAfterTls = [text],
            CertificateProblems = [text], Chain = [certificate], Certificate = certificate, Transcript = [new TranscriptLine(1, text, text)],
        }));
        return page.ToPage(text, Made).ToString();
    }

    /// <summary>The data can be read, holds nothing that HTML minds, and nothing that cannot be seen.</summary>
    private static bool IsSound(string page)
    {
        foreach (Match data in Data().Matches(page))
        {
            string json = data.Groups["json"].Value;
            using JsonDocument document = JsonDocument.Parse(json);
            if (json.IndexOfAny(['<', '>', '&', '\'', '\u2028', '\u202e']) >= 0 || json.Any(char.IsControl))
            {
                return false;
            }
        }

        return page.IndexOfAny(['\u001b', '\u202e', '\u2028', '\0']) < 0
            && Block().Matches(page).All(match => Unpack(match.Groups["data"].Value).RootElement.GetArrayLength() > 0);
    }

    private static JsonDocument Index(string page) => JsonDocument.Parse(Data().Matches(page).Single(match => match.Groups["id"].Value == "audit-index").Groups["json"].Value);

    private static JsonElement Record(string page, string kind, int place) =>
        Unpack(Block().Matches(page).Single(match => match.Groups["id"].Value == $"{kind}{place / RecordStore.PerBlock}").Groups["data"].Value).RootElement[place % RecordStore.PerBlock];

    private static JsonDocument Unpack(string base64)
    {
        using DeflateStream stream = new(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
        using StreamReader reader = new(stream, Encoding.UTF8);
        return JsonDocument.Parse(reader.ReadToEnd());
    }

    private static string Section(string page, string id) => Regex.Match(page, $"<section id=\"{id}\".*?</section>", RegexOptions.Singleline).Value;

    [GeneratedRegex("<script type=\"application/json\" id=\"(?<id>[a-z0-9-]+)\">(?<json>[^<]*)</script>")]
    private static partial Regex Data();

    [GeneratedRegex("<script type=\"text/plain\" id=\"(?<id>[ad][0-9]+)\">(?<data>[A-Za-z0-9+/=]+)</script>")]
    private static partial Regex Block();

    [GeneratedRegex("<code>([A-Z-]+)</code>")]
    private static partial Regex IdInTodo();
}
