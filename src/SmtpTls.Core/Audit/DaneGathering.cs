using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Audit;

/// <summary>
/// Finds what DANE says of a host and which certificates the host shows: TLSA below secure addresses only, and only where a record can be used, once for
/// each address, the certificate of the kind of key that the ordinary probe did not see. Once a run for each host, however many domains share it; and an
/// address that has no certificate of the other kind beside one that many of its names show is asked that once.
/// </summary>
/// <param name="tools">Resolver, prober and clock of the run.</param>
/// <param name="options">The port, and whether certificates are wanted at all.</param>
/// <param name="budget">Keeps these connections to the same limits as all others.</param>
/// <param name="probe">The run's shared probes.</param>
internal sealed class DaneGathering(
    GatherTools tools, AuditOptions options, ProbeBudget budget, Func<ProbeTarget, CancellationToken, Task<AddressFacts>> probe)
{
    private const int MostHosts = 4096;

    private readonly SharedWork<string, DaneSeen> _hosts = new(MostHosts);
    private readonly SharedWork<OneKind, SmtpProbe> _others = new(MostHosts);

    /// <summary>What an interrupted run found of a host; null where there was none.</summary>
    public Func<string, DaneSeen?> Kept { get; init; } = static _ => null;

    /// <param name="host">As in the MX record; an address has no DANE, and gives null.</param>
    /// <param name="answers">Those for its addresses.</param>
    /// <param name="addresses">Where it is reached.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<DaneSeen?> FindAsync(string host, IReadOnlyList<DnsAnswer> answers, IReadOnlyList<IPAddress> addresses, CancellationToken stop) =>
        answers.Count > 0 && DnsName.TryParse(host, out DnsName? name)
            ? await _hosts.GetAsync(host, _ => LookAsync(host, name, answers, addresses, stop)).ConfigureAwait(false)
            : null;

    private async Task<DaneSeen> LookAsync(string host, DnsName name, IReadOnlyList<DnsAnswer> answers, IReadOnlyList<IPAddress> addresses, CancellationToken stop)
    {
        if (Kept(host) is { } kept)
        {
            return kept;
        }

        DaneSeen seen = await TlsaLookup.FindAsync(tools.Resolver, name, answers, options.Port, stop).ConfigureAwait(false);
        TlsaSeen? counting = seen.Deciding is { Counts: true } deciding ? deciding : null;
        TlsaSet set = TlsaSet.Of(counting?.Records ?? []);
        if ((options.Asked & Mechanisms.StartTls) == 0 || !(set.HasUsable || (options.Asked & Mechanisms.BothKeys) != 0))
        {
            return seen;
        }

        // RFC 7672 §8.1: the server name is the TLSA base domain, which may be where the host's alias ends.
        string? serverName = counting is null || counting.BaseDomain == host ? null : counting.BaseDomain;
        IReadOnlyList<ShownCertificates>[] shown = await Task.WhenAll(addresses.Select(
            address => ShowAsync(new ProbeTarget(host, address, options.Port) { ServerName = serverName }, set, stop))).ConfigureAwait(false);
        return seen with { Shown = [.. shown.SelectMany(one => one)] };
    }

    private async Task<IReadOnlyList<ShownCertificates>> ShowAsync(ProbeTarget target, TlsaSet set, CancellationToken stop)
    {
        AddressFacts usual = await probe(target, stop).ConfigureAwait(false);
        if (usual.Probe.Outcome != ProbeOutcome.Encrypted || usual.Certificates.Count == 0)
        {
            bool open = Judgements.IsUndetermined(usual.Probe.Outcome) || !Judgements.TellsOfTls(usual.Probe.Outcome);
            return [new ShownCertificates { Address = target.Address, State = open ? OutcomeState.Unknown : OutcomeState.Invalid, Outcome = usual.Probe.Outcome, Fault = usual.Probe.Fault }];
        }

        ShownCertificates first = new()
        {
            Address = target.Address,
            State = OutcomeState.Found,
            Outcome = usual.Probe.Outcome,
            Chain = usual.Probe.Tls!.Chain,
            Fits = TlsaMatcher.Fit(set, usual.Certificates, tools.Clock.Now),
        };

        // A server may hold one of each kind; what is neither RSA nor ECDSA (Ed25519) stands beside both.
        List<ShownCertificates> shown = [first];
        foreach (bool rsa in (bool[])[true, false])
        {
            if (usual.Leaf is { Readable: true } leaf && leaf.Info.KeyType != KindName(rsa))
            {
                shown.Add(await OtherKindAsync(target, usual.Probe.Tls!.Chain, rsa, set, stop).ConfigureAwait(false));
            }
        }

        return shown;
    }

    private static string KindName(bool rsa) => rsa ? "RSA" : "ECDSA";

    private async Task<ShownCertificates> OtherKindAsync(ProbeTarget target, IReadOnlyList<byte[]> usual, bool rsa, TlsaSet set, CancellationToken stop)
    {
        // By the one copy of the chain that all names keep which show it. A server that has the other kind may have one for each name: there every name is asked.
        SmtpProbe seen = await _others.GetAsync(new OneKind(target.Address, usual, rsa), _ => LookAsync(target, rsa, stop)).ConfigureAwait(false);
        if (seen.Target != target && !IsAbsent(seen))
        {
            seen = await LookAsync(target, rsa, stop).ConfigureAwait(false);
        }

        ShownCertificates shown = new() { Address = target.Address, AskedFor = KindName(rsa), State = OutcomeState.Unknown, Fault = seen.Fault };
        if (seen.Tls is not { } tls)
        {
            return shown;
        }

        if (tls.Chain.Count > 0)
        {
            return shown with
            {
                State = OutcomeState.Found,
                Fault = null,
                Chain = tls.Chain,
                Fits = TlsaMatcher.Fit(set, [.. tls.Chain.Select(CertificateReader.Read)], tools.Clock.Now),
            };
        }

        return IsAbsent(seen) ? shown with { State = OutcomeState.Absent } : shown;
    }

    private async Task<SmtpProbe> LookAsync(ProbeTarget target, bool rsa, CancellationToken stop)
    {
        SmtpProbe seen = await LookAsync(target, new KeyKindUpgrader(rsa), stop).ConfigureAwait(false);

        // RFC 5246 §7.2.1, protocol_version: it speaks TLS 1.3 alone.
        return seen.Tls?.Failure is { AlertCode: 70 } ? await LookAsync(target, new KeyKindUpgrader(rsa, tls13: true), stop).ConfigureAwait(false) : seen;
    }

    private Task<SmtpProbe> LookAsync(ProbeTarget target, ITlsUpgrader tls, CancellationToken stop) =>
        budget.RunAsync(target.Host, target.Address, () => tools.Prober.LookAsync(target, tls, stop), stop);

    // RFC 5246 §7.2.2: handshake_failure is the answer where nothing that was offered suits; some just close.
    private static bool IsAbsent(SmtpProbe seen) => seen.Tls is { Chain.Count: 0 } tls
        && tls.Failure is { Cause: TlsFailureCause.Closed or TlsFailureCause.Reset } or { AlertCode: 40 or 71 or 80 };

    /// <summary>What an address shows of itself; the list by reference.</summary>
    private readonly record struct OneKind(IPAddress Address, IReadOnlyList<byte[]> Usual, bool Rsa);
}
