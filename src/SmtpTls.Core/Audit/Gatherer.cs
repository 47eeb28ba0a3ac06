using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit.Journal;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.MtaSts;
using SmtpTls.Smtp;
using SmtpTls.Tls;
using SmtpTls.TlsRpt;

namespace SmtpTls.Audit;

/// <summary>What a gatherer works with; tests put fakes here.</summary>
/// <param name="Resolver">Names to records.</param>
/// <param name="Prober">One address to what it did.</param>
/// <param name="Assessor">A chain as sent to what it is worth.</param>
/// <param name="Revocation">Asks whether certificates were revoked.</param>
/// <param name="Clock">The time.</param>
internal sealed record GatherTools(Resolver Resolver, SmtpProber Prober, ChainAssessor Assessor, RevocationChecker Revocation, IClock Clock)
{
    /// <summary>Finds MTA-STS records and policies; null where nobody asks for them.</summary>
    public StsLookup? Policies { get; init; }
}

/// <summary>
/// The only part of an audit that touches the network: names first, then one probe per host and address, then the chain. Within a run a
/// host's address is probed once, however many domains share it, and never more at a time than the budget allows.
/// </summary>
internal sealed class Gatherer : IDisposable
{
    /// <summary>Some 12 MB. A host that nobody named while so many others were probed is read back from the journal, or, without one, probed again.</summary>
    private const int MostProbes = 4096;
    private const int MostRevocations = 4096;

    private readonly GatherTools _tools;
    private readonly AuditOptions _options;
    private readonly ProbeBudget _budget;
    private readonly SharedWork<ProbeTarget, AddressFacts> _probes = new(MostProbes);

    // By the one copy of a chain that the assessor keeps: hosts behind the same chain share what its authority says of it.
    private readonly SharedWork<IReadOnlyList<byte[]>, ChainFacts> _revocations = new(MostRevocations);

    private readonly DaneGathering _dane;

    public Gatherer(GatherTools tools, AuditOptions options)
    {
        (_tools, _options, _budget) = (tools, options, new ProbeBudget(options, tools.Clock));
        _dane = new DaneGathering(tools, options, _budget, ProbedAsync) { Kept = host => Kept?.FindHost(host)?.Dane };
    }

    public EgressWatch Egress { get; } = new();

    /// <summary>What an interrupted run found; null where there was none.</summary>
    public AuditJournal? Kept { get; set; }

    /// <summary>Everything about one subject. What the network does is in the facts; only the caller's cancellation is thrown.</summary>
    public async Task<DomainFacts> GatherAsync(AuditTarget target, CancellationToken stop)
    {
        Stopwatch watch = Stopwatch.StartNew();
        DomainFacts facts = target.IsHost ? await DirectAsync(target, stop).ConfigureAwait(false) : await DomainAsync(target.Name!, stop).ConfigureAwait(false);
        return facts with
        {
            TakenAt = _tools.Clock.Now,
            DurationMs = watch.Elapsed.TotalMilliseconds,
            Port = _options.Port,
            DaneAsked = Asks(Mechanisms.Dane),
            RevocationAsked = !_options.SkipRevocationCheck,
        };
    }

    public void Dispose() => _budget.Dispose();

    /// <summary>Everything that is asked of a domain, at the same time.</summary>
    private async Task<DomainFacts> DomainAsync(DomainName domain, CancellationToken stop)
    {
        Task<StsFacts>? policy = Asks(Mechanisms.MtaSts) ? _tools.Policies?.LookUpAsync(domain, stop) : null;
        Task<ReportRecordSeen>? reports = Asks(Mechanisms.TlsRpt) ? ReportRecordSeen.LookUpAsync(_tools.Resolver, domain, stop) : null;
        Task<DomainFacts> mail = Asks(Mechanisms.StartTls | Mechanisms.Dane) ? RoutedAsync(domain, stop)
            : Task.FromResult(new DomainFacts { Domain = domain, TakenAt = _tools.Clock.Now, MxState = MailRouteState.NotAsked });

        // All are waited for, so that nothing goes on behind a caller that was cancelled.
        await Task.WhenAll(((Task?[])[policy, reports, mail]).OfType<Task>()).ConfigureAwait(false);
        return await mail.ConfigureAwait(false) with
        {
            MtaSts = policy is null ? null : await policy.ConfigureAwait(false),
            TlsRpt = reports is null ? null : await reports.ConfigureAwait(false),
        };
    }

    private bool Asks(Mechanisms mechanism) => (_options.Asked & mechanism) != 0;

    private async Task<DomainFacts> RoutedAsync(DomainName domain, CancellationToken stop)
    {
        MailRoute route = await new MailRouting(_tools.Resolver).FindAsync(domain, _options.IPVersion, stop).ConfigureAwait(false);
        DomainFacts facts = new()
        {
            Domain = domain,
            TakenAt = _tools.Clock.Now,
            MxState = route.State,
            MxFault = route.Fault,
            MxAnswer = AnswerSeen.From(route.Mx),
            MxAliasOf = route.Mx.Aliases.Count > 0 ? route.Mx.CanonicalName.ToShortString() : null,
            MxRemarks = route.Remarks,
        };
        if (route.State != MailRouteState.Null && route.Hosts.Count == 0)
        {
            // The domain stands for the host that nobody could find, so that the question has an answer.
            OutcomeState state = route.State == MailRouteState.Unknown ? OutcomeState.Unknown : OutcomeState.Absent;
            Fault fault = route.Fault ?? new Fault(FaultKind.NameNotFound, $"No MX record of {domain} names a host.");
            return facts with { Hosts = [new HostFacts { Host = domain.ToString(), AddressState = state, AddressFault = fault }] };
        }

        return facts with { Hosts = await Task.WhenAll(route.Hosts.Select(host => HostAsync(host, stop))).ConfigureAwait(false) };
    }

    private async Task<DomainFacts> DirectAsync(AuditTarget target, CancellationToken stop)
    {
        MailHostSeen host;
        if (target.Address is { } address)
        {
            host = new MailHostSeen(address.ToString(), null, Outcome<IReadOnlyList<IPAddress>>.Found([address]), []);
        }
        else
        {
            HostAddresses found = await HostAddresses.FindAsync(_tools.Resolver, DnsName.FromDomain(target.Name!), _options.IPVersion, stop).ConfigureAwait(false);
            host = new MailHostSeen(target.ToString(), null, found.Addresses, found.Answers);
        }

        return new DomainFacts
        {
            TakenAt = _tools.Clock.Now,
            MxState = MailRouteState.Found,
            Hosts = [await HostAsync(host, stop).ConfigureAwait(false)],
        };
    }

    private Task<HostFacts> HostAsync(MailHost host, CancellationToken stop) =>
        HostAsync(new MailHostSeen(host.Host.ToString(), host.Preference, host.Addresses, host.Answers), stop);

    private async Task<HostFacts> HostAsync(MailHostSeen host, CancellationToken stop)
    {
        IReadOnlyList<IPAddress> found = host.Addresses.Value ?? [];
        Task<AddressFacts[]> probes = Asks(Mechanisms.StartTls)
            ? Task.WhenAll(found.Select(address => ProbedAsync(new ProbeTarget(host.Name, address, _options.Port), stop)))
            : Task.FromResult<AddressFacts[]>([]);
        Task<DaneSeen?> dane = Asks(Mechanisms.Dane) ? _dane.FindAsync(host.Name, host.Answers, found, stop) : Task.FromResult<DaneSeen?>(null);
        await Task.WhenAll(probes, dane).ConfigureAwait(false);
        return new HostFacts
        {
            Host = host.Name,
            Preference = host.Preference,
            AddressState = host.Addresses.State,
            AddressFault = host.Addresses.Fault,
            AddressAnswers = [.. host.Answers.Select(AnswerSeen.From)],
            Dane = await dane.ConfigureAwait(false),
            Addresses = await probes.ConfigureAwait(false),
        };
    }

    private Task<AddressFacts> ProbedAsync(ProbeTarget target, CancellationToken stop) => _probes.GetAsync(target, probed => ProbeAsync(probed, stop));

    private async Task<AddressFacts> ProbeAsync(ProbeTarget target, CancellationToken stop)
    {
        // The host may be known from another domain, of this run or of the one that was interrupted.
        if (Kept?.FindHost(target.Host)?.Addresses.FirstOrDefault(one => one.Probe.Target == target) is { } kept)
        {
            return kept;
        }

        if (Egress.WhyNot(target.Address, target.Port) is { } blocked)
        {
            return new AddressFacts(new SmtpProbe { Target = target, Outcome = ProbeOutcome.Unreachable, Fault = blocked }, null);
        }

        SmtpProbe probe = await PatientlyAsync(target, stop).ConfigureAwait(false);
        Egress.Note(probe);
        return probe.Tls is { Chain.Count: > 0 } tls
            ? AddressFacts.WithChain(probe, await AssessAsync(tls, stop).ConfigureAwait(false))
            : new AddressFacts(probe, null);
    }

    private async Task<SmtpProbe> PatientlyAsync(ProbeTarget target, CancellationToken stop)
    {
        for (int tries = 0; ; tries++)
        {
            SmtpProbe probe = await _budget.RunAsync(target.Host, target.Address, () => _tools.Prober.ProbeAsync(target, stop), stop).ConfigureAwait(false);
            if (tries == _options.BackOff.Count || !IsTooBusy(probe))
            {
                return probe;
            }

            _budget.Rest(target.Host, target.Address, _options.BackOff[tries]);
        }
    }

    /// <summary>RFC 5321 §3.8, §4.2.3: with 421 a server closes the connection, mostly because there are too many.</summary>
    private static bool IsTooBusy(SmtpProbe probe) => probe.Outcome == ProbeOutcome.TemporaryFailure
        && probe.Transcript.LastOrDefault(entry => entry.FromServer) is { } last && last.Line.StartsWith("421", StringComparison.Ordinal);

    private async Task<AssessedChain> AssessAsync(TlsHandshake tls, CancellationToken stop)
    {
        AssessedChain chain = _tools.Assessor.AssessShared(tls.Chain);
        if (_options.SkipRevocationCheck || !chain.Facts.Anchored)
        {
            return chain;
        }

        // A stapled answer is one server's own and is judged by itself.
        ChainFacts facts = tls.StapledOcsp is { } stapled
            ? await _tools.Revocation.CheckAsync(chain.Sent, chain.Facts, stapled, stop).ConfigureAwait(false)
            : await _revocations.GetAsync(chain.Sent, sent => _tools.Revocation.CheckAsync(sent, chain.Facts, null, stop)).ConfigureAwait(false);
        return chain with { Facts = facts };
    }

    private sealed record MailHostSeen(string Name, int? Preference, Outcome<IReadOnlyList<IPAddress>> Addresses, IReadOnlyList<DnsAnswer> Answers);
}
