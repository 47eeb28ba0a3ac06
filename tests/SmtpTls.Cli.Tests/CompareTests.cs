using System.IO;
using System.Text.Json;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls compare</c>: forms and exit codes, on audits as files.</summary>
public sealed class CompareTests : IDisposable
{
    private static readonly DateTime Day = new(2026, 11, 1, 3, 0, 0, DateTimeKind.Utc);
    private readonly string _root = Directory.CreateTempSubdirectory("smtptls-compare-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Two_files_and_a_folder_give_the_same_and_the_exit_code_follows_fail_on()
    {
        string old = Write("1.jsonl", Audit("Encrypted", 0).ToJson()), now = Write("2.json", $"[{Audit("NotOffered", 1).ToJson()}]");
        Ran files = await Smtptls.RunAsync("compare", old, now, "--jsonl"), folder = await Smtptls.RunAsync("compare", _root, "--jsonl");
        Assert.True(files.ExitCode == 0, files.ToString());
        Assert.Equal(files.Out, folder.Out);
        using JsonDocument drift = JsonDocument.Parse(files.Out);
        Assert.Equal("Worse", drift.RootElement.GetProperty("drift").GetString());
        Assert.Equal("StartTlsVanished", drift.RootElement.GetProperty("changes")[0].GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, drift.RootElement.GetProperty("changes")[0].GetProperty("findingId").ValueKind);
        Assert.Equal(1, (await Smtptls.RunAsync("compare", old, now, "--fail-on", "high")).ExitCode);
        Assert.Equal(0, (await Smtptls.RunAsync("compare", old, now, "--fail-on", "critical")).ExitCode);
        Assert.Equal(0, (await Smtptls.RunAsync("compare", now, old, "--fail-on", "info")).ExitCode);
        Assert.Contains("contoso.com: Worse", (await Smtptls.RunAsync("compare", old, now)).Out, StringComparison.Ordinal);
        Assert.Equal("[]\n", (await Smtptls.RunAsync("compare", old, old, "--json")).Out);
    }

    [Fact]
    public async Task Two_folders_that_hold_one_audit_each_are_compared_and_one_of_several_is_wrong_usage()
    {
        Directory.CreateDirectory(Path.Combine(_root, "a"));
        Directory.CreateDirectory(Path.Combine(_root, "b"));
        string old = Path.GetDirectoryName(Write("a/1.jsonl", Audit("Encrypted", 0).ToJson()))!, now = Path.GetDirectoryName(Write("b/1.jsonl", Audit("NotOffered", 1).ToJson()))!;
        Assert.Contains("contoso.com: Worse", (await Smtptls.RunAsync("compare", old, now)).Out, StringComparison.Ordinal);
        Assert.Contains("contoso.com: Better", (await Smtptls.RunAsync("compare", now, Path.Combine(old, "1.jsonl"))).Out, StringComparison.Ordinal);
        Write("b/2.jsonl", Audit("Encrypted", 2).ToJson());
        Ran ran = await Smtptls.RunAsync("compare", old, now);
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("b' holds 2 audits", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_determined_ends_with_3_and_a_bad_line_with_2_while_the_rest_is_done()
    {
        string old = Write("1.jsonl", Audit("Encrypted", 0).ToJson()), dark = Write("2.jsonl", Audit("Timeout", 1).ToJson()), bad = Write("3.jsonl", "{}\n" + Audit("NotOffered", 2).ToJson());
        Assert.Equal(3, (await Smtptls.RunAsync("compare", old, dark)).ExitCode);
        Ran ran = await Smtptls.RunAsync("compare", old, bad, "--jsonl", "--fail-on", "high");
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("line 1: it is no audit: it lacks 'domain'.", ran.Error, StringComparison.Ordinal);
        Assert.Contains("StartTlsVanished", ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Text", "compared")]
    [InlineData("mail", "Subject: ")]
    [InlineData("teams", "AdaptiveCard")]
    [InlineData("eventlog", "Error\t1030\t")]
    [InlineData("syslog", "<19>1 ")]
    [InlineData("junit", "<failure")]
    [InlineData("sarif", "\"2.1.0\"")]
    [InlineData("prometheus", "smtptls_drift_domains{")]
    [InlineData("csv", "contoso.com,Worse,StartTlsVanished")]
    public async Task Each_form_is_written(string format, string part)
    {
        string old = Write("1.jsonl", Audit("Encrypted", 0).ToJson()), now = Write("2.jsonl", Audit("NotOffered", 1).ToJson());
        Ran ran = await Smtptls.RunAsync("compare", old, now, "--format", format);
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Contains(part, ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exclude each other", "a", "b", "--json", "--format", "csv")]
    [InlineData("--format 'xml' is none of Text, Mail", "a", "b", "--format", "xml")]
    [InlineData("no such file or folder", "no-such-audit.jsonl")]
    [InlineData("no such file", "no-such-audit.jsonl", "no-such-other.jsonl")]
    [InlineData("Name an older and a newer audit", "a", "b", "c")]
    public async Task Wrong_usage_ends_with_2(string part, params string[] args)
    {
        Ran ran = await Smtptls.RunAsync(["compare", .. args]);
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains(part, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_audits_is_wrong_usage()
    {
        Write("notes.txt", "x");
        Ran ran = await Smtptls.RunAsync("compare", _root);
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("holds no audits", ran.Error, StringComparison.Ordinal);
    }

    private static DomainAudit Audit(string outcome, int day)
    {
        string verdict = outcome switch { "Encrypted" => "Pass", "Timeout" => "Inconclusive", _ => "Fail" };
        return new DomainAudit
        {
            Domain = "contoso.com",
            MxState = "Found",
            AssessedAt = Day.AddDays(day),
            Mx = [new MxHostInfo("mx1.contoso.com", 10, ["192.0.2.1"], null)],
            StartTls = new StartTlsSummary
            {
                Verdict = verdict,
                Hosts = [new StartTlsResult { Domain = "contoso.com", Host = "mx1.contoso.com", Address = "192.0.2.1", Port = 25, Outcome = outcome, Verdict = verdict, Encrypted = outcome == "Encrypted", CertificateVerdict = "Unknown" }],
            },
        };
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_root, name);
        File.WriteAllText(path, text);
        return path;
    }
}
