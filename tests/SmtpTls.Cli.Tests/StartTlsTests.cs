using System.Diagnostics;
using System.IO;
using System.Text.Json;

namespace SmtpTls.Cli.Tests;

public sealed class StartTlsTests(LabFixture lab) : IClassFixture<LabFixture>
{
    [Fact]
    public async Task Json_is_one_array_in_the_order_of_the_input_each_name_once()
    {
        Ran ran = await Smtptls.RunAsync(lab.Live("starttls", "--json", "silence.lab.test", "Good-RSA.lab.test.", "good-rsa.lab.test", "expired.lab.test", "--timeout-sec", "12"));
        Assert.True(ran.ExitCode == 3, ran.ToString());
        using JsonDocument results = JsonDocument.Parse(ran.Out);
        Assert.Equal(["silence.lab.test", "good-rsa.lab.test", "expired.lab.test"], results.RootElement.EnumerateArray().Select(one => one.GetProperty("domain").GetString()));
        JsonElement good = results.RootElement[1];
        Assert.Equal(("Encrypted", "Pass", "Valid"), (Text(good, "outcome"), Text(good, "verdict"), Text(good, "certificateVerdict")));
        Assert.Equal("TLSv1.3", Text(good, "tlsVersion"));
        Assert.StartsWith("TLS_", Text(good, "cipherSuite"), StringComparison.Ordinal);
        Assert.NotEqual(0, good.GetProperty("transcript").GetArrayLength());
        Assert.Equal("CaFile", good.GetProperty("certificate").GetProperty("trustedBy")[0].GetString());
    }

    [Fact]
    public async Task Lines_come_as_they_are_known()
    {
        Ran ran = await Smtptls.RunAsync(lab.Live("starttls", "--jsonl", "--as-completed", "silence.lab.test", "good-rsa.lab.test", "--timeout-sec", "12"));
        string[] lines = ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["good-rsa.lab.test", "silence.lab.test"], lines.Select(line => Text(JsonDocument.Parse(line).RootElement, "domain")));
        Assert.Equal("GreetingTimeout", Text(JsonDocument.Parse(lines[1]).RootElement, "outcome"));
    }

    [Fact]
    public async Task A_bad_name_is_said_and_the_rest_goes_on()
    {
        Ran ran = await Smtptls.RunAsync("# partners\ngood-rsa.lab.test  # the first\n\nbad..name\ntls12-only.lab.test\n", lab.Live("starttls", "--jsonl", "--input", "-"));
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains("Standard input, line 4: 'bad..name' is not a domain name", ran.Error, StringComparison.Ordinal);
        Assert.Equal(2, ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Facts_that_were_kept_are_judged_the_same_without_the_network()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Ran live = await Smtptls.RunAsync(lab.Live("starttls", "--json", "expired.lab.test", "injection.lab.test", "--save-facts", path));
            Ran again = await Smtptls.RunAsync("starttls", "--json", "--from-facts", path);
            Assert.Equal(live.Out, again.Out);
            Assert.True(again.ExitCode == 0, again.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Fail_on_makes_a_finding_an_exit_code()
    {
        Assert.Equal(1, (await Smtptls.RunAsync(lab.Live("starttls", "no-starttls.lab.test", "--fail-on", "high"))).ExitCode);
        Assert.Equal(0, (await Smtptls.RunAsync(lab.Live("starttls", "no-starttls.lab.test"))).ExitCode);
    }

    [Fact]
    public async Task A_host_is_probed_without_mx()
    {
        Ran ran = await Smtptls.RunAsync(lab.Live("starttls", "--json", "--computer-name", "mx.good-rsa.lab.test"));
        using JsonDocument results = JsonDocument.Parse(ran.Out);
        JsonElement only = Assert.Single(results.RootElement.EnumerateArray());
        Assert.Equal(JsonValueKind.Null, only.GetProperty("domain").ValueKind);
        Assert.Equal(("mx.good-rsa.lab.test", "Encrypted"), (Text(only, "host"), Text(only, "outcome")));
    }

    [Fact]
    public async Task An_interruption_ends_it_within_a_second_and_keeps_what_was_found()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Ctrl+C is sent as SIGINT, which this system has not.");
        using Process process = Smtptls.Start(lab.Live("starttls", "--json", "good-rsa.lab.test", "silence.lab.test", "--timeout-sec", "60"));
        process.StandardInput.Close();
        char[] first = new char[1];
        await process.StandardOutput.ReadAsync(first.AsMemory());
        string half = "";
        while (!half.Contains("good-rsa", StringComparison.Ordinal))
        {
            char[] more = new char[4096];
            half += new string(more, 0, await process.StandardOutput.ReadAsync(more.AsMemory()));
        }

        Stopwatch watch = Stopwatch.StartNew();
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        Ran ran = await Smtptls.EndAsync(process, watch);
        Assert.True(ran.ExitCode == 130, ran.ToString());
        Assert.True(ran.Took < TimeSpan.FromSeconds(1.5), ran.Took.ToString());
        using JsonDocument results = JsonDocument.Parse(first[0] + half + ran.Out);
        Assert.Equal("good-rsa.lab.test", Text(Assert.Single(results.RootElement.EnumerateArray()), "domain"));
    }

    [Fact]
    public async Task A_reader_who_has_enough_ends_it_without_a_word()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows says so only when something is written.");
        string[] many = [.. Enumerable.Range(0, 200).Select(i => $"d{i}.no-such.lab.test")];
        using Process process = Smtptls.Start(lab.Live("starttls", ["--jsonl", "--as-completed", "--timeout-sec", "60", "silence.lab.test", "good-rsa.lab.test", .. many]));
        process.StandardInput.Close();
        await process.StandardOutput.ReadAsync(new char[1].AsMemory());
        process.StandardOutput.Close();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal((4, ""), (process.ExitCode, error));
    }

    [Theory]
    [InlineData("2>/dev/full", 2, "Encrypted")]
    [InlineData("2>&-", 2, "Encrypted")]
    [InlineData(">/dev/full", 4, "No space left on device")]
    [InlineData(">&-", 4, "standard output is closed")]
    public async Task A_full_disk_or_a_closed_error_stream_is_no_crash(string where, int code, string part)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        string command = string.Join(' ', lab.Live("starttls", "--json", "bad..name", "good-rsa.lab.test"));
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", $"{Smtptls.ShellCommand} {command} {where}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        Ran ran = await Smtptls.EndAsync(process, Stopwatch.StartNew());
        Assert.True(ran.ExitCode == code, ran.ToString());
        Assert.Contains(part, ran.Out + ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_dns_could_not_tell_is_not_called_absent()
    {
        Ran ran = await Smtptls.RunAsync(lab.Live("starttls", "dns-servfail.lab.test", "no-such-domain.lab.test"));
        Assert.Contains("Inconclusive dns-servfail.lab.test: NameNotResolved, the name could not be looked up", ran.Out, StringComparison.Ordinal);
        Assert.Contains("Fail no-such-domain.lab.test: NameNotResolved, the name does not resolve", ran.Out, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
