using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit;

/// <summary>What each outcome of a dialogue means, for a sender that encrypts when it can.</summary>
internal static class Judgements
{
    /// <summary>The verdict of the product contract for one address.</summary>
    public static Verdict OfStartTls(SmtpProbe probe) => probe.Outcome switch
    {
        ProbeOutcome.Encrypted => IsWeak(probe) ? Verdict.Warn : Verdict.Pass,
        _ => IsUndetermined(probe.Outcome) ? Verdict.Inconclusive : Verdict.Fail,
    };

    /// <summary>DNS that answered "there is none" is a fault of the domain; DNS that could not answer says nothing about it.</summary>
    public static Verdict OfUnresolved(OutcomeState state) => state == OutcomeState.Unknown ? Verdict.Inconclusive : Verdict.Fail;

    /// <summary>True where we could not look, so that nothing may be said against the server.</summary>
    public static bool IsUndetermined(ProbeOutcome outcome) => outcome is ProbeOutcome.GreetingTimeout or ProbeOutcome.TemporaryFailure
        or ProbeOutcome.Timeout or ProbeOutcome.Disconnected or ProbeOutcome.ConnectionTimeout or ProbeOutcome.Unreachable;

    /// <summary>False where the server took no mail at all, so that nothing can be said of its TLS.</summary>
    public static bool TellsOfTls(ProbeOutcome outcome) => outcome is not (ProbeOutcome.GreetingRejected or ProbeOutcome.ProtocolError or ProbeOutcome.ConnectionRefused
        or ProbeOutcome.NameNotResolved or ProbeOutcome.NullMx);

    /// <summary>A clause for people: what happened.</summary>
    public static string Describe(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Encrypted => "TLS was set up",
        ProbeOutcome.NotOffered => "STARTTLS is not offered",
        ProbeOutcome.Stripped => "STARTTLS is removed on the path",
        ProbeOutcome.Refused => "STARTTLS is refused",
        ProbeOutcome.HandshakeFailed => "the TLS handshake failed",
        ProbeOutcome.InjectionDetected => "plain text was sent behind the go-ahead for TLS",
        ProbeOutcome.GreetingRejected => "the server turned us away",
        ProbeOutcome.GreetingTimeout => "the connection stood but no greeting came in time",
        ProbeOutcome.TemporaryFailure => "the server asked to come back later",
        ProbeOutcome.Timeout => "the dialogue did not end in time",
        ProbeOutcome.Disconnected => "the connection was lost",
        ProbeOutcome.ProtocolError => "what answers does not speak proper SMTP",
        ProbeOutcome.ConnectionRefused => "the connection was refused",
        ProbeOutcome.ConnectionTimeout => "no connection could be made in time",
        ProbeOutcome.Unreachable => "the network says that the address cannot be reached",
        ProbeOutcome.NameNotResolved => "the name does not resolve",
        _ => "the domain accepts no mail",
    };

    /// <summary>Assurance says what a sender is guaranteed, so only hosts count that take mail or would have it in clear.</summary>
    public static Assurance? AssuranceOf(AddressCase seen) => seen.Probe.Outcome switch
    {
        ProbeOutcome.Encrypted => CertificateProblems.VerdictOf(seen) == CertificateVerdict.Valid ? Assurance.Authenticatable : Assurance.Opportunistic,
        ProbeOutcome.NotOffered or ProbeOutcome.Stripped or ProbeOutcome.Refused or ProbeOutcome.HandshakeFailed
            or ProbeOutcome.InjectionDetected => Assurance.None,
        _ => null,
    };

    /// <summary>
    /// An enforced policy with which every host gets mail keeps mail from where it would not be safe, and so does DANE where it holds at every host and
    /// the way there is secure: each lifts what the hosts alone guarantee.
    /// </summary>
    public static Assurance? Enforce(Assurance? ofHosts, MtaStsResult? policy, DaneSummary? dane = null) =>
        ofHosts is not null && (policy is { Verdict: nameof(Verdict.Pass), Policy.Mode: "enforce" } || (dane is { Hosts.Count: > 0 } && dane.Hosts.All(IsHeld)))
            ? Assurance.Enforced : ofHosts;

    /// <summary>A to F; null where nothing could be assessed.</summary>
    public static string? GradeOf(Assurance? assurance, IEnumerable<Finding> findings) => assurance switch
    {
        Assurance.None => "F",
        Assurance.Opportunistic => "D",
        Assurance.Authenticatable => "C",
        Assurance.Enforced => findings.Any(finding => (Severity)Enum.Parse(typeof(Severity), finding.Severity) >= Severity.Medium) ? "B" : "A",
        _ => null,
    };

    /// <summary>DANE keeps senders from delivering anywhere else, and the way to this host is secure.</summary>
    public static bool IsHeld(DaneResult host) => host is
    {
        MxSecurity: nameof(Dns.Dnssec.DnsSecurity.Secure), Effect: nameof(DaneEffect.Authenticate), State: nameof(DaneState.Matched),
    };

    private static bool IsWeak(SmtpProbe probe) =>
        probe.Tls is { } tls && ((tls.Version is { } version && TlsStrength.IsOldVersion(version)) || (tls.Suite is { } suite && TlsStrength.IsWeakSuite(suite)));
}

/// <summary>What a sender that knows every standard is guaranteed; weakest first.</summary>
internal enum Assurance
{
    /// <summary>Mail may travel in clear.</summary>
    None,

    /// <summary>Encrypted, unless someone interferes.</summary>
    Opportunistic,

    /// <summary>Certificates would hold, but nothing makes a sender check.</summary>
    Authenticatable,

    /// <summary>MTA-STS enforce or DANE: interference stops delivery, not privacy.</summary>
    Enforced,
}
