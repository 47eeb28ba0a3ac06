using System;
using System.Collections.Generic;

namespace SmtpTls.MtaSts;

/// <summary>How TLS with a mail host went, as MTA-STS sees it.</summary>
internal enum CandidateTls
{
    /// <summary>TLS 1.2 or newer was set up.</summary>
    Ok,
    NotOffered,

    /// <summary>Offered, and the command was answered with an error.</summary>
    Refused,
    HandshakeFailed,

    /// <summary>Set up, in a version below TLS 1.2 (RFC 8461 §4.2, RFC 8996).</summary>
    TooOld,

    /// <summary>No SMTP dialogue came about: the host plays no part in this attempt.</summary>
    Unreachable,
}

/// <summary>The first thing that is wrong with a mail host's certificate (RFC 8461 §4.2).</summary>
internal enum CandidateCertificate
{
    Valid,
    Expired,
    NotYetValid,
    NameMismatch,
    Untrusted,
    SelfSigned,

    /// <summary>Anything else that verification stops at.</summary>
    Invalid,

    /// <summary>No TLS, no certificate.</summary>
    NotSeen,
}

/// <summary>One host that a sender could deliver to.</summary>
/// <param name="Host">The name in the MX record; the domain itself where there is none.</param>
/// <param name="Tls">How TLS went.</param>
/// <param name="Certificate">What it showed.</param>
internal sealed record SenderCandidate(string Host, CandidateTls Tls, CandidateCertificate Certificate)
{
    /// <summary>RFC 8461 §2: MTA-STS never overrides a DANE failure.</summary>
    public bool DaneFailed { get; init; }
}

/// <summary>All that a sender knows before it decides about one message.</summary>
internal sealed record SenderQuestion
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>What it keeps from before; null when nothing.</summary>
    public CachedPolicy? Cache { get; init; }

    /// <summary>The record; null when it was not looked up (an address literal has no policy domain, RFC 8461 §3.4).</summary>
    public Outcome<StsRecord>? Record { get; init; }

    /// <summary>The fetch that followed; null when there was none.</summary>
    public StsFetchSeen? Fetch { get; init; }

    /// <summary>In the order a sender tries them.</summary>
    public IReadOnlyList<SenderCandidate> Candidates { get; init; } = [];

    /// <summary>The domain publishes where reports go: without that nothing is reported (RFC 8460 §3).</summary>
    public bool WantsReports { get; init; } = true;

    /// <summary>The message has been tried for as long as the sender tries.</summary>
    public bool QueueExpired { get; init; }
}

internal enum SenderAction
{
    Deliver,

    /// <summary>Try again later.</summary>
    Defer,

    /// <summary>The message may be returned: the record was looked up again and brought no other policy.</summary>
    BounceAllowed,
}

internal enum SenderTls
{
    /// <summary>Verified TLS.</summary>
    Authenticated,

    /// <summary>Whatever TLS there is, or none.</summary>
    Opportunistic,
}

/// <summary>What a sender does.</summary>
internal sealed record SenderAnswer
{
    public required SenderAction Action { get; init; }

    /// <summary>The host that gets the message; null when it is not delivered.</summary>
    public string? Via { get; init; }

    /// <summary>Null when it is not delivered.</summary>
    public SenderTls? Tls { get; init; }

    /// <summary>Failures that it counts for its TLS report, each type once (RFC 8460 §4.3).</summary>
    public IReadOnlyList<string> Reports { get; init; } = [];

    /// <summary>The policy the decision was based on; null when none was valid.</summary>
    public StsPolicy? PolicyInForce { get; init; }

    /// <summary>What it keeps afterwards; null when nothing.</summary>
    public CachedPolicy? CacheAfter { get; init; }
}
