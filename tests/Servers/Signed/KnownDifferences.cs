using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Servers.Signed;

/// <summary>The validators of the comparison.</summary>
[Flags]
internal enum Validators
{
    None = 0,
    Delv = 1,
    Drill = 2,
    UnboundHost = 4,
    All = Delv | Drill | UnboundHost,
}

/// <summary>Where others are known to say something else, and what says that we are right, or may choose.</summary>
internal sealed record KnownDifference(Validators Who, Func<SignedQuestion, bool> About, string Clause);

/// <summary>Every known difference. One that is no more fails the comparison as one that is new.</summary>
internal static class KnownDifferences
{
    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new(Validators.Delv | Validators.UnboundHost, one => IsSha1(one) || one.Name == "rsasha1.alias.example.", "RFC 9905 §2: RSA/SHA-1 may be treated as an algorithm that is not supported"),
        new(Validators.Drill, one => IsSha1(one) && !IsHidden(one), "RFC 9905 §2: RSA/SHA-1 may be treated as an algorithm that is not supported"),
        new(Validators.Delv, IsEd448, "RFC 4035 §5.2: with an algorithm that is not supported a zone counts as unsigned; Ed448 is recommended, not required (RFC 8624 §3.1)"),
        new(Validators.Drill, one => IsEd448(one) && !IsHidden(one), "RFC 4035 §5.2: with an algorithm that is not supported a zone counts as unsigned; Ed448 is recommended, not required (RFC 8624 §3.1)"),
        new(Validators.All, one => one.IsBelow("iterated.example.") && TakesDenial(one), "RFC 9276 §3.2: a validator may treat proofs of many NSEC3 iterations as insecure; here more than 100"),
        new(Validators.Delv | Validators.Drill, one => one.Label is "plain.optout. DS" or "nothing.optout. A", "RFC 5155 §9.2: where an opt-out span covers the name the answer is not authentic"),
        new(Validators.UnboundHost, one => one.IsBelow("wrongsha256.example.") && one.Kind != QuestionKind.Delegation, "RFC 4509 §3: a SHA-1 digest is ignored beside one of SHA-256 (unbound: only with harden-algo-downgrade)"),
        new(Validators.Drill, one => one.IsBelow("wrongsha256.example.") && one.Kind != QuestionKind.Delegation && !IsHidden(one), "RFC 4509 §3: a SHA-1 digest is ignored beside one of SHA-256"),
        new(Validators.Drill, one => IsHidden(one) && one.Expected == DnsSecurity.Secure, "RFC 4592 §2.2.2, RFC 4035 §5.4: an empty non-terminal is proved by the NSEC before it, whose next name lies below"),
        new(Validators.Drill, one => one.Kind == QuestionKind.Wildcard && IsWithoutProofs(one), "RFC 4035 §5.3.4: a wildcard takes a proof that nothing closer exists"),
        new(Validators.Drill, one => one.Kind == QuestionKind.AliasAbsent && IsWithoutProofs(one), "RFC 4035 §5.4: that there is nothing behind the alias takes a proof too"),
        new(Validators.Drill, one => one.IsBelow("alias.example.") && one.Kind == QuestionKind.Alias && one.Expected != DnsSecurity.Secure, "RFC 4035 §3.2.3: every record set of the answer counts, not the alias alone"),
        new(Validators.Drill, one => one.Kind == QuestionKind.Moved && one.Expected == DnsSecurity.Secure, "RFC 6672 §5.3.1: the CNAME made of DNAME has no signature; the DNAME's counts"),
    ];

    private static bool IsSha1(SignedQuestion one) =>
        one.Kind != QuestionKind.Delegation && (one.IsBelow("rsasha1.example.") || one.IsBelow("rsasha1n3.example."));

    private static bool IsEd448(SignedQuestion one) => one.Kind != QuestionKind.Delegation && one.IsBelow("ed448.example.");

    private static bool TakesDenial(SignedQuestion one) => one.Kind is QuestionKind.Absent or QuestionKind.AliasAbsent or QuestionKind.Wildcard;

    private static bool IsWithoutProofs(SignedQuestion one) => one.IsBelow("nonsec.example.") || one.IsBelow("nonsec3.example.") || one.IsBelow("badnsec.example.");

    /// <summary>The empty non-terminal that drill cannot prove in a zone with NSEC.</summary>
    private static bool IsHidden(SignedQuestion one) =>
        one.Name.StartsWith("empty.", StringComparison.Ordinal) && SignedZones.Hosts.Single(zone => "empty." + zone.Name == one.Name).Denial == DenialKind.Nsec;
}
