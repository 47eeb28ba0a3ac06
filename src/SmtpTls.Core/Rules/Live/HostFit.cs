using System.Collections.Generic;
using System.Linq;
using SmtpTls.Audit;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Smtp;

namespace SmtpTls.Rules.Live;

/// <summary>One address held against a level. Pure: from stored facts, by the same judgements as every other verdict.</summary>
/// <param name="Host">The mail host or relay.</param>
/// <param name="Seen">What its address did; null where it has none.</param>
/// <param name="Delivers">Null where it could not be determined.</param>
/// <param name="Problems">In the words of the results; empty when it delivers.</param>
internal sealed record HostFit(HostFacts Host, AddressCase? Seen, bool? Delivers, IReadOnlyList<string> Problems)
{
    public const string TlsTooOld = nameof(TlsTooOld), MxNotSecure = nameof(MxNotSecure);

    /// <summary>Whether TLS or the certificate is what stands in the way, and not that the server takes no mail at all.</summary>
    public bool FailsTls => Delivers == false && Seen is not null && Seen.Probe.Outcome is ProbeOutcome.Encrypted or ProbeOutcome.NotOffered or ProbeOutcome.Stripped
        or ProbeOutcome.Refused or ProbeOutcome.HandshakeFailed or ProbeOutcome.InjectionDetected;

    /// <summary>TLS and a good chain: what is left is the name.</summary>
    public bool HasTrustedChain => Seen is { Address.Leaf: not null } && Seen.Probe.Outcome == ProbeOutcome.Encrypted && !ChainProblems(Seen).Any();

    public static IEnumerable<HostFit> AllOf(DomainFacts facts, RuleDemand demand)
    {
        IReadOnlyList<DaneHost> dane = demand.Level == RuleLevel.Dane ? DaneHost.AllOf(facts) : [];
        foreach (HostFacts host in facts.Hosts)
        {
            if (host.Addresses.Count == 0)
            {
                yield return new HostFit(host, null, host.AddressState == OutcomeState.Unknown ? null : false, [nameof(ProbeOutcome.NameNotResolved)]);
            }

            foreach (AddressFacts address in host.Addresses)
            {
                yield return Of(new AddressCase(facts, host, address), demand, dane.FirstOrDefault(one => ReferenceEquals(one.Facts, host)));
            }
        }
    }

    private static HostFit Of(AddressCase seen, RuleDemand demand, DaneHost? dane)
    {
        if (seen.Probe.Outcome != ProbeOutcome.Encrypted)
        {
            bool open = Judgements.IsUndetermined(seen.Probe.Outcome);
            return new HostFit(seen.Host, seen, open ? null : false, [seen.Probe.OldVersionSpoken is null ? seen.Probe.Outcome.ToString() : TlsTooOld]);
        }

        List<string> problems = seen.Probe.Tls?.Version is { } version && TlsStrength.IsOldVersion(version) ? [TlsTooOld] : [];
        if (demand.Level is RuleLevel.Certificate or RuleLevel.Domain)
        {
            problems.AddRange(seen.Address.Leaf is null ? ["NoCertificate"] : ChainProblems(seen));
        }

        if (demand.Level == RuleLevel.Domain && !CertificateName.IsSatisfied(demand.Names, seen.Address.Leaf?.DnsNames ?? []))
        {
            problems.Add(nameof(CertificateProblem.NameMismatch));
        }

        return demand.Level == RuleLevel.Dane ? WithDane(seen, problems, dane) : new HostFit(seen.Host, seen, problems.Count == 0, problems);
    }

    /// <summary>RFC 7672 §2.2: mandatory DANE wants a genuine MX answer too, or whoever forges it chooses the host. Whether it is may not be known either.</summary>
    private static HostFit WithDane(AddressCase seen, List<string> problems, DaneHost? dane)
    {
        bool? genuine = seen.Facts.MxAnswer?.Security switch
        {
            null or DnsSecurity.Secure => true,
            DnsSecurity.Indeterminate => null,
            _ => false,
        };
        bool? matched = dane switch
        {
            { State: DaneState.Matched } => true,
            { State: DaneState.Partial } => MatchedAt(seen, dane),
            null or { State: DaneState.Indeterminate } or { State: DaneState.NotSecure, Answer: null } => null,
            _ => false,
        };
        bool fails = problems.Count > 0 || genuine == false || matched == false;
        problems.AddRange(genuine == true ? [] : [MxNotSecure]);
        problems.AddRange(matched == true ? [] : ["Dane" + (dane?.State.ToString() ?? "NotAsked")]);
        return new HostFit(seen.Host, seen, fails ? false : problems.Count == 0 ? true : null, problems);
    }

    private static bool? MatchedAt(AddressCase seen, DaneHost dane)
    {
        List<bool> told = [.. dane.Shown.Where(shown => shown.Seen.Address.Equals(seen.Probe.Target.Address)).Select(static shown => shown.Matched).OfType<bool>()];
        return told.Count == 0 ? null : told.TrueForAll(static one => one);
    }

    /// <summary>The name is a question of its own, and revocation that nobody could tell stops no sender.</summary>
    private static IEnumerable<string> ChainProblems(AddressCase seen) => seen.Problems
        .Where(static problem => problem is not (CertificateProblem.NameMismatch or CertificateProblem.NoSubjectAltName or CertificateProblem.RevocationUnknown))
        .Select(static problem => problem.ToString());
}
