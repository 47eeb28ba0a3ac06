using System.Diagnostics;
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
    [InlineData("Name what to do: starttls, mta-sts, dane, tls-rpt, report, header, rule, explain, audit, compare, lab")]
    [InlineData("There is no option '--prot'", "starttls", "example.com", "--prot", "25")]
    [InlineData("There is no option '--computer-name'", "audit", "example.com", "--computer-name", "mx.example.com")]
    [InlineData("--input '' cannot be read: no name is given.", "starttls", "--dns-server", "127.0.0.1:9", "--input", "")]
    [InlineData("--input '.' cannot be read: it is a folder.", "starttls", "--dns-server", "127.0.0.1:9", "--input", ".")]
    [InlineData("--from-facts '.' cannot be read: it is a folder.", "audit", "--from-facts", ".")]
    [InlineData("--ca-file '' cannot be used: no name is given.", "starttls", "example.com", "--ca-file", "")]
    [InlineData("--ca-file '.' cannot be used: it is a folder.", "starttls", "example.com", "--ca-file", ".")]
    [InlineData("--save-facts '' cannot be written: no name is given.", "audit", "example.com", "--dns-server", "127.0.0.1:9", "--save-facts", "")]
    [InlineData("--save-facts '.' cannot be written: it is a folder.", "audit", "example.com", "--dns-server", "127.0.0.1:9", "--save-facts", ".")]
    [InlineData("--save-facts 'no-such-folder/x' cannot be written: there is no such folder.", "audit", "example.com", "--dns-server", "127.0.0.1:9", "--save-facts", "no-such-folder/x")]
    [InlineData("leave --ca-file out", "audit", "--lab", "--ca-file", "root.pem")]
    [InlineData("leave one of them out", "audit", "--lab", "--from-facts", "facts.jsonl")]
    public async Task Is_said_in_one_line_with_exit_code_2(string part, params string[] args)
    {
        Ran ran = await Smtptls.RunAsync(args);
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains(part, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_are_never_put_in_the_place_of_a_device_or_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Devices are files on Unix only.");
        string link = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.CreateSymbolicLink(link, link + ".target");
        try
        {
            Assert.Contains("it is a link", (await SaveAsync(link)).Error, StringComparison.Ordinal);
            Assert.Equal(link + ".target", new FileInfo(link).LinkTarget);

            // A name that does not exist: a test must not put the devices of this machine at risk.
            Assert.Contains("it is no ordinary file", (await SaveAsync("/dev/smtptls-no-such-device")).Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(link);
        }

        static async Task<Ran> SaveAsync(string path)
        {
            Ran ran = await Smtptls.RunAsync("audit", "example.com", "--dns-server", "127.0.0.1:9", "--save-facts", path);
            Assert.True(ran.ExitCode == 2, ran.ToString());
            Assert.Empty(ran.Out);
            return ran;
        }
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

    [Theory]
    [InlineData("-")]
    [InlineData("--input -")]
    public async Task A_standard_input_that_is_closed_is_said_and_not_waited_for(string names)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its shell cannot close it.");
        string command = $"exec {Smtptls.ShellCommand} starttls --dns-server 127.0.0.1:9 {names} <&-";
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Ran ran = await Smtptls.EndAsync(process, Stopwatch.StartNew());
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Equal("Standard input cannot be read: it is closed.", ran.Error.Trim());
    }

    [Theory]
    [InlineData("explain", "--input", "no-such-file", "--input", "-")]
    [InlineData("report", "no-such-1", "no-such-2", "no-such-3", "no-such-4", "-")]
    [InlineData("header", "no-such-file", "-")]
    [InlineData("rule", "postfix", "no-such-file", "-")]
    public async Task An_interruption_ends_the_wait_for_standard_input(params string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Ctrl+C is sent as SIGINT, which this system has not.");
        using Process process = Smtptls.Start(args);

        // The complaint about the file shows that the program is under way; nobody writes to its input, and nobody closes it.
        await process.StandardError.ReadAsync(new char[1].AsMemory());
        Stopwatch watch = Stopwatch.StartNew();
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        Ran ran = await Smtptls.EndAsync(process, watch);
        Assert.True(ran.ExitCode == 130, ran.ToString());
        Assert.True(ran.Took < TimeSpan.FromSeconds(4), ran.Took.ToString());
    }

    [Fact]
    public async Task Help_names_every_verb()
    {
        Ran ran = await Smtptls.RunAsync("--help");
        Assert.Equal(0, ran.ExitCode);
        Assert.All((string[])["starttls", "audit", "lab"], verb => Assert.Contains(verb, ran.Out, StringComparison.Ordinal));
    }
}
