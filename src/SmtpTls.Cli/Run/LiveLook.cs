using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Tls;

namespace SmtpTls.Cli.Run;

/// <summary>Asks the servers of a verb whose subject is something else: rules, reports.</summary>
internal static class LiveLook
{
    /// <param name="terminal">Where progress and notices go.</param>
    /// <param name="around">What is asked, and how.</param>
    /// <param name="targets">Of whom.</param>
    /// <param name="take">Gets the facts of each, in their order.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="UsageException">The file of roots cannot be used, or no DNS server can be asked.</exception>
    public static async Task RunAsync(Terminal terminal, Surroundings around, IReadOnlyList<AuditTarget> targets, Action<AuditTarget, DomainFacts> take, CancellationToken stop)
    {
        TrustSet trust = AuditRun.LoadTrust(around);
        IReadOnlyList<DnsServer> servers = await AuditRun.FindServersAsync(around, stop);
        using LiveGathering gathering = LiveGathering.Create(around.Options, servers, trust);
        using Progress progress = new(terminal, targets.Count);
        progress.Begin();
        int next = 0;
        await foreach (DomainFacts facts in gathering.GatherAsync(EachAsync(targets, stop), false, stop))
        {
            take(targets[next++], facts);
            progress.Step();
        }

        foreach (string notice in ((string?[])[gathering.DnssecNotice, gathering.Egress.Describe(around.Options.Port)]).OfType<string>())
        {
            terminal.Complain(notice);
        }
    }

    private static async IAsyncEnumerable<AuditTarget> EachAsync(IReadOnlyList<AuditTarget> targets, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (AuditTarget target in targets)
        {
            stop.ThrowIfCancellationRequested();
            yield return target;
            await Task.CompletedTask;
        }
    }
}
