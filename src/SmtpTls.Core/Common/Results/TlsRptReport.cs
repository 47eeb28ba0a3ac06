using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>
/// One report about TLS that a sender mailed (RFC 8460 §4): how many of its SMTP sessions to a domain were secure in a span of time, how many
/// were not, and why. What could not be made out is null; what is odd about the report, or why it is none, is in <see cref="Problems"/>.
/// </summary>
public sealed record TlsRptReport
{
    /// <summary>Who sends the report.</summary>
    public string? OrganizationName { get; init; }

    /// <summary>The beginning of the time it covers, UTC.</summary>
    public DateTime? StartDate { get; init; }

    /// <summary>The end of the time it covers, UTC.</summary>
    public DateTime? EndDate { get; init; }

    /// <summary>Whom to ask about it.</summary>
    public string? ContactInfo { get; init; }

    /// <summary>Unique among the reports of one organisation only.</summary>
    public string? ReportId { get; init; }

    /// <summary>Where it was read: a path, then what lies inside each other, joined by <c> &gt; </c>. Names inside mails and archives are only labels.</summary>
    public string? Source { get; init; }

    /// <summary>What was counted under each policy that the sender applied.</summary>
    public IReadOnlyList<TlsRptPolicy> Policies { get; init => field = ValueList.Of(value); } = ValueList<TlsRptPolicy>.Nothing;

    /// <summary>What is wrong with the report.</summary>
    public IReadOnlyList<TlsRptProblem> Problems { get; init => field = ValueList.Of(value); } = ValueList<TlsRptProblem>.Nothing;
}

/// <summary>The sessions that one policy was applied to (RFC 8460 §4.2).</summary>
public sealed record TlsRptPolicy
{
    /// <summary><c>sts</c>, <c>tlsa</c>, <c>no-policy-found</c>, or what else the sender wrote.</summary>
    public string? PolicyType { get; init; }

    /// <summary>The domain that the policy is of; for <c>tlsa</c> often the mail host.</summary>
    public string? PolicyDomain { get; init; }

    /// <summary>The policy's lines, or the TLSA records.</summary>
    public IReadOnlyList<string> PolicyString { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The MX patterns of the policy, or the mail host of TLSA records.</summary>
    public IReadOnlyList<string> MxHost { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Sessions that satisfied the policy.</summary>
    public long? SuccessfulSessions { get; init; }

    /// <summary>Sessions that did not.</summary>
    public long? FailedSessions { get; init; }

    /// <summary>The failures, by cause and place.</summary>
    public IReadOnlyList<TlsRptFailureDetail> FailureDetails { get; init => field = ValueList.Of(value); } = ValueList<TlsRptFailureDetail>.Nothing;

    /// <summary>The policy in a few words: type, domain, counts.</summary>
    public override string ToString() => $"{PolicyType ?? "?"} {PolicyDomain ?? "?"}: {SuccessfulSessions} ok, {FailedSessions} failed";
}

/// <summary>Failed sessions of one cause and place (RFC 8460 §4.4).</summary>
public sealed record TlsRptFailureDetail
{
    /// <summary>The cause, a word of RFC 8460 §4.3 or what else the sender wrote.</summary>
    public string? ResultType { get; init; }

    /// <summary>The address that the sender connected from.</summary>
    public string? SendingMtaIp { get; init; }

    /// <summary>The mail host that it wanted to reach.</summary>
    public string? ReceivingMxHostname { get; init; }

    /// <summary>The name by which that host greeted.</summary>
    public string? ReceivingMxHelo { get; init; }

    /// <summary>The address that it connected to.</summary>
    public string? ReceivingIp { get; init; }

    /// <summary>How many sessions failed so.</summary>
    public long? FailedSessions { get; init; }

    /// <summary>Where the sender says more, often a URL. It is never followed.</summary>
    public string? AdditionalInformation { get; init; }

    /// <summary>An error code or text of the sender's software.</summary>
    public string? FailureReasonCode { get; init; }

    /// <summary>What the result type means, and what to do about it; null for a word that nobody defined.</summary>
    public string? Explanation { get; init; }

    /// <summary>The failure in a few words: cause, host, count.</summary>
    public override string ToString() => $"{ResultType ?? "?"} {ReceivingMxHostname ?? ReceivingIp ?? "?"}: {FailedSessions}";
}

/// <summary>Something wrong with a report or with the file that should hold one.</summary>
/// <param name="Code"><c>not-json, bad-gzip, too-large, too-deep, bad-encoding, bad-value, missing-field, no-report, changed</c>.</param>
/// <param name="Place">The member of the report, as <c>policies[0].summary</c>; empty for the file as a whole.</param>
/// <param name="Text">What is wrong, with the value seen.</param>
public sealed record TlsRptProblem(string Code, string Place, string Text)
{
    /// <summary>The problem as a line.</summary>
    public override string ToString() => Place.Length == 0 ? $"{Code}: {Text}" : $"{Code} at {Place}: {Text}";
}
