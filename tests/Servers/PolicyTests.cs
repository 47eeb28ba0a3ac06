using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using SmtpTls.MtaSts;
using SmtpTls.MtaSts.Publish;
using SmtpTls.Servers.Policies;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers;

/// <summary>Our strict look-up and postfix-mta-sts-resolver at the same nginx; SMTPTLS_TABLE names a file, beside which the table is kept.</summary>
public sealed class PolicyTests(PolicyRange range, ITestOutputHelper output) : IClassFixture<PolicyRange>
{
    public static TheoryData<string> Labels => [.. PolicyCases.All.Select(one => one.Label)];

    [Theory, MemberData(nameof(Labels))]
    public async Task A_sender_gets_the_policy_or_none(string label)
    {
        range.SkipUnlessRunning();
        PolicyCase one = PolicyCases.All.Single(c => c.Label == label);
        StsFacts facts = await range.CreateLookup().LookUpAsync(DomainName.Parse(one.Domain), TestContext.Current.CancellationToken);
        Assert.True(one.Mode == facts.Published?.ModeWord, $"{one.Mode} was expected: {Ours(facts)}");
    }

    [Fact]
    public async Task The_generated_nginx_kit_serves_the_plan_to_a_strict_sender()
    {
        range.SkipUnlessRunning();
        StsFacts facts = await range.CreateLookup().LookUpAsync(DomainName.Parse(PolicyRange.KitDomain), TestContext.Current.CancellationToken);
        Assert.Equal(range.KitPlan!.Id, facts.Record.Value?.Id);
        Assert.Empty(facts.Record.Problems);
        Assert.Equal((200, "text/plain"), (facts.Fetch!.HttpStatus, facts.Fetch.ContentType));
        Assert.Equal(range.KitPlan.PolicyText, Encoding.UTF8.GetString(facts.Fetch.Body!));
        Assert.Empty(facts.Fetch.Reading.Problems);
        Assert.Equal((MtaStsMode.Enforce, 1209600), (facts.Published!.Mode, facts.Published.MaxAge));
    }

    [Fact]
    public async Task The_resolver_of_postfix_takes_the_generated_kit_too()
    {
        range.SkipUnlessRunning();
        Assert.SkipWhen(MtaStsQuery.Missing() is not null, MtaStsQuery.Missing() ?? "");
        PeerPolicy peer = await new MtaStsQuery(range.ResolvConf, range.CaFile).AskAsync(PolicyRange.KitDomain, TestContext.Current.CancellationToken);
        Assert.Equal(("VALID", range.KitPlan!.Id, "enforce", "1209600"), (peer.State, peer.Id, peer.Mode, peer.MaxAge));
        Assert.Equal(range.KitPlan.Mx, peer.Mx);
    }

    [Fact]
    public async Task The_generated_worker_answers_with_the_policy_and_nothing_else()
    {
        string? node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(node is null, "node, which runs the script here, is not installed");
        const string policy = "version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n";
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smtptls-worker-");
        try
        {
            IReadOnlyList<TextFile> files = HostingKit.Files(HostingKind.CloudflareWorker, new HostedPolicy(DomainName.Parse("kit.test"), policy));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "worker.mjs"), files.Single(file => file.Path == "worker.js").Text, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ask.mjs"), """
                import worker from "./worker.mjs";
                const ask = async (path, method) => {
                  const answer = await worker.fetch(new Request("https://mta-sts.kit.test" + path, { method }));
                  return [answer.status, answer.headers.get("content-type"), await answer.text()];
                };
                console.log(JSON.stringify([await ask("/.well-known/mta-sts.txt", "GET"), await ask("/", "GET"), await ask("/.well-known/mta-sts.txt", "POST")]));
                """, TestContext.Current.CancellationToken);
            CommandResult result = await new Command(node!, Path.Combine(folder.FullName, "ask.mjs")).RunAsync(TestContext.Current.CancellationToken);
            Assert.Equal(JsonSerializer.Serialize(new object[][] { [200, "text/plain", policy], [404, "text/plain", "Not found\n"], [405, "text/plain", "Method not allowed\n"] }), result.Output.Trim());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task We_and_the_resolver_of_postfix_agree_but_where_the_standard_says_otherwise()
    {
        range.SkipUnlessRunning();
        Assert.SkipWhen(MtaStsQuery.Missing() is not null, MtaStsQuery.Missing() ?? "");
        CancellationToken stop = TestContext.Current.CancellationToken;
        StsLookup lookup = range.CreateLookup();
        MtaStsQuery query = new(range.ResolvConf, range.CaFile);
        StringBuilder table = new("| policy host | we | mta-sts-query | difference |\n|---|---|---|---|\n");
        List<string> wrong = [];
        ConcurrentDictionary<string, PeerPolicy> peers = new();
        await Parallel.ForEachAsync(
            PolicyCases.All,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop },
            async (one, cancel) => peers[one.Label] = await query.AskAsync(one.Domain, cancel));
        foreach (PolicyCase one in PolicyCases.All)
        {
            StsFacts ours = await lookup.LookUpAsync(DomainName.Parse(one.Domain), stop);
            PeerPolicy peer = peers[one.Label];
            bool same = Same(ours, peer);
            table.AppendLine(CultureInfo.InvariantCulture, $"| {one.Label} | {Cell(Ours(ours))} | {Cell(peer.Usable ? $"{peer.Mode}, {peer.MaxAge}, {string.Join(' ', peer.Mx)}" : peer.State)} | {one.Difference} |");
            if (same != one.Difference is null)
            {
                wrong.Add($"{one.Label}: {Ours(ours)} here, {peer.Raw} there");
            }
        }

        output.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable("SMTPTLS_TABLE") is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file + ".policies", table.ToString(), stop);
        }

        Assert.Empty(wrong);
    }

    private static bool Same(StsFacts ours, PeerPolicy peer) => ours.Published is { } policy
        ? peer.Usable && peer.Id == ours.Record.Value!.Id && peer.Mode == policy.ModeWord
            && peer.MaxAge == policy.MaxAge.ToString(CultureInfo.InvariantCulture) && peer.Mx.SequenceEqual(policy.Mx.Select(one => one.Text))
        : !peer.Usable;

    private static string Ours(StsFacts facts) =>
        facts.Published is { } policy ? FormattableString.Invariant($"{policy.ModeWord}, {policy.MaxAge}, {string.Join(' ', policy.Mx)}")
        : facts.Fetch is { } fetch ? $"{fetch.Reading.State}: {fetch.Reading.Policy.Fault}"
        : facts.Record.State == OutcomeState.Absent ? "no record" : $"record {facts.Record.State}: {facts.Record.Outcome.Fault}";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
