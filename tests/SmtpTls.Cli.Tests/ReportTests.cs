using System.IO;
using System.Text.Json;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls report</c>: what goes where, and how it ends.</summary>
public sealed class ReportTests : IDisposable
{
    private const string Report = """
        {"organization-name":"=Fast\u001b","date-range":{"start-datetime":"2026-11-20T00:00:00Z","end-datetime":"2026-11-20T23:59:59Z"},"contact-info":"a@fast.example","report-id":"1",
        "policies":[{"policy":{"policy-type":"sts","policy-domain":"example.com"},"summary":{"total-successful-session-count":7,"total-failure-session-count":2},
        "failure-details":[{"result-type":"certificate-expired","receiving-mx-hostname":"mx.example.com","failed-session-count":2}]}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("smtptls-report-").FullName;

    public ReportTests()
    {
        File.WriteAllText(Path.Combine(_folder, "a.json"), Report);
        Directory.CreateDirectory(Path.Combine(_folder, "below"));
        File.WriteAllText(Path.Combine(_folder, "below", "b.json"), Report);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reports_are_objects_a_line()
    {
        Ran ran = await Smtptls.RunAsync("report", _folder, "--recurse", "--jsonl");
        Assert.True(ran is { ExitCode: 0, Error: "" }, ran.ToString());
        string[] lines = ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        JsonElement report = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal("=Fast\\u{1b}", report.GetProperty("organizationName").GetString());
        Assert.Equal("2026-11-20T00:00:00Z", report.GetProperty("startDate").GetString());
        Assert.Equal(0, report.GetProperty("problems").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("policies")[0].GetProperty("failureDetails")[0].GetProperty("sendingMtaIp").ValueKind);
    }

    [Fact]
    public async Task Standard_input_is_read_by_content()
    {
        Ran ran = await Smtptls.RunAsync(Report, ["report", "-", "--json"]);
        Assert.Equal(0, ran.ExitCode);
        Assert.Equal("(standard input)", JsonDocument.Parse(ran.Out).RootElement[0].GetProperty("source").GetString());
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_the_rest_is_done()
    {
        File.WriteAllText(Path.Combine(_folder, "z.json"), "<html>");
        Ran ran = await Smtptls.RunAsync("report", Path.Combine(_folder, "nowhere"), _folder, "--json");
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("nowhere' cannot be read", ran.Error, StringComparison.Ordinal);
        JsonElement reports = JsonDocument.Parse(ran.Out).RootElement;
        Assert.Equal(2, reports.GetArrayLength());
        Assert.Equal("not-json", reports[1].GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, reports[1].GetProperty("organizationName").ValueKind);
    }

    [Fact]
    public async Task A_summary_counts_a_report_once_and_a_page_is_written_beside_it()
    {
        string page = Path.Combine(_folder, "page.html");
        Ran ran = await Smtptls.RunAsync("report", _folder, "-r", "--summary", "--json", "--html", page);
        Assert.Equal(0, ran.ExitCode);
        JsonElement summary = JsonDocument.Parse(ran.Out).RootElement[0];
        Assert.Equal((1, 1, 7, 2), (summary.GetProperty("reports").GetInt32(), summary.GetProperty("duplicates").GetInt32(), summary.GetProperty("successfulSessions").GetInt32(), summary.GetProperty("failedSessions").GetInt32()));
        Assert.StartsWith("<!DOCTYPE html>", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_CSV_without_formulas()
    {
        Ran ran = await Smtptls.RunAsync("report", Path.Combine(_folder, "a.json"), "--flatten");
        string[] lines = ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("row,organizationName,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Policy,'=Fast\\u{1b},2026-11-20T00:00:00Z,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("Failure,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_reads_who_failed_and_why()
    {
        Ran ran = await Smtptls.RunAsync("report", _folder, "--summary");
        Assert.Contains("7 sessions secure, 2 failed (22.22 %)", ran.Out, StringComparison.Ordinal);
        Assert.Contains("certificate-expired example.com at mx.example.com", ran.Out, StringComparison.Ordinal);
        Assert.Contains("has expired", ran.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ran.Out);
    }

    [Theory]
    [InlineData("--summary", "--flatten")]
    [InlineData("--json", "--jsonl")]
    [InlineData("--max-report-size", "0")]
    public async Task Contradictions_are_usage(string one, string two) => Assert.Equal(2, (await Smtptls.RunAsync("report", _folder, one, two)).ExitCode);
}
