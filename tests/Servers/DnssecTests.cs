using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Text;
using SmtpTls.Dns;
using SmtpTls.Servers.Signed;

namespace SmtpTls.Servers;

/// <summary>
/// Our validator, delv, drill and unbound-host, all behind one unbound, at zones that the tools of BIND, Knot and ldns signed. SMTPTLS_TABLE
/// names a file, beside which the table is kept.
/// </summary>
public sealed class DnssecTests(SignedRange range, ITestOutputHelper output) : IClassFixture<SignedRange>
{
    private readonly ConcurrentDictionary<string, Said> _said = new();
    private readonly List<string> _wrong = [];

    [Fact]
    public async Task We_and_three_other_validators_agree_but_where_a_clause_says_otherwise()
    {
        range.SkipUnlessRunning();
        CancellationToken stop = TestContext.Current.CancellationToken;
        Resolver resolver = range.CreateResolver();
        await Parallel.ForEachAsync(
            SignedQuestions.All,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop },
            async (one, cancel) => _said[one.Label] = await AskAsync(resolver, one, cancel));
        StringBuilder table = new("| question | we | delv | drill -S | unbound-host | difference |\n|---|---|---|---|---|---|\n");
        foreach (SignedQuestion one in SignedQuestions.All)
        {
            Said said = _said[one.Label];
            table.AppendLine(CultureInfo.InvariantCulture, $"| {one.Label} | {said.Ours.Security} | {said.Delv} | {said.Drill} | {said.UnboundHost} | {string.Join("; ", Judge(one, said))} |");
        }

        output.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable("SMTPTLS_TABLE") is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file + ".dnssec", table.ToString(), stop);
        }

        Assert.Empty(_wrong);
    }

    private async Task<Said> AskAsync(Resolver resolver, SignedQuestion one, CancellationToken stop) => new(
        await resolver.AskAsync(DnsName.Parse(one.Name), Enum.Parse<DnsType>(one.Type, ignoreCase: true), stop),
        await range.Peers.AskDelvAsync(one.Name, one.Type, stop),
        await range.Peers.AskDrillAsync(one.Name, one.Type, stop),
        await range.Peers.AskUnboundHostAsync(one.Name, one.Type, stop));

    /// <summary>The clauses that explain this row; what none explains, and what is explained and not there, is wrong.</summary>
    private List<string> Judge(SignedQuestion one, Said said)
    {
        if (said.Ours.Security != one.Expected)
        {
            _wrong.Add($"{one.Label}: {one.Expected} was expected, {said.Ours.Security} here: {said.Ours.SecurityReason}");
        }

        List<string> clauses = [];
        foreach ((Validators who, PeerVerdict peer) in new[] { (Validators.Delv, said.Delv), (Validators.Drill, said.Drill), (Validators.UnboundHost, said.UnboundHost) })
        {
            KnownDifference? known = KnownDifferences.All.FirstOrDefault(difference => difference.Who.HasFlag(who) && difference.About(one));
            if (peer.AgreesWith(said.Ours.Security) == known is not null)
            {
                _wrong.Add($"{one.Label}: {said.Ours.Security} here ({said.Ours.SecurityReason}), {peer} by {who}, difference {known?.Clause ?? "unknown"}: {peer.Raw}");
            }
            else if (known is not null && !clauses.Contains(known.Clause))
            {
                clauses.Add(known.Clause);
            }
        }

        return clauses;
    }

    private sealed record Said(DnsAnswer Ours, PeerVerdict Delv, PeerVerdict Drill, PeerVerdict UnboundHost);
}
