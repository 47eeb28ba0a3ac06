using System.IO;

namespace SmtpTls.Cli.Tests;

/// <summary>What the user did wrong is one clear line that names the parameter and the value, and exit code 2.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--port '70000'", "starttls", "example.com", "--port", "70000")]
    [InlineData("--port '0'", "starttls", "example.com", "--port", "0")]
    [InlineData("--port 'smtp'", "audit", "example.com", "--port", "smtp")]
    [InlineData("--timeout-sec '-1'", "audit", "example.com", "--timeout-sec", "-1")]
    [InlineData("--ip-version 'IPv5'", "starttls", "example.com", "--ip-version", "IPv5")]
    [InlineData("--fail-on 'bad'", "audit", "example.com", "--fail-on", "bad")]
    [InlineData("--ca-file 'no-such-file.pem'", "starttls", "example.com", "--dns-server", "127.0.0.1:9", "--ca-file", "no-such-file.pem")]
    [InlineData("--dns-server 'not a server'", "starttls", "example.com", "--dns-server", "not a server")]
    [InlineData("--dns-server '127.0.0.1:99999'", "starttls", "example.com", "--dns-server", "127.0.0.1:99999")]
    [InlineData("--helo-name 'a b'", "starttls", "example.com", "--dns-server", "127.0.0.1:9", "--helo-name", "a b")]
    [InlineData("--json and --jsonl", "starttls", "example.com", "--json", "--jsonl")]
    [InlineData("--input 'no-such-list.txt'", "starttls", "--dns-server", "127.0.0.1:9", "--input", "no-such-list.txt")]
    [InlineData("--from-facts 'no-such-facts.jsonl'", "audit", "--from-facts", "no-such-facts.jsonl")]
    [InlineData("'-bad.example' is not a domain name", "starttls", "--dns-server", "127.0.0.1:9", "--", "-bad.example")]
    [InlineData("Name at least one domain", "audit")]
    [InlineData("nonsense", "nonsense")]
    public async Task Is_said_in_one_line_with_exit_code_2(string part, params string[] args)
    {
        Ran ran = await Smtptls.RunAsync(args);
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains(part, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ca_file_that_holds_no_certificate_is_refused()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(path, "no certificate");
        try
        {
            Ran ran = await Smtptls.RunAsync("starttls", "example.com", "--dns-server", "127.0.0.1:9", "--ca-file", path);
            Assert.True(ran.ExitCode == 2, ran.ToString());
            Assert.Contains($"--ca-file '{path}'", ran.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Help_names_every_verb()
    {
        Ran ran = await Smtptls.RunAsync("--help");
        Assert.Equal(0, ran.ExitCode);
        Assert.All((string[])["starttls", "audit", "lab"], verb => Assert.Contains(verb, ran.Out, StringComparison.Ordinal));
    }
}
