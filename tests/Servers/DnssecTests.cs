using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Text;
using SmtpTls.Dns;
using SmtpTls.Servers.Signed;

namespace SmtpTls.Servers;

/// <summary>Our validator, delv, drill and unbound-host at the same zones; SMTPTLS_TABLE names a file, beside which the table is kept.</summary>
public sealed class DnssecTests(SignedRange range, ITestOutputHelper output) : IClassFixture<SignedRange>
{
    [Fact]
    public async Task We_and_three_other_validators_agree_but_where_a_clause_says_otherwise()
    {
        range.SkipUnlessRunning();
        CancellationToken stop = TestContext.Current.CancellationToken;
        Resolver resolver = range.CreateResolver();
        ConcurrentDictionary<string, (DnsAnswer Ours, PeerVerdict Delv, PeerVerdict Drill, PeerVerdict Host)> all = new();
        await Parallel.ForEachAsync(SignedQuestions.All, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop }, async (one, cancel) =>
        {
            DnsAnswer ours = await resolver.AskAsync(DnsName.Parse(one.Name), Enum.Parse<DnsType>(one.Type, ignoreCase: true), cancel);
            all[one.Label] = (ours, await range.Peers.AskDelvAsync(one.Name, one.Type, cancel), await range.Peers.AskDrillAsync(one.Name, one.Type, cancel), await range.Peers.AskUnboundHostAsync(one.Name, one.Type, cancel));
        });
        StringBuilder table = new("| question | we | delv | drill -S | unbound-host | status |\n|---|---|---|---|---|---|\n");
        StringBuilder raw = new();
        foreach (SignedQuestion one in SignedQuestions.All)
        {
            var (ours, delv, drill, host) = all[one.Label];
            table.AppendLine(CultureInfo.InvariantCulture, $"| {one.Label} | {(ours.Security == one.Expected ? "" : "!!" + one.Expected + "!! ")}{ours.Security} | {delv.Security} | {drill.Security} | {host.Security} | {ours.Status} {ours.SecurityReason}");
            raw.AppendLine(CultureInfo.InvariantCulture, $"#### {one.Label} ours {ours.Security} {ours.SecurityReason}\n## delv {delv.Raw}\n## drill {drill.Raw}\n## host {host.Raw}");
        }

        output.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable("SMTPTLS_TABLE") is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file + ".dnssec", table.ToString(), stop);
            await File.WriteAllTextAsync(file + ".raw", raw.ToString(), stop);
        }
    }
}
