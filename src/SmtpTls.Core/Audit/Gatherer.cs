using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dns;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Audit;

/// <summary>What a gatherer works with; tests put fakes here.</summary>
/// <param name="Routing">Domain to mail hosts and addresses.</param>
/// <param name="Prober">One address to what it did.</param>
/// <param name="Assessor">A chain as sent to what it is worth.</param>
/// <param name="Clock">The time.</param>
internal sealed record GatherTools(MailRouting Routing, SmtpProber Prober, ChainAssessor Assessor, IClock Clock);

/// <summary>
/// The only part of an audit that touches the network: names first, then one probe per host and address, then the chain. Within a run a
/// host's address is probed once, however many domains share it, and never more at a time than the budget allows.
/// </summary>
internal sealed class Gatherer(GatherTools tools, AuditOptions options) : IDisposable
{
    private readonly ProbeBudget _budget = new(options);
    private readonly SharedWork<ProbeTarget, AddressFacts> _probes = new();

    public EgressWatch Egress { get; } = new();

    /// <summary>Everything about one subject. What the network does is in the facts; only the caller's cancellation is thrown.</summary>
    public async Task<DomainFacts> GatherAsync(AuditTarget target, CancellationToken stop)
    {
        Stopwatch watch = Stopwatch.StartNew();
        MailRoute route = await RouteAsync(target, stop).ConfigureAwait(false);
        HostFacts[] hosts = await Task.WhenAll(route.Hosts.Select(host => HostAsync(host, stop))).ConfigureAwait(false);
        return new DomainFacts
        {
            Domain = target.IsHost ? null : target.Name,
            TakenAt = tools.Clock.Now,
            DurationMs = watch.Elapsed.TotalMilliseconds,
            MxState = route.State,
            MxFault = route.Fault,
            MxRemarks = route.Remarks,
            Hosts = hosts,
            Port = options.Port,
            RevocationAsked = !options.SkipRevocationCheck,
        };
    }

    public void Dispose() => _budget.Dispose();

    private async Task<HostFacts> HostAsync(MailHost host, CancellationToken stop)
    {
        AddressFacts[] addresses = await Task.WhenAll(host.Addresses.Select(
            address => _probes.GetAsync(new ProbeTarget(host.Name, address, options.Port), probed => ProbeAsync(probed, stop)))).ConfigureAwait(false);
        return new HostFacts
        {
            Host = host.Name,
            Preference = host.Preference,
            AddressState = host.State,
            AddressFault = host.Fault,
            Addresses = addresses,
        };
    }

    private async Task<AddressFacts> ProbeAsync(ProbeTarget target, CancellationToken stop)
    {
        SmtpProbe probe = await _budget.RunAsync(target.Host, target.Address, () => tools.Prober.ProbeAsync(target, stop), stop).ConfigureAwait(false);
        Egress.Note(probe);
        ChainFacts? chain = probe.Tls is { Chain: { Count: > 0 } sent } tls
            ? await tools.Assessor.AssessAsync(new ChainRequest(sent, tls.StapledOcsp), tools.Clock.Now, stop).ConfigureAwait(false)
            : null;
        return new AddressFacts(probe, chain);
    }
}
