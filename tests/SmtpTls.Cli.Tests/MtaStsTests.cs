using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls mta-sts</c> and <c>smtptls tls-rpt</c> on the practice range.</summary>
public sealed class MtaStsTests(LabFixture lab) : IClassFixture<LabFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtptls-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_good_policy_passes_and_says_where_mail_goes()
    {
        Ran ran = await Smtptls.RunAsync(lab.Published("mta-sts", "good-rsa.lab.test"));
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.StartsWith("good-rsa.lab.test  Pass, enforce; 1 of 1 mail host would get mail", ran.Out, StringComparison.Ordinal);
        Assert.Contains("mail arrives mx.good-rsa.lab.test: covered by mx.good-rsa.lab.test", ran.Out, StringComparison.Ordinal);
        Assert.Contains("a sender that honours MTA-STS: delivers to mx.good-rsa.lab.test, authenticated", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_every_member_and_the_sender()
    {
        Ran ran = await Smtptls.RunAsync(lab.Published("mta-sts", "sts-mx-expired.lab.test", "--json", "--fail-on", "high"));
        Assert.True(ran.ExitCode == 1, ran.ToString());
        using JsonDocument array = JsonDocument.Parse(ran.Out);
        JsonElement result = Assert.Single(array.RootElement.EnumerateArray());
        Assert.Equal(["domain", "state", "verdict", "record", "policy", "mxResults", "sender", "dnsSecurity", "findings"], result.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["mode", "mx", "maxAgeSec", "raw", "problems", "url", "httpStatus", "contentType", "webCertificateNotAfter"],
            result.GetProperty("policy").EnumerateObject().Select(member => member.Name));
        JsonElement host = result.GetProperty("mxResults")[0];
        Assert.Equal("mx.expired.lab.test", host.GetProperty("pattern").GetString());
        Assert.False(host.GetProperty("deliverable").GetBoolean());
        Assert.Equal("Expired", host.GetProperty("problems")[0].GetString());
        Assert.Equal("Defer", result.GetProperty("sender").GetProperty("action").GetString());
        Assert.Equal("enforce", result.GetProperty("sender").GetProperty("policyInForce").GetString());
        Assert.Contains(result.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("id").GetString() == "MTASTS-NO-HOST-LEFT");
    }

    [Fact]
    public async Task What_could_not_be_fetched_in_time_is_inconclusive()
    {
        Ran ran = await Smtptls.RunAsync(lab.Published("mta-sts", "sts-silent.lab.test"));
        Assert.True(ran.ExitCode == 3, ran.ToString());
        Assert.Contains("MTASTS-UNDETERMINED", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_address_is_not_asked_unless_that_is_allowed()
    {
        Ran ran = await Smtptls.RunAsync(lab.Live("mta-sts", "--mta-sts-port", lab.MtaStsPort, "good-rsa.lab.test"));
        Assert.True(ran.ExitCode == 3, ran.ToString());
        Assert.Contains("is not public", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_of_a_policy_reach_no_terminal()
    {
        Ran ran = await Smtptls.RunAsync(lab.Published("mta-sts", "sts-control.lab.test", "--verbose"));
        Assert.DoesNotContain('\u001b', ran.Out);
        Assert.DoesNotContain('\u0007', ran.Out);
        Assert.Contains("\\u{1b}", ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("th_TH.UTF-8")]
    [InlineData("fa_IR.UTF-8")]
    [InlineData("fi_FI.UTF-8")]
    public async Task Dates_are_those_of_the_contract_wherever_the_user_lives(string locale)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The locale of a process is no variable here.");
        using Process process = Smtptls.StartIn(locale, lab.Published("mta-sts", "sts-web-expires-soon.lab.test", "--culture", "en"));
        process.StandardInput.Close();
        Ran ran = await Smtptls.EndAsync(process, Stopwatch.StartNew());
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Match expires = Regex.Match(ran.Out, @"expires on (\d{4}-\d\d-\d\d \d\d:\d\d) UTC");
        Assert.True(expires.Success, ran.ToString());
        Assert.InRange(DateTime.ParseExact(expires.Groups[1].Value, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), DateTime.UtcNow, DateTime.UtcNow.AddDays(10));
    }

    [Fact]
    public async Task A_planned_policy_is_judged_before_it_is_published()
    {
        string file = Path.Combine(_folder.FullName, "mta-sts.txt");
        await File.WriteAllTextAsync(file, "version: STSv1\nmode: enforce\nmx: mx1.two-mx.lab.test\nmax_age: 604800\n", TestContext.Current.CancellationToken);
        Ran ran = await Smtptls.RunAsync(lab.Published("mta-sts", "two-mx.lab.test", "--policy", file));
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Contains("Fail, enforce; 1 of 2 mail hosts would get mail", ran.Out, StringComparison.Ordinal);
        Assert.Contains("MTASTS-MX-NOT-COVERED", ran.Out, StringComparison.Ordinal);
        Assert.Equal(2, (await Smtptls.RunAsync(lab.Published("mta-sts", "two-mx.lab.test", "--policy", file + ".no"))).ExitCode);
    }

    [Fact]
    public async Task Kept_policies_tell_what_senders_still_hold()
    {
        string state = Path.Combine(_folder.FullName, "state"), facts = Path.Combine(_folder.FullName, "facts.jsonl");
        Ran first = await Smtptls.RunAsync(lab.Published("mta-sts", "good-rsa.lab.test", "--state-path", state));
        Assert.True(first.ExitCode == 0, first.ToString());
        foreach (string file in Directory.EnumerateFiles(state, "*", SearchOption.AllDirectories))
        {
            string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(file, text.Replace("mode: enforce", "mode: testing", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        }

        Ran second = await Smtptls.RunAsync(lab.Published("mta-sts", "good-rsa.lab.test", "--state-path", state, "--save-facts", facts));
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.True(second.Out.Contains("MTASTS-ID-UNCHANGED", StringComparison.Ordinal) || second.Error.Length > 0, second.ToString());
        Ran again = await Smtptls.RunAsync("mta-sts", "--from-facts", facts);
        Assert.Equal(second.Out, again.Out);
        Assert.Equal(0, (await Smtptls.RunAsync("tls-rpt", "--from-facts", facts)).ExitCode);
    }

    [Fact]
    public async Task Facts_of_something_else_are_said_to_be()
    {
        string facts = Path.Combine(_folder.FullName, "facts.jsonl");
        await Smtptls.RunAsync(lab.Live("starttls", "good-rsa.lab.test", "--save-facts", facts));
        Ran ran = await Smtptls.RunAsync("tls-rpt", "--from-facts", facts);
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains("nothing about TLS-RPT is in these facts", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rpt-two.lab.test", 0, "Pass, reports go to mailto:tls-reports@lab.test, https://reports.lab.test/v1/tlsrpt")]
    [InlineData("rpt-two-records.lab.test", 0, "Fail, the record is not valid")]
    [InlineData("rpt-old-name.lab.test", 0, "NotPresent, not published")]
    [InlineData("dns-servfail.lab.test", 3, "Inconclusive, it could not be determined")]
    public async Task Reporting_records_are_judged(string domain, int code, string line)
    {
        Ran ran = await Smtptls.RunAsync(lab.Published("tls-rpt", domain));
        Assert.True(ran.ExitCode == code, ran.ToString());
        Assert.Contains($"{domain}  {line}", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_answers_are_proved_again_without_the_network()
    {
        string facts = Path.Combine(_folder.FullName, "facts.jsonl");
        await Smtptls.RunAsync(lab.Published("mta-sts", "good-rsa.lab.test", "--save-facts", facts));
        Ran good = await Smtptls.RunAsync("mta-sts", "--from-facts", facts, "--trust-anchor", lab.TrustAnchor, "--verbose");
        Assert.True(good.ExitCode == 0, good.ToString());
        Assert.Contains("DNSSEC: _mta-sts.good-rsa.lab.test TXT is Secure", good.Out, StringComparison.Ordinal);

        // Under the real root's keys the range's tree is a forgery, and so is a record that says otherwise.
        Ran other = await Smtptls.RunAsync("mta-sts", "--from-facts", facts, "--dnssec-mode", "Validate", "--verbose");
        Assert.Contains("DNSSEC: _mta-sts.good-rsa.lab.test TXT is Bogus", other.Out, StringComparison.Ordinal);
    }
}
