using System.IO;
using System.Text.Json;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls dane</c> on the practice range.</summary>
public sealed class DaneTests(LabFixture lab) : IClassFixture<LabFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtptls-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_host_that_holds_passes()
    {
        Ran ran = await Smtptls.RunAsync(lab.Live("dane", "dane-good.lab.test"));
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.StartsWith("dane-good.lab.test  Pass, every host is who the TLSA records say", ran.Out, StringComparison.Ordinal);
        Assert.Contains("Pass mx.dane-good.lab.test: Matched, Authenticate.", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_every_member_and_one_object_a_host()
    {
        Ran ran = await Smtptls.RunAsync(lab.Live("dane", "--json", "dane-one-of-two.lab.test", "null-mx.lab.test"));
        Assert.True(ran.ExitCode == 0, ran.ToString());
        using JsonDocument array = JsonDocument.Parse(ran.Out);
        JsonElement[] results = [.. array.RootElement.EnumerateArray()];
        Assert.Equal(["mx1.dane-one-of-two.lab.test", "mx2.dane-one-of-two.lab.test", "null-mx.lab.test"], results.Select(result => result.GetProperty("host").GetString()));
        Assert.Equal(["Failed", "Matched", "NotApplicable"], results.Select(result => result.GetProperty("state").GetString()));
        Assert.All(results, result => Assert.Equal(
            ["domain", "host", "state", "effect", "verdict", "mxSecurity", "addressSecurity", "tlsaSecurity", "baseDomain", "records", "reason", "resultType", "certificates", "ttl", "dnsSecurity", "findings"],
            result.EnumerateObject().Select(member => member.Name)));
        Assert.Equal(["usage", "selector", "matchingType", "data", "usable", "matched", "problem", "role"], results[0].GetProperty("records")[0].EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Findings_and_doubt_decide_about_the_exit_code()
    {
        Assert.Equal(1, (await Smtptls.RunAsync(lab.Live("dane", "--fail-on", "critical", "dane-stale.lab.test"))).ExitCode);
        Assert.Equal(3, (await Smtptls.RunAsync(lab.Live("dane", "dane-servfail.lab.test"))).ExitCode);
        Assert.Equal(0, (await Smtptls.RunAsync(lab.Live("dane", "--host", "mx.dane-rollover.lab.test"))).ExitCode);
    }

    [Fact]
    public async Task Stored_facts_are_judged_again_and_proved_again()
    {
        string file = Path.Combine(_folder.FullName, "facts");
        string[] domains = ["dane-ta-in-dns.lab.test", "dane-bogus.lab.test", "dane-insecure.lab.test"];
        Ran live = await Smtptls.RunAsync(lab.Live("dane", ["--jsonl", "--save-facts", file, .. domains]));
        Ran again = await Smtptls.RunAsync("dane", "--jsonl", "--from-facts", file);
        Assert.Equal(live.Out, again.Out);
        Ran proved = await Smtptls.RunAsync("dane", "--jsonl", "--from-facts", file, "--trust-anchor", lab.TrustAnchor);
        Assert.Equal(live.Out, proved.Out);

        // By the keys of the real root nothing of the range is genuine, so nothing of it authenticates.
        Ran elsewhere = await Smtptls.RunAsync("dane", "--jsonl", "--from-facts", file, "--dnssec-mode", "Validate");
        Assert.DoesNotContain("\"state\":\"Matched\"", elsewhere.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_carries_it()
    {
        Ran ran = await Smtptls.RunAsync(lab.Live("audit", "dane-good.lab.test", "dane-stale.lab.test"));
        Assert.Contains("Enforced: interference stops delivery", ran.Out, StringComparison.Ordinal);
        Assert.Contains("Pass DANE: every host is who the TLSA records say", ran.Out, StringComparison.Ordinal);
        Assert.Contains("Fail DANE: no certificate fits the TLSA records", ran.Out, StringComparison.Ordinal);
    }
}
