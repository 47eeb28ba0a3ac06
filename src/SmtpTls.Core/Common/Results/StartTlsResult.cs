using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls;

/// <summary>What one address of one mail host did when asked for STARTTLS (RFC 3207), and what senders make of it.</summary>
public sealed record StartTlsResult
{
    /// <summary>The domain whose MX led here, as A-labels; null when a host was named directly.</summary>
    public string? Domain { get; init; }

    /// <summary>The mail host, as A-labels; null for a null MX (RFC 7505).</summary>
    public string? Host { get; init; }

    /// <summary>The MX preference; null for an implicit MX or a host named directly.</summary>
    public int? Preference { get; init; }

    /// <summary>The address that was probed; null when the name did not resolve.</summary>
    public string? Address { get; init; }

    /// <summary>The TCP port.</summary>
    public int Port { get; init; }

    /// <summary>How the dialogue ended, for example <c>Encrypted</c>, <c>NotOffered</c>, <c>HandshakeFailed</c>.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>For a sender that uses TLS when it can: <c>Pass, Warn, Fail, NotPresent, Inconclusive</c>.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>True only when a TLS session was set up.</summary>
    public bool Encrypted { get; init; }

    /// <summary>For example <c>TLSv1.3</c>; also set when the server only offers a version that was not accepted.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>The IANA name of the negotiated suite.</summary>
    public string? CipherSuite { get; init; }

    /// <summary>The IANA name of the negotiated group, as read from the handshake.</summary>
    public string? KeyExchangeGroup { get; init; }

    /// <summary>The greeting without its code.</summary>
    public string? Banner { get; init; }

    /// <summary>The lines of the EHLO reply before TLS, without the code and the host's own name.</summary>
    public IReadOnlyList<string> Capabilities { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The lines of the EHLO reply inside TLS. Only these count there (RFC 3207 §4.2).</summary>
    public IReadOnlyList<string> CapabilitiesAfterTls { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The server's own certificate.</summary>
    public CertificateInfo? Certificate { get; init; }

    /// <summary>The certificates exactly as sent, leaf first.</summary>
    public IReadOnlyList<CertificateInfo> Chain { get; init => field = ValueList.Of(value); } = ValueList<CertificateInfo>.Nothing;

    /// <summary>For a sender that verifies: <c>Valid, Invalid, Unknown</c>.</summary>
    public string CertificateVerdict { get; init; } = "";

    /// <summary>What such a sender would object to, for example <c>Expired</c>.</summary>
    public IReadOnlyList<string> CertificateProblems { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>How long each step took.</summary>
    public StartTlsTimings Timings { get; init; } = new();

    /// <summary>The dialogue, line by line.</summary>
    public IReadOnlyList<TranscriptLine> Transcript { get; init => field = ValueList.Of(value); } = ValueList<TranscriptLine>.Nothing;

    /// <summary>Whether the DNS answers that led here are genuine.</summary>
    public IReadOnlyList<DnsAnswerSecurity> DnsSecurity { get; init => field = ValueList.Of(value); } = ValueList<DnsAnswerSecurity>.Nothing;

    /// <summary>What is wrong or worth knowing, sorted by subject, then id.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = ValueList.Of(value); } = ValueList<Finding>.Nothing;
}

/// <summary>Milliseconds with fractions; null for a step that was not reached.</summary>
public sealed record StartTlsTimings
{
    /// <summary>TCP connect.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>From the connection to the whole greeting.</summary>
    public double? GreetingMs { get; init; }

    /// <summary>From EHLO to its whole reply.</summary>
    public double? EhloMs { get; init; }

    /// <summary>From STARTTLS to its reply.</summary>
    public double? StartTlsMs { get; init; }

    /// <summary>The TLS handshake.</summary>
    public double? HandshakeMs { get; init; }

    /// <summary>The whole probe, from connect to close.</summary>
    public double? TotalMs { get; init; }

    /// <summary>The steps that were reached, for people.</summary>
    public override string ToString() => ValueList.Of(
        new (string Name, double? Ms)[]
        {
            ("connect", ConnectMs), ("greeting", GreetingMs), ("EHLO", EhloMs), ("STARTTLS", StartTlsMs), ("handshake", HandshakeMs), ("total", TotalMs),
        }.Where(step => step.Ms is not null).Select(step => FormattableString.Invariant($"{step.Name} {step.Ms:0.0} ms"))).ToString();
}

/// <summary>One line of an SMTP dialogue.</summary>
/// <param name="AtMs">Milliseconds since the connection was begun.</param>
/// <param name="Side"><c>Client</c> or <c>Server</c>.</param>
/// <param name="Line">The line without its end, unprintable characters made visible.</param>
public sealed record TranscriptLine(double AtMs, string Side, string Line)
{
    /// <inheritdoc/>
    public override string ToString() => (Side == "Client" ? "C: " : "S: ") + Line;
}

/// <summary>A certificate's contents, as RFC 5280 names them.</summary>
public sealed record CertificateInfo
{
    /// <summary>The subject's distinguished name.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The issuer's distinguished name.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The dNSName and iPAddress entries of the subject alternative name, in order.</summary>
    public IReadOnlyList<string> Names { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>First moment of validity, UTC; null when the certificate cannot be read.</summary>
    public DateTime? NotBefore { get; init; }

    /// <summary>Last moment of validity, UTC.</summary>
    public DateTime? NotAfter { get; init; }

    /// <summary>Lower-case hex.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>SHA-256 of the whole certificate, lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, lower-case hex (TLSA selector 1).</summary>
    public string? SpkiSha256 { get; init; }

    /// <summary><c>RSA, ECDSA, Ed25519, Ed448</c> or the algorithm's OID.</summary>
    public string? KeyType { get; init; }

    /// <summary>The size of the key in bits.</summary>
    public int? KeyBits { get; init; }

    /// <summary>For example <c>sha256WithRSAEncryption</c>, or the OID.</summary>
    public string? SignatureAlgorithm { get; init; }

    /// <summary>Which trust sets the chain ends in: <c>System, CaFile, Microsoft, Mozilla</c>. Filled on the leaf.</summary>
    public IReadOnlyList<string> TrustedBy { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => Subject;
}
