using System.Text.Json;
using SmtpTls.Servers.Forced;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers;

/// <summary>The rules' policy map in a real Postfix: what is foretold is what happens.</summary>
public sealed class ForcedTlsTests(ForcedRange range, ITestOutputHelper output) : IClassFixture<ForcedRange>
{
    public static TheoryData<string> Labels => [.. ForcedRange.Partners.Select(one => one.Label)];

    [Theory, MemberData(nameof(Labels))]
    public async Task Mail_is_delivered_or_deferred_as_the_planner_foretells(string label)
    {
        Assert.SkipWhen(range.Missing is not null, range.Missing ?? "");
        Partner partner = ForcedRange.Partners.Single(one => one.Label == label);

        // Foretold first, so that nothing can be learnt from what happened.
        CommandResult plan = await ForcedRange.RunAsync(["rule", "plan", range.RuleFile, "--recipient", $"user@{partner.Domain}", "--json", .. range.Live]);
        Assert.Equal(partner.Delivered ? 0 : 1, plan.ExitCode);
        JsonElement forecast = JsonDocument.Parse(plan.Output).RootElement[0].GetProperty("live")[0];
        Assert.Equal(partner.Delivered ? "Delivers" : "Breaks", forecast.GetProperty("delivery").GetString());
        string problems = string.Join(",", forecast.GetProperty("hosts")[0].GetProperty("problems").EnumerateArray().Select(one => one.GetString()));
        Assert.Contains(partner.Problem, problems, StringComparison.Ordinal);

        int before = range.Delivered();
        string line = await range.SendAsync($"user@{partner.Domain}");
        output.WriteLine(line);
        if (partner.Delivered)
        {
            Assert.Contains("status=sent", line, StringComparison.Ordinal);
            Assert.Contains("TLS connection established", range.PartnersLog(), StringComparison.Ordinal);
            await WaitForMailAsync(before);
        }
        else
        {
            Assert.Contains("status=deferred", line, StringComparison.Ordinal);
            Assert.Equal(before, range.Delivered());
        }
    }

    [Fact]
    public async Task All_partners_are_tested_at_once_and_the_exit_code_says_that_some_break()
    {
        Assert.SkipWhen(range.Missing is not null, range.Missing ?? "");
        CommandResult result = await ForcedRange.RunAsync(["rule", "plan", range.RuleFile, .. range.Live]);
        output.WriteLine(result.All);
        output.WriteLine(range.PolicyMap);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{ForcedRange.Partners.Count(one => one.Delivered)} Delivers, {ForcedRange.Partners.Count(one => !one.Delivered)} Breaks", result.Output, StringComparison.Ordinal);
    }

    private async Task WaitForMailAsync(int before)
    {
        for (int i = 0; i < 200 && range.Delivered() <= before; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.True(range.Delivered() > before, "the partner's mailbox stayed empty");
    }
}
