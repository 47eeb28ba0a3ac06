using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.MtaSts;
using SmtpTls.Smtp;

namespace SmtpTls.Audit;

/// <summary>One mail host, held against a policy: would a sender under enforce hand mail to it?</summary>
/// <param name="Host">The name in the MX record; the domain itself where there is none.</param>
/// <param name="Pattern">What covers it; null when nothing does.</param>
/// <param name="Deliverable">Null where it could not be determined.</param>
/// <param name="Problems">Why not, in the words of the result.</param>
internal sealed record StsHost(string Host, MxPattern? Pattern, bool? Deliverable, IReadOnlyList<string> Problems)
{
    public const string NotCovered = nameof(NotCovered), TlsTooOld = nameof(TlsTooOld);

    /// <summary>The domain's hosts in the order a sender tries them; none where nobody asked for them, or where there are none.</summary>
    public static IReadOnlyList<StsHost> AllOf(DomainFacts facts, StsPolicy policy) =>
        facts.MxState is MailRouteState.Found or MailRouteState.Implicit ? [.. facts.Hosts.Select(host => Of(facts, host, policy))] : [];

    /// <summary>Every address in turn, as a sender meets them.</summary>
    public static IReadOnlyList<SenderCandidate> Candidates(DomainFacts facts) =>
        facts.MxState is MailRouteState.Found or MailRouteState.Implicit ? [.. facts.Hosts.SelectMany(host => CandidatesOf(facts, host))] : [];

    private static StsHost Of(DomainFacts facts, HostFacts host, StsPolicy policy)
    {
        MxPattern? pattern = policy.Match(host.Host);
        List<string> problems = pattern is null ? [NotCovered] : [];
        bool good = false;
        bool open = host.Addresses.Count == 0 && host.AddressState == OutcomeState.Unknown;
        if (host.Addresses.Count == 0)
        {
            problems.Add(nameof(ProbeOutcome.NameNotResolved));
        }

        foreach (AddressCase seen in host.Addresses.Select(address => new AddressCase(facts, host, address)))
        {
            IReadOnlyList<string> found = ProblemsOf(seen);
            good |= found.Count == 0;
            open |= Judgements.IsUndetermined(seen.Probe.Outcome);
            problems.AddRange(found);
        }

        // One address that works is enough: a sender tries them all. A host that is not named is not even tried (RFC 8461 §5.1).
        bool? deliverable = pattern is null ? false : good ? true : open ? null : false;
        return new StsHost(host.Host, pattern, deliverable, [.. problems.Distinct()]);
    }

    private static IReadOnlyList<string> ProblemsOf(AddressCase seen)
    {
        if (seen.Probe.Outcome != ProbeOutcome.Encrypted)
        {
            return seen.Probe.OldVersionSpoken is not null ? [TlsTooOld] : [seen.Probe.Outcome.ToString()];
        }

        List<string> problems = [.. seen.Problems.Where(IsFatal).Select(problem => problem.ToString())];
        if (IsTooOld(seen.Probe))
        {
            problems.Insert(0, TlsTooOld);
        }

        return problems;
    }

    private static IEnumerable<SenderCandidate> CandidatesOf(DomainFacts facts, HostFacts host) => host.Addresses.Count == 0
        ? [new SenderCandidate(host.Host, CandidateTls.Unreachable, CandidateCertificate.NotSeen)]
        : host.Addresses.Select(address => CandidateOf(new AddressCase(facts, host, address)));

    private static SenderCandidate CandidateOf(AddressCase seen)
    {
        CandidateTls tls = seen.Probe.Outcome switch
        {
            ProbeOutcome.Encrypted => IsTooOld(seen.Probe) ? CandidateTls.TooOld : CandidateTls.Ok,
            ProbeOutcome.NotOffered or ProbeOutcome.Stripped => CandidateTls.NotOffered,
            ProbeOutcome.Refused => CandidateTls.Refused,
            ProbeOutcome.HandshakeFailed => seen.Probe.OldVersionSpoken is not null ? CandidateTls.TooOld : CandidateTls.HandshakeFailed,
            ProbeOutcome.InjectionDetected => CandidateTls.HandshakeFailed,
            _ => CandidateTls.Unreachable,
        };
        return new SenderCandidate(seen.Name, tls, CertificateOf(seen));
    }

    private static CandidateCertificate CertificateOf(AddressCase seen)
    {
        if (seen.Address.Leaf is null)
        {
            return CandidateCertificate.NotSeen;
        }

        foreach (CertificateProblem problem in seen.Problems.Where(IsFatal))
        {
            return problem switch
            {
                CertificateProblem.Expired => CandidateCertificate.Expired,
                CertificateProblem.NotYetValid => CandidateCertificate.NotYetValid,
                CertificateProblem.NameMismatch or CertificateProblem.NoSubjectAltName => CandidateCertificate.NameMismatch,
                CertificateProblem.SelfSigned => CandidateCertificate.SelfSigned,
                CertificateProblem.UntrustedRoot or CertificateProblem.IncompleteChain => CandidateCertificate.Untrusted,
                _ => CandidateCertificate.Invalid,
            };
        }

        return CandidateCertificate.Valid;
    }

    // RFC 8461 §4.2 and §10: revocation that nobody could tell does not stop a sender.
    private static bool IsFatal(CertificateProblem problem) => problem != CertificateProblem.RevocationUnknown;

    private static bool IsTooOld(SmtpProbe probe) => probe.Tls?.Version is { } version && TlsStrength.IsOldVersion(version);
}
