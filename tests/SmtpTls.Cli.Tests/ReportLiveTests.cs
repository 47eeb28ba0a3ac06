using System.IO;
using System.Text.Json;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls report --live</c>: reported failures beside what the practice range's servers do now.</summary>
public sealed class ReportLiveTests(LabFixture lab) : IClassFixture<LabFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smtptls-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_failure_is_still_there_or_repaired_or_cannot_be_known()
    {
        Write("good-rsa.lab.test", "certificate-expired", 3);
        Write("expired.lab.test", "certificate-expired", 2);
        Write("sts-enforce.lab.test", "sts-policy-fetch-error", 4);
        Ran ran = await Smtptls.RunAsync(lab.Published("report", _folder, "--summary", "--live", "--jsonl"));
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Dictionary<string, JsonElement> now = JsonDocument.Parse(ran.Out).RootElement.GetProperty("failures").EnumerateArray()
            .ToDictionary(failure => failure.GetProperty("domain").GetString()!, failure => failure.GetProperty("now"));
        Assert.Equal("Repaired", now["good-rsa.lab.test"].GetProperty("state").GetString());
        Assert.Equal("StillFailing", now["expired.lab.test"].GetProperty("state").GetString());
        Assert.Equal("Repaired", now["sts-enforce.lab.test"].GetProperty("state").GetString());
        Assert.Contains("Expired", now["expired.lab.test"].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_reads_it_at_the_failure_and_only_so_many_are_looked_at()
    {
        Write("good-rsa.lab.test", "certificate-expired", 3);
        Write("expired.lab.test", "certificate-expired", 2);
        string page = Path.Combine(_folder, "page.html");
        Ran ran = await Smtptls.RunAsync(lab.Published("report", _folder, "--summary", "--html", page, "--live", "--max-live", "1"));
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Contains("now Repaired: mx.good-rsa.lab.test", ran.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("StillFailing", ran.Out, StringComparison.Ordinal);
        Assert.Contains("Repaired", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--live")]
    [InlineData("--live", "--flatten")]
    [InlineData("--summary", "--live", "--max-live", "0")]
    [InlineData("--summary", "--live", "--dns-server", "127.0.0.1:99999")]
    [InlineData("--summary", "--live", "--ca-file", "nowhere.pem")]
    public async Task What_cannot_be_looked_at_is_usage(params string[] options)
    {
        Write("good-rsa.lab.test", "certificate-expired", 3);
        Ran ran = await Smtptls.RunAsync(["report", _folder, .. options]);
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains(options[^1].StartsWith("--", StringComparison.Ordinal) ? "--summary" : options[^2], ran.Error, StringComparison.Ordinal);
    }

    private void Write(string domain, string type, int failed) => File.WriteAllText(Path.Combine(_folder, domain + ".json"), $$"""
        {"organization-name":"Fast","date-range":{"start-datetime":"2026-11-20T00:00:00Z","end-datetime":"2026-11-20T23:59:59Z"},"contact-info":"a@fast.example","report-id":"{{domain}}",
        "policies":[{"policy":{"policy-type":"sts","policy-domain":"{{domain}}"},"summary":{"total-successful-session-count":7,"total-failure-session-count":{{failed}}},
        "failure-details":[{"result-type":"{{type}}","receiving-mx-hostname":"mx.{{domain}}","failed-session-count":{{failed}}}]}]}
        """);
}
