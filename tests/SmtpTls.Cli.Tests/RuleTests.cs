using System.IO;
using System.Text.Json;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls rule</c>: plans, forecasts against the practice range, and what is written for other systems.</summary>
public sealed class RuleTests(LabFixture lab) : IClassFixture<LabFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtptls-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_plan_as_json_has_every_member()
    {
        Ran ran = await Smtptls.RunAsync("rule", "plan", Rules("""[{"name":"P","domains":["partner.test"]}]"""), "--recipient", "a@partner.test", "--recipient", "b@other.test", "--sender", "me@x.test", "--message-id", "7", "--json");
        Assert.True(ran.ExitCode == 0, ran.ToString());
        JsonElement plan = Assert.Single(JsonDocument.Parse(ran.Out).RootElement.EnumerateArray());
        Assert.Equal(["messageId", "split", "copies", "rejected", "differsInExchangeOnline", "sender", "retryAt", "bounce", "verdict", "live"], plan.EnumerateObject().Select(member => member.Name));
        JsonElement one = plan.GetProperty("copies")[0].GetProperty("recipients")[0];
        Assert.Equal(["address", "rule", "matched", "onFailure", "deferUntil", "then", "bounceStatus", "delivery"], one.EnumerateObject().Select(member => member.Name));
        Assert.True(plan.GetProperty("split").GetBoolean());
        Assert.Equal(JsonValueKind.Null, plan.GetProperty("verdict").ValueKind);
        Assert.EndsWith("Z", one.GetProperty("deferUntil").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("good-rsa.lab.test", "Certificate", 0, "Delivers")]
    [InlineData("no-starttls.lab.test", "Encrypt", 1, "Breaks")]
    [InlineData("incomplete-chain.lab.test", "Certificate", 1, "Breaks")]
    [InlineData("incomplete-chain.lab.test", "Encrypt", 0, "Delivers")]
    [InlineData("two-mx.lab.test", "Encrypt", 0, "Partly")]
    [InlineData("*.lab.test", "Encrypt", 0, "NotProbed")]
    public async Task Live_says_who_would_break_and_the_exit_code_tells_a_scheduler(string domain, string level, int exit, string delivery)
    {
        string rules = Rules($$"""[{"domains":["{{domain}}"],"level":"{{level}}"}]""");
        Ran ran = await Smtptls.RunAsync(["rule", "plan", rules, "--live", "--jsonl", .. lab.Live("")[1..]]);
        Assert.True(ran.ExitCode == exit, ran.ToString());
        using JsonDocument forecast = JsonDocument.Parse(ran.Out);
        Assert.Equal(delivery, forecast.RootElement.GetProperty("delivery").GetString());
        Assert.Equal(["rule", "domain", "level", "delivery", "verdict", "reason", "remedy", "tlsDomains", "satisfyingNames", "hosts"], forecast.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_recipient_whose_server_cannot_do_it_is_rejected_and_the_others_are_delivered()
    {
        string rules = Rules("""[{"domains":["good-rsa.lab.test"],"opportunisticForOthers":false}]""");
        Ran ran = await Smtptls.RunAsync(["rule", "plan", rules, "--recipient", "a@good-rsa.lab.test", "--recipient", "b@no-starttls.lab.test", "--live", .. lab.Live("")[1..]]);
        Assert.True(ran.ExitCode == 1, ran.ToString());
        Assert.Contains("Rejected: b@no-starttls.lab.test", ran.Out, StringComparison.Ordinal);
        Assert.Contains("a@good-rsa.lab.test  rule 'good-rsa.lab.test', today: Delivers", ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"rules\":[{\"domains\":[\"u@a.test\"]}]}", "line 1, column 23: 'u@a.test' in domains cannot be used: it is a mail address; name the domain behind the @, a.test. No rule of this file was taken.")]
    [InlineData("{\"rules\":[", "line 1, column 11: This is not JSON")]
    public async Task A_bad_file_is_told_with_its_place(string text, string words)
    {
        Ran ran = await Smtptls.RunAsync("rule", "plan", Rules(text), "--recipient", "a@b.test");
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Empty(ran.Out);
        Assert.Contains(words, ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.json", "there is no such file")]
    [InlineData(".", "it is a folder")]
    public async Task A_file_that_cannot_be_read_is_told(string name, string words)
    {
        Ran ran = await Smtptls.RunAsync("rule", "postfix", Path.Combine(_folder.FullName, name));
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains(words, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipients_may_come_from_standard_input()
    {
        string rules = Rules("""[{"domains":["a.test"]}]""");
        Ran ran = await Smtptls.RunAsync("x@a.test # one\n\ny@b.test\n", ["rule", "plan", rules, "--input", "-", "--json"]);
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Contains("\"x@a.test\"", ran.Out, StringComparison.Ordinal);
        Assert.Contains("\"y@b.test\"", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_is_told()
    {
        string rules = Rules("""[{"domains":["a.test"]}]""");
        Assert.Equal(2, (await Smtptls.RunAsync("rule", "plan", rules)).ExitCode);
        Assert.Equal(2, (await Smtptls.RunAsync("rule", "plan", rules, "--recipient", "nobody")).ExitCode);
        Assert.Equal(2, (await Smtptls.RunAsync("rule", "exchange", rules, "--path", "x.ps1")).ExitCode);
        Assert.Equal(2, (await Smtptls.RunAsync("rule", "plan", "-", "--input", "-")).ExitCode);

        // A slip of the pen is to be told, not made into a folder.
        Ran astray = await Smtptls.RunAsync("rule", "exchange", rules, "--as-script", "--path", "no-such-folder/x.ps1");
        Assert.True(astray.ExitCode == 2, astray.ToString());
        Assert.Contains("--path 'no-such-folder/x.ps1' cannot be written: there is no such folder.", astray.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Smtptls.RunAsync("rule", "exchange", rules, "--kind", "Other")).ExitCode);
        Assert.Equal(2, (await Smtptls.RunAsync("rule")).ExitCode);
    }

    [Fact]
    public async Task A_policy_map_is_written_and_read_again_and_what_cannot_be_said_is_told()
    {
        Ran written = await Smtptls.RunAsync("rule", "postfix", Rules("""[{"domains":["a.test","*.a.test"],"level":"Domain","tlsDomains":["mx.a.test"]},{"domains":["b.test"]}]"""));
        Assert.Equal("a.test secure match=mx.a.test\n.a.test secure match=mx.a.test\n", written.Out);
        Assert.Equal(2, written.ExitCode);
        Assert.Contains("no level that checks the chain and no name", written.Error, StringComparison.Ordinal);
        Ran again = await Smtptls.RunAsync(written.Out, ["rule", "postfix", "-", "--format", "Postfix"]);
        Assert.Equal((0, written.Out), (again.ExitCode, again.Out));
    }

    [Fact]
    public async Task Commands_as_json_keep_the_names_of_parameters()
    {
        Ran ran = await Smtptls.RunAsync("rule", "exchange", Rules("""[{"name":"A","domains":["a.test"]}]"""), "--json");
        Assert.True(ran.ExitCode == 0, ran.ToString());
        JsonElement command = Assert.Single(JsonDocument.Parse(ran.Out).RootElement.EnumerateArray());
        Assert.Equal(["cmdlet", "parameters", "rule", "notes"], command.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["Name", "ConnectorType", "RecipientDomains", "UseMXRecord", "TlsSettings"], command.GetProperty("parameters").EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_script_and_its_rollback_are_written_once()
    {
        string rules = Rules("""[{"domains":["a.test"]}]"""), script = Path.Combine(_folder.FullName, "made.ps1");
        Ran ran = await Smtptls.RunAsync("rule", "exchange", rules, "--as-script", "--path", script);
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Equal([script, Path.Combine(_folder.FullName, "made.rollback.ps1")], ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Ran second = await Smtptls.RunAsync("rule", "exchange", rules, "--as-script", "--path", script);
        Assert.True(second.ExitCode == 2, second.ToString());
        Assert.Contains("--force replaces it", second.Error, StringComparison.Ordinal);
    }

    private string Rules(string text)
    {
        string path = Path.Combine(_folder.FullName, "rules.json");
        File.WriteAllText(path, text);
        return path;
    }
}
