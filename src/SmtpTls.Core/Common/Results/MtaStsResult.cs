using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>What a sender that honours MTA-STS (RFC 8461) would do with mail for a domain: record, policy, and every mail host held against it.</summary>
public sealed record MtaStsResult
{
    /// <summary>The domain, as A-labels.</summary>
    public string Domain { get; init; } = "";

    /// <summary><c>Absent, InvalidRecord, FetchFailed, WebCertificateInvalid, InvalidPolicy, Valid, Indeterminate</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>
    /// <c>Pass</c>: enforced, and every mail host would get mail. <c>Warn</c>: testing or none. <c>Fail</c>: what is published does not work, or
    /// keeps mail from a host. <c>NotPresent</c>: nothing is published. <c>Inconclusive</c>: it could not be determined.
    /// </summary>
    public string Verdict { get; init; } = "";

    /// <summary>The record at <c>_mta-sts</c>; null where DNS has none or did not answer.</summary>
    public MtaStsRecord? Record { get; init; }

    /// <summary>The policy file; null where it was not asked for.</summary>
    public MtaStsPolicyFile? Policy { get; init; }

    /// <summary>Each mail host, in the order a sender tries them; empty while there is no policy to hold them against.</summary>
    public IReadOnlyList<MtaStsMxResult> MxResults { get; init => field = ValueList.Of(value); } = ValueList<MtaStsMxResult>.Nothing;

    /// <summary>What becomes of a message that is sent now; null where it could not be determined.</summary>
    public MtaStsSender? Sender { get; init; }

    /// <summary>Whether the DNS answers that led here are genuine.</summary>
    public IReadOnlyList<DnsAnswerSecurity> DnsSecurity { get; init => field = ValueList.Of(value); } = ValueList<DnsAnswerSecurity>.Nothing;

    /// <summary>What is wrong or worth knowing, sorted by subject, then id.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = ValueList.Of(value); } = ValueList<Finding>.Nothing;
}

/// <summary>The TXT record that says that a policy exists (RFC 8461 §3.1).</summary>
public sealed record MtaStsRecord
{
    /// <summary>The text as published; several records are joined by <c> | </c>.</summary>
    public string? Raw { get; init; }

    /// <summary>Changes with the policy; null where no valid one is published.</summary>
    public string? Id { get; init; }

    /// <summary>What is wrong with the text.</summary>
    public IReadOnlyList<string> Problems { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => Raw ?? "";
}

/// <summary>The policy file as it was fetched (RFC 8461 §3.2, §3.3).</summary>
public sealed record MtaStsPolicyFile
{
    /// <summary><c>enforce, testing, none</c>; null without a valid policy.</summary>
    public string? Mode { get; init; }

    /// <summary>The patterns, as A-labels, in the order of the file.</summary>
    public IReadOnlyList<string> Mx { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Seconds that senders keep the policy; null without a valid policy.</summary>
    public long? MaxAgeSec { get; init; }

    /// <summary>The file's text; null when none came.</summary>
    public string? Raw { get; init; }

    /// <summary>What is wrong with the file or the way to it.</summary>
    public IReadOnlyList<string> Problems { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Where it was asked for.</summary>
    public string? Url { get; init; }

    /// <summary>The status of the answer; null when none came.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The media type as sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>Until when the web server's own certificate is valid, UTC; null when none was seen.</summary>
    public DateTime? WebCertificateNotAfter { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Mode ?? "";
}

/// <summary>One mail host, held against the policy (RFC 8461 §4).</summary>
public sealed record MtaStsMxResult
{
    /// <summary>As A-labels.</summary>
    public string Host { get; init; } = "";

    /// <summary>True when a pattern of the policy covers the host's name (§4.1).</summary>
    public bool MatchesPolicy { get; init; }

    /// <summary>The pattern that covers it.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether a sender under enforce would hand mail to it; null where it could not be determined.</summary>
    public bool? Deliverable { get; init; }

    /// <summary>
    /// Why not: <c>NotCovered</c>, <c>TlsTooOld</c>, an outcome of STARTTLS (<c>NotOffered</c>) or a problem of the certificate (<c>Expired</c>).
    /// </summary>
    public IReadOnlyList<string> Problems { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => Problems.Count == 0 ? Host : $"{Host} ({string.Join(", ", Problems)})";
}

/// <summary>What a compliant sender does with a message now (RFC 8461 §5).</summary>
public sealed record MtaStsSender
{
    /// <summary><c>Deliver</c>; <c>Defer</c>: kept and tried again; <c>BounceAllowed</c>: the sender may give up.</summary>
    public string Action { get; init; } = "";

    /// <summary>The host that gets the message.</summary>
    public string? Via { get; init; }

    /// <summary><c>Authenticated</c> or <c>Opportunistic</c> (any TLS, or none).</summary>
    public string? Tls { get; init; }

    /// <summary>The failures that the sender reports, as result types of RFC 8460 §4.3.</summary>
    public IReadOnlyList<string> Reports { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The mode that was followed: <c>enforce, testing, none</c>; null without a policy.</summary>
    public string? PolicyInForce { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Via is null ? Action : $"{Action} ({Tls}) via {Via}";
}

/// <summary>A domain's MTA-STS policy, or a file that is checked before it is published.</summary>
public sealed record MtaStsPolicy
{
    /// <summary>The domain, as A-labels; null for a file or text without one.</summary>
    public string? Domain { get; init; }

    /// <summary>Where the policy was read: its URL, the path of the file, or <c>Content</c>.</summary>
    public string? Source { get; init; }

    /// <summary>As in <see cref="MtaStsResult.State"/>.</summary>
    public string State { get; init; } = "";

    /// <summary><c>Pass</c>: valid and enforced; <c>Warn</c>: valid, testing or none; otherwise as in <see cref="MtaStsResult.Verdict"/>.</summary>
    public string Verdict { get; init; } = "";

    /// <summary><c>enforce, testing, none</c>; null without a valid policy.</summary>
    public string? Mode { get; init; }

    /// <summary>The patterns, as A-labels, in the order of the file.</summary>
    public IReadOnlyList<string> Mx { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Seconds that senders keep the policy; null without a valid policy.</summary>
    public long? MaxAgeSec { get; init; }

    /// <summary>The id of the record in DNS; null for a file.</summary>
    public string? Id { get; init; }

    /// <summary>The file's text; null when none came.</summary>
    public string? Raw { get; init; }

    /// <summary>What is wrong with record, file or the way to it.</summary>
    public IReadOnlyList<string> Problems { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The status of the web server's answer; null when none came or for a file.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The media type as sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>Until when the web server's own certificate is valid, UTC; null when none was seen.</summary>
    public DateTime? WebCertificateNotAfter { get; init; }

    /// <summary>Whether the DNS answers that led here are genuine.</summary>
    public IReadOnlyList<DnsAnswerSecurity> DnsSecurity { get; init => field = ValueList.Of(value); } = ValueList<DnsAnswerSecurity>.Nothing;

    /// <summary>What is wrong or worth knowing, sorted by subject, then id.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = ValueList.Of(value); } = ValueList<Finding>.Nothing;
}
