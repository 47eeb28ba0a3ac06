using System.Collections.Generic;
using System.Net;
using SmtpTls.Tls;

namespace SmtpTls.Smtp;

/// <summary>How a dialogue ended. The names are those of the product contract (<c>StartTlsResult.Outcome</c>).</summary>
internal enum ProbeOutcome
{
    Encrypted,

    /// <summary>EHLO worked, STARTTLS is not among the keywords.</summary>
    NotOffered,

    /// <summary>The same, with the marks of a middlebox: the keyword overwritten with X's, or a greeting of asterisks.</summary>
    Stripped,

    /// <summary>Offered, then not granted: 454, 5yz (530 to any command among them).</summary>
    Refused,
    HandshakeFailed,

    /// <summary>Plain text stood behind the 220 to STARTTLS (the class of CVE-2011-0411).</summary>
    InjectionDetected,

    /// <summary>The greeting was 5yz.</summary>
    GreetingRejected,

    /// <summary>The connection stood, no whole greeting came.</summary>
    GreetingTimeout,

    /// <summary>4yz where it stops the dialogue: 421, 450, 451 to the greeting, EHLO or STARTTLS (454 to STARTTLS is Refused).</summary>
    TemporaryFailure,

    /// <summary>The probe's deadline ran out after the greeting.</summary>
    Timeout,

    /// <summary>Closed or reset before the dialogue was over.</summary>
    Disconnected,

    /// <summary>Not SMTP, or SMTP past the limits.</summary>
    ProtocolError,
    ConnectionRefused,
    ConnectionTimeout,
    Unreachable,

    /// <summary>No address: NXDOMAIN, NODATA, or DNS could not say (the fault tells them apart).</summary>
    NameNotResolved,
    NullMx,
}

/// <summary>Something odd that did not stop the dialogue.</summary>
internal enum ProbeRemark
{
    /// <summary>A line ended in LF without CR (RFC 5321 §2.3.8).</summary>
    BareLineFeed,

    /// <summary>EHLO was refused and HELO taken.</summary>
    HeloFallback,

    /// <summary>A keyword looks overwritten (XXXXXXXA).</summary>
    MaskedKeyword,

    /// <summary>The greeting is asterisks.</summary>
    MaskedBanner,

    /// <summary>Text came before it was asked for, or stood behind the 220 to STARTTLS.</summary>
    EarlyText,

    /// <summary>STARTTLS was still offered inside TLS (RFC 3207 §4.2 forbids it).</summary>
    StartTlsInsideTls,

    /// <summary>The keywords inside TLS lack some that were there before.</summary>
    CapabilitiesChanged,

    /// <summary>Inside TLS the server no longer answered EHLO as it should; the session itself stood.</summary>
    SilentInsideTls,

    /// <summary>Greeting or reply lines over the 512 octets of RFC 5321 §4.5.3.1.5.</summary>
    LongLine,
}

/// <summary>What to probe.</summary>
/// <param name="Host">Used for SNI and in results; as A-labels.</param>
/// <param name="Address">Where to connect.</param>
/// <param name="Port">TCP port, 25 unless the user says otherwise.</param>
internal sealed record ProbeTarget(string Host, IPAddress Address, int Port)
{
    /// <summary>Sent as SNI instead of <see cref="Host"/>; null for the host.</summary>
    public string? ServerName { get; init; }
}

/// <summary>Limits of one probe, and the name it gives.</summary>
internal sealed record ProbeOptions
{
    /// <summary>The argument of EHLO: a full name, or an address literal (RFC 5321 §4.1.3).</summary>
    public required string HeloName { get; init; }

    public System.TimeSpan ConnectLimit { get; init; } = System.TimeSpan.FromSeconds(10);

    /// <summary>The whole probe, connect included.</summary>
    public System.TimeSpan TotalLimit { get; init; } = System.TimeSpan.FromSeconds(30);
}

/// <summary>One line that went over the wire. The text is raw; whoever shows it makes it visible.</summary>
internal sealed record TranscriptEntry(double AtMs, bool FromServer, string Line);

/// <summary>How long each step took, in milliseconds; null for a step that was not reached.</summary>
internal sealed record ProbeTimings(double? ConnectMs, double? GreetingMs, double? EhloMs, double? StartTlsMs, double? HandshakeMs, double? TotalMs);

/// <summary>What one TCP connection to one mail server showed: facts, no judgement.</summary>
internal sealed record SmtpProbe
{
    public required ProbeTarget Target { get; init; }

    public required ProbeOutcome Outcome { get; init; }

    /// <summary>Why, for every outcome that something stopped; null for Encrypted and NotOffered.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Whether STARTTLS stood in the EHLO reply; null when no EHLO reply was had.</summary>
    public bool? StartTlsOffered { get; init; }

    /// <summary>The text of the greeting, its lines joined by a line feed, without codes; null when none came.</summary>
    public string? Banner { get; init; }

    /// <summary>The code of the reply that decided (554, 454, 421 …), when one did.</summary>
    public int? ReplyCode { get; init; }

    /// <summary>The text of that reply.</summary>
    public string? ReplyText { get; init; }

    /// <summary>EHLO keyword lines before TLS, as sent, without the code.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>EHLO keyword lines inside TLS.</summary>
    public IReadOnlyList<string> CapabilitiesAfterTls { get; init; } = [];

    /// <summary>What stopped the dialogue inside TLS, a sentence; null when nothing did.</summary>
    public string? StoppedInside { get; init; }

    public IReadOnlyList<ProbeRemark> Remarks { get; init; } = [];

    /// <summary>What the handshake showed, also when it failed; null when none was begun.</summary>
    public TlsHandshake? Tls { get; init; }

    /// <summary>The newest old version the server did answer to when its handshake with us failed (<c>TLSv1.0</c>); null when not asked or none.</summary>
    public string? OldVersionSpoken { get; init; }

    public ProbeTimings Timings { get; init; } = new(null, null, null, null, null, null);

    public IReadOnlyList<TranscriptEntry> Transcript { get; init; } = [];
}
