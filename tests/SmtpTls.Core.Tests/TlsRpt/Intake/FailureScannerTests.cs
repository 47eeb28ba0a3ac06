using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Explain;
using SmtpTls.TlsRpt.Intake;

namespace SmtpTls.Core.Tests.TlsRpt.Intake;

/// <summary>Failures read in one go say what the same failures say token by token.</summary>
public sealed class FailureScannerTests
{
    private static readonly Explanations Explained = new(CauseCatalog.Load(null));

    private static readonly string[] Names = ["result-type", "failed-session-count", "sending-mta-ip", "receiving-ip", "receiving-mx-hostname", "receiving-mx-helo",
        "failure-reason-code", "additional-information", "additional-info-uri", "policy-type", "strange"];

    private static readonly string[] Values = ["\"certificate-expired\"", "\"validation-failure\"", "\"CERTIFICATE-EXPIRED\"", "\"strange\"", "\"\"", "\"mx1.example.com\"", "\"192.0.2.1\"", "\"a\\\\b\\u001b\"",
        "\"é\u202e\"", "\"\u007f\"", "null", "true", "nul", "1", "0", "01", "-1", "7.0", "1e3", "\"12\"", "999999999999999", "9007199254740991", "9007199254740993", "[1]", "{\"a\":[]}", ""];

    private static readonly string[] Blanks = ["", "", "", " ", "\n\t", "\r\n  "];

    private static readonly string Long = new('x', 5000);

    /// <summary>A name with an escape in it is the same name, and only the tokeniser reads it.</summary>
    [Fact]
    public void Whatever_the_failures_both_ways_say_the_same() => Prop.ForAll(
        Gen.Choose(0, 1 << 28).ListOf().ToArbitrary(),
        choices =>
        {
            string quick = Failures(choices, "");
            string slow = Failures(choices, "\\u0072");
            return Show(Read(quick)) == Show(Read(slow)) ? true : throw new InvalidOperationException(quick);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_changed_octet_is_JSON_or_not_as_the_platform_says() => Prop.ForAll(Gen.Choose(0, 1 << 28).ToArbitrary(), choice => IsJudgedAsByThePlatform(choice, (byte)(choice >> 20)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Each_octet_changed_to_one_that_means_something_is_JSON_or_not_as_the_platform_says() =>
        Assert.All("\"\\,:{}[] 0-n"u8.ToArray(), octet => Assert.All(Enumerable.Range(0, 256), place => Assert.True(IsJudgedAsByThePlatform(place, octet), $"{(char)octet} at {place}")));

    private static bool IsJudgedAsByThePlatform(int place, byte octet)
    {
        byte[] octets = Encoding.UTF8.GetBytes(Report(string.Join(",", Enumerable.Repeat("{\"result-type\":\"certificate-expired\",\"receiving-ip\":null,\"failed-session-count\":10}", 3))));
        int begin = octets.AsSpan().IndexOf("[{\"result"u8);
        octets[begin + (place % (octets.Length - begin))] = octet;
        bool isJson = true;
        try
        {
            JsonDocument.Parse(octets).Dispose();
        }
        catch (JsonException)
        {
            isJson = false;
        }

        // A value that makes the report useless may stand before the place where it ceases to be JSON, and is said then.
        TlsRptReport report = Read(octets);
        bool isCalledNone = report.Problems.Any(problem => problem.Code == "not-json");
        return isJson ? !isCalledNone : isCalledNone || (report.Policies.Count == 0 && report.Problems.Count > 0);
    }

    [Fact]
    public void A_list_longer_than_any_buffer_is_read_whole_and_looks_like_a_list()
    {
        StringBuilder text = new();
        for (int i = 0; i < 20_000; i++)
        {
            text.Append(i > 0 ? "," : "").Append(CultureInfo.InvariantCulture,
                $"{{\"result-type\":\"certificate-expired\",\"sending-mta-ip\":\"192.0.2.{i % 250}\",\"receiving-mx-hostname\":\"mx{i}.example.com\",\"failed-session-count\":{i}}}");
        }

        TlsRptReport report = Read(Encoding.UTF8.GetBytes(Report(text.ToString())));
        Assert.Equal("policies[0].failure-details", Assert.Single(report.Problems).Place);
        IReadOnlyList<TlsRptFailureDetail> details = report.Policies[0].FailureDetails;
        Assert.Equal(20_000, details.Count);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => ($"mx{i}.example.com", $"192.0.2.{i % 250}", (long?)i)), details.Select(detail => (detail.ReceivingMxHostname!, detail.SendingMtaIp!, detail.FailedSessions)));
        Assert.StartsWith("The certificate of the receiving server has expired", details[19_999].Explanation, StringComparison.Ordinal);
        Assert.Null(details[0].ReceivingIp);
        Assert.Equal(details[7], details.ToArray()[7]);
        Assert.Equal(7, ((IList<TlsRptFailureDetail>)details).IndexOf(details[7]));
        Assert.True(((ICollection<TlsRptFailureDetail>)details).Contains(details[7]));
        Assert.Equal(-1, ((IList<TlsRptFailureDetail>)details).IndexOf(details[7] with { FailedSessions = 8 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => details[20_000]);
        Assert.Throws<ArgumentOutOfRangeException>(() => details[-1]);
        Assert.Throws<NotSupportedException>(() => ((IList<TlsRptFailureDetail>)details).Add(details[0]));
    }

    [Fact]
    public void Sums_beyond_the_largest_number_are_said_exactly()
    {
        string text = string.Join(",", Enumerable.Repeat("{\"result-type\":\"certificate-expired\",\"failed-session-count\":9007199254740991}", 3000));
        Assert.Contains("add up to 27021597764222973000 sessions", Read(Encoding.UTF8.GetBytes(Report(text))).Problems[0].Text, StringComparison.Ordinal);
    }

    private static string Failures(List<int> choices, string escape)
    {
        StringBuilder text = new("{\"result-type\":\"certificate-expired\",\"failed-session-count\":1}");
        int at = 0;
        while (at < choices.Count)
        {
            int members = choices[at++] % 7;
            text.Append(Blank()).Append(',').Append(Blank()).Append('{');
            for (int i = 0; i < members; i++)
            {
                // Most are what senders write, so that the quick way gets far.
                int choice = at < choices.Count ? choices[at++] : 0;
                string name = Names[choice % 3 == 0 ? choice / 3 % Names.Length : (i + (members > 3 ? 0 : 1)) % 8];
                string value = choice % 5 != 0 ? name is "failed-session-count" ? "7" : name is "result-type" ? Values[choice % 2] : "\"mx.example.com\""
                    : choice % 15 == 0 ? "\"" + Long + "\"" : Values[choice / 64 % Values.Length];
                string written = escape.Length > 0 && name.IndexOf('r', StringComparison.Ordinal) is >= 0 and var r ? name[..r] + escape + name[(r + 1)..] : name;
                text.Append(i > 0 ? "," : "").Append(Blank()).Append('"').Append(written).Append('"').Append(Blank()).Append(':').Append(Blank()).Append(value).Append(Blank());
            }

            text.Append('}');
        }

        return Report(text.ToString());

        string Blank() => Blanks[at < choices.Count ? choices[at] / 16 % Blanks.Length : 0];
    }

    private static string Report(string failures) => "{\"organization-name\":\"Fast\",\"date-range\":{\"start-datetime\":\"2026-11-20T00:00:00Z\",\"end-datetime\":\"2026-11-20T23:59:59Z\"},"
        + "\"contact-info\":\"a@fast.example\",\"report-id\":\"1\",\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"example.com\"},"
        + "\"summary\":{\"total-successful-session-count\":7,\"total-failure-session-count\":2},\"failure-details\":[" + failures + "]}]}";

    private static TlsRptReport Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    private static TlsRptReport Read(byte[] octets) => Assert.Single(new ReportIntake(ReportLimits.Usual, Explained).Read(new MemoryStream(octets), "input"));

    private static string Show(TlsRptReport report) => string.Join("\n", (string[])[
        $"{report.OrganizationName}", .. report.Policies.SelectMany(policy => policy.FailureDetails.Select(detail => JsonSerializer.Serialize(detail))),
        .. report.Problems.Select(problem => problem.Code == "not-json" ? problem.Code : problem.ToString())]);
}
