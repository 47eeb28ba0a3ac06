using SmtpTls.TlsRpt;
using SmtpTls.TlsRpt.Publish;

namespace SmtpTls.Core.Tests.TlsRpt.Publish;

public sealed class TlsRptRecordPlannerTests
{
    [Fact]
    public void The_record_lists_each_address_once()
    {
        TlsRptRecordPlan plan = Plan("example.com", "mailto:tls@example.net", "https://reports.example.net/tls", "tls@example.net");
        Assert.Equal("_smtp._tls.example.com", plan.Name);
        Assert.Equal("v=TLSRPTv1; rua=mailto:tls@example.net,https://reports.example.net/tls", plan.Text);
        Assert.Equal("_smtp._tls.example.com. 3600 IN TXT \"v=TLSRPTv1; rua=mailto:tls@example.net,https://reports.example.net/tls\"", plan.ZoneLine);
        Assert.Equal(["mailto:tls@example.net", "https://reports.example.net/tls"], plan.Rua);
        Assert.Single(plan.Notes);
    }

    [Theory]
    [InlineData("mailto:a,b;c!d@example.net", "https://reports.example.net/v1;x?a=1,2!")]
    [InlineData("tls@bücher.example", "https://bücher.example:8443/ü")]
    public void What_is_made_reads_back_without_a_problem(string first, string second)
    {
        TlsRptRecordPlan plan = Plan("example.com", first, second);
        Reading<ReportRecord> reading = ReportRecord.Parse(plan.Name, [plan.Text]);
        Assert.Empty(reading.Problems);
        Assert.Equal(plan.Rua, reading.Value!.Rua.Select(one => one.ToString()));
    }

    [Fact]
    public void A_long_record_is_split_into_strings_of_255_octets()
    {
        TlsRptRecordPlan plan = Plan("example.com", [.. Enumerable.Range(0, 20).Select(i => $"mailto:reports-{i}@tls.example.net")]);
        string[] strings = [.. plan.ZoneLine.Split('"').Where((_, i) => i % 2 == 1)];
        Assert.True(strings.Length > 2);
        Assert.All(strings, one => Assert.InRange(one.Length, 1, 255));
        Assert.Equal(plan.Text, string.Concat(strings));
        Assert.Contains(plan.Notes, note => note.Contains("several strings", StringComparison.Ordinal));
    }

    [Fact]
    public void Reports_that_stay_within_the_domain_are_remarked_on() =>
        Assert.Contains(Plan("example.com", "tls@example.com").Notes, note => note.Contains("mailboxes of example.com itself", StringComparison.Ordinal));

    private static TlsRptRecordPlan Plan(string domain, params string[] addresses) => TlsRptRecordPlanner.Plan(
        DomainName.Parse(domain),
        [.. addresses.Select(one => ReportUri.TryParse(one, out ReportUri? uri, out string? problem) ? uri : throw new FormatException(problem))]);
}
