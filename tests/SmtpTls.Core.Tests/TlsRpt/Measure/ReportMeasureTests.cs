using System.Globalization;
using SmtpTls.Explain;
using SmtpTls.Reports;
using SmtpTls.TlsRpt.Measure;

namespace SmtpTls.Core.Tests.TlsRpt.Measure;

/// <summary>What counts once, what is added, and how a failure goes on.</summary>
public sealed class ReportMeasureTests
{
    private static readonly CauseCatalog Causes = CauseCatalog.Load(null);

    [Fact]
    public void A_report_that_came_twice_counts_once_and_ids_are_of_one_organisation()
    {
        TlsRptSummary summary = Measure(Report("A", "1", 1), Report("A", "1", 1), Report("B", "1", 1), new TlsRptReport { Problems = [new TlsRptProblem("not-json", "", "x")] });
        Assert.Equal((2, 1, 1), (summary.Reports, summary.Duplicates, summary.Unusable));
        Assert.Equal((20, 10), (summary.SuccessfulSessions, summary.FailedSessions));
        Assert.Equal(0.333333, summary.FailureRate);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::FFFF:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:DB8::0001", "2001:db8::1")]
    [InlineData("1", "1")]
    [InlineData("010.0.0.1", "010.0.0.1")]
    [InlineData("0x7f.1", "0x7f.1")]
    public void What_is_no_address_is_made_none(string text, string shown)
    {
        TlsRptPolicy policy = Policy("sts", "example.com", 0, 1, null) with
        {
            FailureDetails = [new TlsRptFailureDetail { ResultType = "certificate-expired", SendingMtaIp = text, ReceivingIp = text, FailedSessions = 1 }],
        };
        TlsRptSummary summary = Measure(Report("A", "1", 1) with { Policies = [policy] });
        Assert.Equal(shown, Assert.Single(summary.SendingMtaIps).Name);
        Assert.Equal(shown, Assert.Single(summary.MxHosts).Name);
    }

    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("mx1.example.com", "example.com")]
    [InlineData("mx.hoster.example", "example.com")]
    [InlineData("mx.other.example", null)]
    public void Sessions_under_MTA_STS_and_DANE_are_the_same_sessions(string tlsaDomain, string? joined)
    {
        TlsRptReport report = Report("Microsoft", "1", 1) with
        {
            Policies = [Policy("sts", "example.com", 12, 1, "mx.hoster.example"), Policy("tlsa", tlsaDomain, 8, 5, null), Policy("no-policy-found", "example.com", 3, 0, null)],
        };
        TlsRptSummary summary = Measure(report);
        Assert.Equal(joined is null ? (3 + 12 + 8, 6) : (16 - 5, 5), (summary.SuccessfulSessions, summary.FailedSessions));
        Assert.Equal(joined is null ? 2 : 1, summary.Domains.Count);
    }

    [Theory]
    [InlineData("1:5 2:5 3:5 4:5", "Steady")]
    [InlineData("1:5 2:5 3:20 4:20", "Rising")]
    [InlineData("1:20 2:20 3:5 4:5", "Falling")]
    [InlineData("1:0 2:0 3:5 4:5", "New")]
    [InlineData("1:5 2:5 3:5 4:0", "Ended")]
    [InlineData("1:5", null)]
    public void A_failure_has_a_trend(string days, string? trend)
    {
        TlsRptSummary summary = Measure([.. days.Split(' ').Select(day => Report("A", day, int.Parse(day.Split(':')[0], CultureInfo.InvariantCulture), long.Parse(day.Split(':')[1], CultureInfo.InvariantCulture)))]);
        TlsRptFailure failure = Assert.Single(summary.Failures);
        Assert.Equal(trend, failure.Trend);
        Assert.Equal(days.Split(' ').Where(day => !day.EndsWith(":0", StringComparison.Ordinal)).Sum(day => long.Parse(day.Split(':')[1], CultureInfo.InvariantCulture)), failure.FailedSessions);
        Assert.Equal("RecipientAdmin", failure.Actor is "CertificateOwner" ? "RecipientAdmin" : failure.Actor);
        Assert.NotEmpty(failure.Remedy);
        Assert.Contains("expired", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_in_another_time_zone_is_the_day_that_most_of_it_is_in()
    {
        TlsRptReport report = Report("A", "1", 1) with { StartDate = Utc(1).AddHours(-2), EndDate = Utc(1).AddHours(22) };
        Assert.Equal("2026-11-01", Assert.Single(Measure(report).Days).Name);
    }

    [Fact]
    public void Sums_stop_where_numbers_end_and_tables_where_memory_would()
    {
        using ReportMeasure measure = new(Causes);
        for (int i = 0; i < 12_000; i++)
        {
            measure.Add(Report($"A{i}", "1", 1) with { Policies = [Policy("sts", $"d{i}.example", (1L << 53) - 1, 0, null)] });
        }

        TlsRptSummary summary = measure.ToSummary();
        Assert.Equal(long.MaxValue, summary.SuccessfulSessions);
        Assert.Equal(10_001, summary.Domains.Count);
        Assert.Equal(2000, summary.Domains.Single(total => total.Name == "(others)").Reports);
        Assert.True(summary.Merged > 0);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("@x", "'@x")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    [InlineData("plain", "plain")]
    public void Rows_are_text_for_a_spreadsheet(string text, string cell) =>
        Assert.StartsWith($"Policy,{cell},2026-11-01T00:00:00Z,", ReportRows.ToCsv(ReportRows.Of(Report(text, "1", 1)).First()), StringComparison.Ordinal);

    [Fact]
    public void A_report_is_a_row_for_each_policy_failure_and_problem() => Assert.Equal(
        ["Policy", "Failure", "Problem"],
        ReportRows.Of(Report("A", "1", 1) with { Problems = [new TlsRptProblem("bad-value", "x", "y")] }).Select(row => row.Row));

    [Fact]
    public void A_page_holds_its_text_encoded_and_names_no_address()
    {
        string page = SummaryPage.Of(Measure(Report("<b>&\"'", "1", 1)), "<i>", DateTimeOffset.UnixEpoch);
        Assert.Contains("&lt;b&gt;&amp;&quot;&#39;", page, StringComparison.Ordinal);
        Assert.Contains("<title>&lt;i&gt;</title>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=\"", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain('<', new ChartData("x", false, ["</script><b>"], [new ChartSeries("<", "good", [1])]).ToJson());
    }

    private static TlsRptSummary Measure(params TlsRptReport[] reports)
    {
        using ReportMeasure measure = new(Causes);
        foreach (TlsRptReport report in reports)
        {
            measure.Add(report);
        }

        return measure.ToSummary();
    }

    private static DateTime Utc(int day) => new(2026, 11, day, 0, 0, 0, DateTimeKind.Utc);

    private static TlsRptReport Report(string organization, string id, int day, long failed = 5) => new()
    {
        OrganizationName = organization,
        ReportId = id,
        StartDate = Utc(day),
        EndDate = Utc(day).AddDays(1).AddSeconds(-1),
        Policies = [Policy("sts", "example.com", 10, failed, null)],
    };

    private static TlsRptPolicy Policy(string type, string domain, long successful, long failed, string? mx) => new()
    {
        PolicyType = type,
        PolicyDomain = domain,
        MxHost = mx is null ? [] : [mx],
        SuccessfulSessions = successful,
        FailedSessions = failed,
        FailureDetails = failed == 0 ? [] : [new TlsRptFailureDetail { ResultType = "certificate-expired", ReceivingMxHostname = "mx1.example.com", FailedSessions = failed }],
    };
}
