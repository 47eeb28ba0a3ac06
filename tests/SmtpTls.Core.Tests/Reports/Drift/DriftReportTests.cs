using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SmtpTls.Audit.Drift;
using SmtpTls.Core.Tests.Audit.Drift;
using SmtpTls.Reports.Drift;
using static SmtpTls.Core.Tests.Audit.Drift.Audits;

namespace SmtpTls.Core.Tests.Reports.Drift;

/// <summary>The same drift in each form, with what a stranger might have written into every text.</summary>
public sealed partial class DriftReportTests
{
    private const string Hostile = "=cmd|' /C calc'!A0 \"]\\ <b>&amp; `x` [a](http://b) %n $x é\u0001\u202e\ud800\r\nBcc: x";
    private static readonly DriftReport Report = Make();

    [Fact]
    public void Text_says_what_got_worse_and_what_to_do()
    {
        string text = Report.Write(DriftFormat.Text);
        Assert.StartsWith("3 domains compared: 1 worse, 1 better, 0 changed, 0 unchanged, 1 not determined.\n", text, StringComparison.Ordinal);
        Assert.Contains("contoso.com: Worse, grade A -> F", text, StringComparison.Ordinal);
        Assert.Contains("Worse High FindingNew CERT-EXPIRED", text, StringComparison.Ordinal);
        Assert.Contains("(first seen 2026-11-02 03:00 UTC)", text, StringComparison.Ordinal);
        Assert.Contains("    Do it.", text, StringComparison.Ordinal);
        AssertPlain(text);
    }

    [Fact]
    public void Mail_has_a_subject_in_ASCII_and_lines_that_fit()
    {
        string mail = Report.Write(DriftFormat.Mail);
        Assert.StartsWith("Subject: Mail TLS: worse at contoso.com\n", mail, StringComparison.Ordinal);
        Assert.Contains("\nAuto-Submitted: auto-generated\n\n", mail, StringComparison.Ordinal);
        Assert.All(mail.Split('\n'), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 998, line));
        Assert.InRange(mail.Split('\n').Count(line => line.Length <= 78) / (double)mail.Split('\n').Length, 0.8, 1);
        Assert.DoesNotContain("\nBcc:", mail, StringComparison.Ordinal);
        AssertPlain(mail);
    }

    [Fact]
    public void Teams_gets_an_adaptive_card_that_is_no_Markdown_and_not_too_large()
    {
        using JsonDocument card = JsonDocument.Parse(Report.Write(DriftFormat.Teams));
        JsonElement attachment = card.RootElement.GetProperty("attachments")[0];
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        JsonElement content = attachment.GetProperty("content");
        Assert.Equal("AdaptiveCard", content.GetProperty("type").GetString());
        string[] texts = [.. content.GetProperty("body").EnumerateArray().Select(block => block.GetProperty("text").GetString()!)];
        Assert.All(texts, text => Assert.DoesNotMatch(@"(?<!\\)[\[\]`*_<>]", text));
        DriftReport many = Report with { Domains = [.. Enumerable.Range(0, 500).SelectMany(_ => Report.Domains)] };
        Assert.InRange(Encoding.UTF8.GetByteCount(many.Write(DriftFormat.Teams)), 1000, 28 * 1024);
    }

    [Fact]
    public void Syslog_follows_RFC_5424()
    {
        string[] lines = Report.Write(DriftFormat.Syslog).TrimEnd('\n').Split('\n');
        Assert.Equal(Report.Changes.Count(), lines.Length);
        Assert.All(lines, line => Assert.Matches(Syslog(), line));
        Assert.Contains(lines, line => line.StartsWith("<19>1 2026-11-03T08:00:00.000Z mail-01 smtptls - FindingNew ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\\\"\\]\\\\", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("] \ufeff", StringComparison.Ordinal));
        Assert.Contains(" - smtptls ", (Report with { HostName = "\u00fc \n" }).Write(DriftFormat.Syslog), StringComparison.Ordinal);
        AssertPlain(Report.Write(DriftFormat.Syslog).Replace("\ufeff", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Event_lines_have_type_number_and_text()
    {
        string[][] lines = [.. Report.Write(DriftFormat.EventLog).TrimEnd('\n').Split('\n').Select(line => line.Split('\t'))];
        Assert.All(lines, line => Assert.Equal(3, line.Length));
        Assert.All(lines, line => Assert.Contains(line[0], (string[])["Error", "Warning", "Information"]));
        Assert.All(lines, line => Assert.Contains(int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture), DriftKind.All.Select(kind => kind.Number)));
    }

    [Fact]
    public void Csv_is_read_back_and_computes_nothing()
    {
        List<string[]> rows = ReadCsv(Report.Write(DriftFormat.Csv));
        Assert.All(rows, row => Assert.Equal(14, row.Length));
        Assert.Equal(Report.Changes.Count() + 1, rows.Count);
        Assert.All(rows.Skip(1).SelectMany(row => row), field => Assert.DoesNotMatch(@"^\s*[=+\-@|%]", field));
        Assert.Contains(rows, row => row[9].StartsWith("'=cmd|", StringComparison.Ordinal));
        AssertPlain(Report.Write(DriftFormat.Csv).Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Fact]
    public void JUnit_is_XML_with_a_case_for_each_domain()
    {
        XElement suite = XDocument.Parse(Report.Write(DriftFormat.JUnit)).Root!.Element("testsuite")!;
        Assert.Equal(("3", "1", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.Equal(3, suite.Elements("testcase").Count());
        Assert.Contains("CERT-EXPIRED", suite.Descendants("failure").Single().Value, StringComparison.Ordinal);
        Assert.Contains("could not be assessed", suite.Descendants("skipped").Single().Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Contains(@"\u{1}", suite.Descendants("failure").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Sarif_has_the_structure_of_2_1_0()
    {
        using JsonDocument sarif = JsonDocument.Parse(Report.Write(DriftFormat.Sarif));
        Assert.Equal("2.1.0", sarif.RootElement.GetProperty("version").GetString());
        JsonElement run = sarif.RootElement.GetProperty("runs").EnumerateArray().Single();
        JsonElement driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal("smtptls", driver.GetProperty("name").GetString());
        string[] rules = [.. driver.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()!)];
        Assert.Equal(rules.Distinct(), rules);
        Assert.All(driver.GetProperty("rules").EnumerateArray(), rule => Assert.NotEqual("", rule.GetProperty("shortDescription").GetProperty("text").GetString()));
        Assert.Equal(Report.Changes.Count(), run.GetProperty("results").GetArrayLength());
        foreach (JsonElement result in run.GetProperty("results").EnumerateArray())
        {
            Assert.Equal(rules[result.GetProperty("ruleIndex").GetInt32()], result.GetProperty("ruleId").GetString());
            string kind = result.GetProperty("kind").GetString()!, level = result.GetProperty("level").GetString()!;
            Assert.Contains(kind, (string[])["fail", "pass", "informational"]);
            Assert.Contains(level, kind == "fail" ? ["error", "warning", "note"] : (string[])["none"]);
            Assert.Contains(result.GetProperty("baselineState").GetString(), (string[])["new", "absent", "updated", "unchanged"]);
            Assert.NotEqual("", result.GetProperty("message").GetProperty("text").GetString());
            Assert.Equal("resource", result.GetProperty("locations")[0].GetProperty("logicalLocations")[0].GetProperty("kind").GetString());
            Assert.Matches("^[0-9a-f]{64}$", result.GetProperty("partialFingerprints").GetProperty("smtptls/v1").GetString());
            Assert.Empty(result.EnumerateObject().Select(one => one.Name).Except(["ruleId", "ruleIndex", "kind", "level", "message", "baselineState", "locations", "partialFingerprints", "properties"]));
        }
    }

    [Fact]
    public void Text_of_strangers_is_no_placeholder_and_no_link_in_sarif()
    {
        using JsonDocument sarif = JsonDocument.Parse(Of("see {0} [here](http://evil.example) \u0001").Write(DriftFormat.Sarif));
        string[] texts = [.. sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(result => result.GetProperty("message").GetProperty("text").GetString()!)];
        Assert.Contains(texts, text => text.Contains(@"see {{0}} [here\](http://evil.example) \u{{1}}", StringComparison.Ordinal));
    }

    [Fact]
    public void No_line_of_a_mail_has_more_octets_than_a_line_may_have() =>
        Assert.All(Of(new string('\u6f22', 900)).Write(DriftFormat.Mail).Split('\n'), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 998));

    [Fact]
    public void Metrics_follow_the_grammar()
    {
        string text = Report.Write(DriftFormat.Prometheus);
        HashSet<string> samples = [];
        Dictionary<string, string> types = [];
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                types.Add(line.Split(' ')[2], line.Split(' ')[3]);
            }
            else if (!line.StartsWith('#'))
            {
                Match sample = Metric().Match(line);
                Assert.True(sample.Success, line);
                Assert.Equal("gauge", types[sample.Groups["name"].Value]);
                Assert.True(samples.Add(line[..line.LastIndexOf(' ')]), "twice: " + line);
            }
        }

        Assert.Contains("smtptls_domain_grade{domain=\"contoso.com\"} 0\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promtool_has_nothing_to_say()
    {
        string folder = Environment.GetEnvironmentVariable("SMTPTLS_SERVERS") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "smtptls-servers");
        string unpacked = Path.Combine(folder, "prometheus", "usr", "bin", "promtool");
        ProcessStartInfo start = new(File.Exists(unpacked) ? unpacked : "promtool") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { "check", "metrics" } };
        Process? tool = null;
        try
        {
            tool = Process.Start(start);
        }
        catch (Win32Exception)
        {
        }

        Assert.SkipWhen(tool is null, "promtool is neither installed nor unpacked (.ci/run does it from Debian's prometheus); the grammar is tested all the same.");
        using (tool)
        {
            await tool!.StandardInput.WriteAsync(Report.Write(DriftFormat.Prometheus));
            tool.StandardInput.Close();
            string said = await tool.StandardOutput.ReadToEndAsync() + await tool.StandardError.ReadToEndAsync();
            await tool.WaitForExitAsync();
            Assert.True(tool.ExitCode == 0 && said.Length == 0, said);
        }
    }

    [Fact]
    public void Nothing_to_tell_is_still_a_whole_document()
    {
        DriftReport empty = new([], Report.Now, null, "1.0.0");
        Assert.All(Enum.GetValues<DriftFormat>(), format => Assert.NotNull(empty.Write(format)));
        using JsonDocument sarif = JsonDocument.Parse(empty.Write(DriftFormat.Sarif));
        Assert.NotNull(XDocument.Parse(empty.Write(DriftFormat.JUnit)));
    }

    /// <summary>One domain with one new finding of this text.</summary>
    private static DriftReport Of(string detail)
    {
        AuditHistory history = new();
        history.BeginRun();
        history.Add(SlimAudit.Of(Good()));
        history.BeginRun();
        history.Add(SlimAudit.Of(Good(1) with { Findings = [Finding("CERT-EXPIRED") with { Detail = detail }] }));
        return new DriftReport(history.Compare(), Report.Now, null, "1.0.0");
    }

    private static DriftReport Make()
    {
        Finding hostile = Finding("CERT-EXPIRED") with { Detail = Hostile };
        AuditHistory history = new();
        history.BeginRun();
        history.Add(SlimAudit.Of(Good()));
        history.Add(SlimAudit.Of(Good() with { Domain = "better.example", Findings = [Finding("CERT-EXPIRED")] }));
        history.Add(SlimAudit.Of(Good() with { Domain = "dark.example" }));
        history.BeginRun();
        history.Add(SlimAudit.Of(Good(1) with { Findings = [hostile], Grade = "F", Assurance = "None", TlsRpt = Good().TlsRpt! with { Rua = [Hostile] } }));
        history.Add(SlimAudit.Of(Good(1) with { Domain = "better.example" }));
        history.Add(SlimAudit.Of(Good(1).With(Outcome("Timeout", "Inconclusive")) with { Domain = "dark.example", Assurance = null, Grade = null }));
        return new DriftReport(history.Compare(), new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero), "mail-01", "1.0.0");
    }

    private static void AssertPlain(string text) => Assert.All(text.Split('\n'), line => Assert.Equal(line.Replace("\t", " ", StringComparison.Ordinal), VisibleText.Show(line.Replace("\t", " ", StringComparison.Ordinal), int.MaxValue)));

    /// <summary>RFC 4180, the other way.</summary>
    private static List<string[]> ReadCsv(string text)
    {
        List<string[]> rows = [];
        foreach (string line in text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            rows.Add([.. Field().Matches(line).Select(field => field.Groups[1].Success ? field.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : field.Groups[2].Value)]);
        }

        return rows;
    }

    [GeneratedRegex("(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^\",]*))")]
    private static partial Regex Field();

    [GeneratedRegex(@"^<\d{1,3}>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [!-~]{1,255} [!-~]{1,48} [!-~]{1,128} [!-~]{1,32} \[[!#-<>-\\^-~]{1,32}( [a-z]{1,32}=""([^""\\\]]|\\[""\\\]])*"")+\] \ufeff?.+$")]
    private static partial Regex Syslog();

    [GeneratedRegex(@"^(?<name>[a-z_]+)\{[a-z]+=""([^""\\\n]|\\[\\""n])*""(,[a-z]+=""([^""\\\n]|\\[\\""n])*"")*\} -?\d+(\.\d+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Metric();
}
