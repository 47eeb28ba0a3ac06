using System.IO;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Explain;
using SmtpTls.TlsRpt.Intake;

namespace SmtpTls.Core.Tests.TlsRpt.Intake;

/// <summary>Octets of every kind to reports; the conformance cases hold what single members mean.</summary>
public sealed class ReportIntakeTests
{
    private const string Json = """
        {"organization-name":"Fast","date-range":{"start-datetime":"2026-11-20T00:00:00Z","end-datetime":"2026-11-20T23:59:59Z"},"contact-info":"a@fast.example","report-id":"1",
        "policies":[{"policy":{"policy-type":"sts","policy-domain":"example.com","policy-string":["version: STSv1"],"mx-host":["mx.example.com"]},
        "summary":{"total-successful-session-count":7,"total-failure-session-count":2},"failure-details":[{"result-type":"certificate-expired","failed-session-count":2}]}]}
        """;

    private static readonly Explanations Explained = new(CauseCatalog.Load(null));

    [Fact]
    public void Layers_of_any_kind_and_order_are_opened()
    {
        byte[] twice = Gzip(Gzip(Octets(Json)));
        byte[] mail = Octets("Subject: x\nContent-Type: application/octet-stream; name=\"../../a.bin\"\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(Gzip(Zip(("r.json", twice), ("readme.txt", Octets("hello"))))));
        TlsRptReport report = Assert.Single(Read(mail));
        Assert.Equal("Fast", report.OrganizationName);
        Assert.Empty(report.Problems);
        Assert.Equal("input > a.bin > r.json", report.Source);
        Assert.StartsWith("The certificate of the receiving server has expired", report.Policies[0].FailureDetails[0].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_members_and_several_mails_are_several_reports()
    {
        Assert.Equal(2, Read(Zip(("1.json", Octets(Json)), ("2.json.gz", Gzip(Octets(Json))))).Count);
        string mbox = "From a@b Thu Nov 26 10:00:00 2026\nSubject: x\n\n" + Json + "\n\nFrom a@b Thu Nov 26 10:00:00 2026\nSubject: y\n\nno report\n";
        List<TlsRptReport> found = Read(Octets(mbox));
        Assert.Equal(["Fast", null], found.Select(report => report.OrganizationName));
        Assert.Equal("no-report", found[1].Problems[0].Code);
        Assert.Equal("input > message 2", found[1].Source);
    }

    [Fact]
    public void A_gzip_file_of_several_members_is_read_whole() =>
        Assert.Equal("Fast", Assert.Single(Read([.. Gzip(Octets(Json[..100])), .. Gzip(Octets(Json[100..]))])).OrganizationName);

    [Fact]
    public void A_gzip_file_that_was_cut_anywhere_is_never_a_report()
    {
        byte[] whole = Gzip(Octets(Json));
        for (int length = 3; length < whole.Length; length++)
        {
            TlsRptReport report = Assert.Single(Read(whole[..length]));
            Assert.Null(report.OrganizationName);
            Assert.Equal("bad-gzip", Assert.Single(report.Problems).Code);
        }
    }

    [Theory]
    [InlineData("\"policy-string\":[\"version: STSv1\"]", "\"policy-string\":\"[\\\"version: STSv1\\\"]\"", "bad-value")]
    [InlineData("\"policy-string\":[\"version: STSv1\"]", "\"policy-string\":[\"[\\\"version: STSv1\\\"]\"]", "bad-value")]
    [InlineData("\"contact-info\":\"a@fast.example\"", "\"contact-info\":null", "missing-field")]
    [InlineData("\"contact-info\":\"a@fast.example\"", "\"contact-info\":\" \"", "missing-field")]
    [InlineData("\"result-type\":", "\"receiving-mx-helo\":\"\",\"sending-mta-ip\":\"  \",\"result-type\":", null)]
    [InlineData("\"mx-host\":[\"mx.example.com\"]", "\"mx-host\":[\"\",\"mx.example.com\"]", null)]
    [InlineData("\"mx-host\":[\"mx.example.com\"]", "\"mx-host\":\"mx.example.com\"", null)]
    [InlineData("\"mx-host\":[\"mx.example.com\"]", "\"mx-host-pattern\":[\"mx.example.com\"]", "bad-value")]
    [InlineData("\"total-successful-session-count\":7", "\"total-successful-session-count\":\"7\"", "bad-value")]
    [InlineData("\"failure-details\":[", "\"failure-details\":[null,", "bad-value")]
    [InlineData("2026-11-20T00:00:00Z", "2026-11-20 00:00:00", "bad-value")]
    [InlineData("\"sts\"", "\"STS\"", "bad-value")]
    [InlineData("{\"organization-name\"", "\ufeff{\"organization-name\"", null)]
    public void What_still_has_a_meaning_is_read_and_listed(string good, string odd, string? code)
    {
        TlsRptReport wanted = Assert.Single(Read(Octets(Json)));
        TlsRptReport report = Assert.Single(Read(Octets(Json.Replace(good, odd, StringComparison.Ordinal))));
        Assert.Equal(code is null ? [] : [code], report.Problems.Select(problem => problem.Code));
        Assert.Equal(wanted.StartDate, report.StartDate);
        Assert.Equal(wanted.Policies[0].ToString(), report.Policies[0].ToString());
        Assert.Equal(wanted.Policies[0].PolicyString, report.Policies[0].PolicyString);
        Assert.Equal(wanted.Policies[0].MxHost, report.Policies[0].MxHost);
        Assert.Equal(wanted.Policies[0].FailureDetails, report.Policies[0].FailureDetails);
    }

    [Theory]
    [InlineData("9007199254740992")]
    [InlineData("-1")]
    [InlineData("1e308")]
    [InlineData("7.5")]
    [InlineData("\"many\"")]
    [InlineData("true")]
    [InlineData("[7]")]
    public void A_count_that_is_none_makes_the_report_unusable(string count)
    {
        TlsRptReport report = Assert.Single(Read(Octets(Json.Replace("\"total-successful-session-count\":7", "\"total-successful-session-count\":" + count, StringComparison.Ordinal))));
        Assert.Null(report.OrganizationName);
        Assert.Equal(("bad-value", "policies[0].total-successful-session-count"), (report.Problems[0].Code, report.Problems[0].Place));
    }

    [Fact]
    public void Limits_hold_and_can_be_raised()
    {
        byte[] large = Octets(Json.Replace("Fast", new string('x', 5000), StringComparison.Ordinal));
        Assert.Equal("too-large", Code(large, new ReportLimits { MostReportOctets = 4000 }));
        Assert.Null(Code(large, new ReportLimits { MostReportOctets = 10_000 }));
        Assert.Equal("too-large", Code(Octets(Json), new ReportLimits { MostItems = 3 }));
        Assert.Equal("too-large", Code(Zip([.. Enumerable.Range(0, 20).Select(i => ($"{i}.json", Octets(Json)))]), new ReportLimits { MostMembers = 10 }));
        byte[] deep = Octets(Json);
        for (int i = 0; i < 20; i++)
        {
            deep = Gzip(deep);
        }

        Assert.Equal("too-deep", Code(deep, ReportLimits.Usual));
        Assert.Equal("too-deep", Code(Octets(string.Concat(Enumerable.Repeat("{\"policies\":", 100_000))), ReportLimits.Usual));
    }

    [Fact]
    public void Records_that_Exchange_Online_puts_into_one_text_are_a_list()
    {
        TlsRptReport report = Assert.Single(Read(Octets(Json.Replace("[\"version: STSv1\"]", "[\"[\\\"3 1 1 6007\\\",\\\"3 1 1 837C\\\"]\"]", StringComparison.Ordinal))));
        Assert.Equal(["3 1 1 6007", "3 1 1 837C"], report.Policies[0].PolicyString);
        Assert.Equal("policies[0].policy-string", Assert.Single(report.Problems).Place);
    }

    [Fact]
    public void A_mail_saved_with_a_byte_order_mark_is_a_mail()
    {
        byte[] mail = Octets("\ufeffContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\nSubject: x\n\n" + Convert.ToBase64String(Gzip(Octets(Json))));
        Assert.Equal(("Fast", "input > a.bin"), (Read(mail)[0].OrganizationName, Read(mail)[0].Source));
    }

    [Fact]
    public void Text_that_cannot_be_seen_is_made_visible_in_names_too()
    {
        TlsRptReport report = Assert.Single(Read(Octets("Subject: x\nContent-Type: application/json; name*=utf-8''a%1B%E2%80%AE.json\n\n" + Json.Replace("Fast", "F\\u001b\\u202e", StringComparison.Ordinal))));
        Assert.Equal("F\\u{1b}\\u{202e}", report.OrganizationName);
        Assert.Equal("input > a\\u{1b}\\u{202e}.json", report.Source);
    }

    [Fact]
    public void Whatever_the_octets_something_is_said_and_nothing_thrown() => Prop.ForAll(
        Gen.Choose(0, 3).SelectMany(kind => Gen.Choose(0, 1 << 20).ListOf(6).Select(places => (Kind: kind, Places: places))).ToArbitrary(),
        change =>
        {
            byte[] octets = change.Kind switch
            {
                0 => Octets(Json),
                1 => Gzip(Octets(Json)),
                2 => Zip(("a.json", Octets(Json))),
                _ => Octets("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/tlsrpt+json\n\n" + Json + "\n--b--\n"),
            };
            foreach (int place in change.Places)
            {
                octets[place % octets.Length] = (byte)(place >> 9);
            }

            return Read(octets).Count > 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_path_that_cannot_be_opened_is_told_and_is_no_report()
    {
        string folder = Directory.CreateTempSubdirectory("smtptls-").FullName;
        try
        {
            ReportIntake intake = new(ReportLimits.Usual, Explained);
            Assert.NotNull(ReportFile.Read(Path.Combine(folder, "nowhere"), intake).Unreadable);
            Assert.NotNull(ReportFile.Read(folder, intake).Unreadable);
            string file = Path.Combine(folder, "empty");
            File.WriteAllBytes(file, []);
            IntakeResult empty = ReportFile.Read(file, intake);
            Assert.Null(empty.Unreadable);
            Assert.Equal("not-json", empty.Reports.Single().Problems[0].Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Many_inputs_are_read_at_once_and_come_in_their_order()
    {
        ReportSweep sweep = new(ReportLimits.Usual, Explained, 3);
        List<string> sources = [];
        await foreach (IntakeResult result in sweep.ReadAsync(Inputs(), TestContext.Current.CancellationToken))
        {
            sources.AddRange(result.Reports.Select(report => report.Source!));
        }

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), sources);

        static async IAsyncEnumerable<ReportInput> Inputs()
        {
            for (int i = 0; i < 200; i++)
            {
                await Task.Yield();
                yield return ReportInput.Octets(Octets(Json), $"{i}");
            }
        }
    }

    [Theory]
    [InlineData("2026-11-20T01:00:00+01:00", "2026-11-20T00:00:00.0000000Z", false)]
    [InlineData("2026-11-20t00:00:00.25z", "2026-11-20T00:00:00.2500000Z", false)]
    [InlineData("2026-12-31T23:59:60Z", "2027-01-01T00:00:00.0000000Z", false)]
    [InlineData("2026-11-20T00:00:00", "2026-11-20T00:00:00.0000000Z", true)]
    [InlineData("2026-11-20T00:00:00 UTC", "2026-11-20T00:00:00.0000000Z", true)]
    [InlineData("Fri, 20 Nov 2026 00:00:00 +0000", "2026-11-20T00:00:00.0000000Z", true)]
    [InlineData("1795132800", "2026-11-20T00:00:00.0000000Z", true)]
    [InlineData("2026-02-29T00:00:00Z", null, false)]
    [InlineData("2026-11-20T25:00:00Z", null, false)]
    [InlineData("20 November", null, true)]
    [InlineData("", null, true)]
    public void Times_are_read_in_the_forms_that_senders_write(string text, string? expected, bool odd)
    {
        Assert.Equal(expected, ReportTime.Parse(text, out string? why)?.ToString("o", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(odd, why is not null);
    }

    private static string? Code(byte[] octets, ReportLimits limits) => new ReportIntake(limits, Explained).Read(new MemoryStream(octets), "input").Last() is { Problems: { Count: > 0 } problems } ? problems[0].Code : null;

    private static List<TlsRptReport> Read(byte[] octets) => [.. new ReportIntake(ReportLimits.Usual, Explained).Read(new MemoryStream(octets), "input")];

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Gzip(byte[] octets)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(octets);
        }

        return packed.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Octets)[] members)
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] octets) in members)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(octets);
            }
        }

        return packed.ToArray();
    }
}
