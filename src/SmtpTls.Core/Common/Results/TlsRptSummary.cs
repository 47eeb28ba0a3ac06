using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>
/// What many reports say together (RFC 8460): who could not reach a domain securely, since when, through which mail host, how often and why.
/// A report that came twice counts once. Sessions that a sender lists under MTA-STS and DANE both are one and the same and count once.
/// </summary>
public sealed record TlsRptSummary
{
    /// <summary>Reports that were counted.</summary>
    public long Reports { get; init; }

    /// <summary>Reports left out because one of the same organisation with the same id was counted.</summary>
    public long Duplicates { get; init; }

    /// <summary>Inputs that held no usable report.</summary>
    public long Unusable { get; init; }

    /// <summary>Counted reports about which something was odd.</summary>
    public long WithProblems { get; init; }

    /// <summary>The earliest beginning of a report.</summary>
    public DateTime? StartDate { get; init; }

    /// <summary>The latest end of a report.</summary>
    public DateTime? EndDate { get; init; }

    /// <summary>Sessions that went as the policy wants.</summary>
    public long SuccessfulSessions { get; init; }

    /// <summary>Sessions that did not.</summary>
    public long FailedSessions { get; init; }

    /// <summary>Failed sessions of all, 0 to 1; null where there were none.</summary>
    public double? FailureRate { get; init; }

    /// <summary>By mail domain, most failures first.</summary>
    public IReadOnlyList<TlsRptTotal> Domains { get; init => field = ValueList.Of(value); } = ValueList<TlsRptTotal>.Nothing;

    /// <summary>By the organisation that reports.</summary>
    public IReadOnlyList<TlsRptTotal> Organizations { get; init => field = ValueList.Of(value); } = ValueList<TlsRptTotal>.Nothing;

    /// <summary>By the day (UTC) that the middle of a report falls on, in order.</summary>
    public IReadOnlyList<TlsRptTotal> Days { get; init => field = ValueList.Of(value); } = ValueList<TlsRptTotal>.Nothing;

    /// <summary>By result type; only failures are known.</summary>
    public IReadOnlyList<TlsRptTotal> ResultTypes { get; init => field = ValueList.Of(value); } = ValueList<TlsRptTotal>.Nothing;

    /// <summary>By mail host; only failures are known.</summary>
    public IReadOnlyList<TlsRptTotal> MxHosts { get; init => field = ValueList.Of(value); } = ValueList<TlsRptTotal>.Nothing;

    /// <summary>By the address that the sender connected from; only failures are known.</summary>
    public IReadOnlyList<TlsRptTotal> SendingMtaIps { get; init => field = ValueList.Of(value); } = ValueList<TlsRptTotal>.Nothing;

    /// <summary>By policy, as <c>sts enforce example.com</c>. Sessions listed under two policies stand in both lines.</summary>
    public IReadOnlyList<TlsRptTotal> Policies { get; init => field = ValueList.Of(value); } = ValueList<TlsRptTotal>.Nothing;

    /// <summary>Every failure by domain, result type and mail host, most sessions first.</summary>
    public IReadOnlyList<TlsRptFailure> Failures { get; init => field = ValueList.Of(value); } = ValueList<TlsRptFailure>.Nothing;

    /// <summary>How many distinct things beyond the limit of a list were put together under <c>(others)</c>.</summary>
    public long Merged { get; init; }
}

/// <summary>The sessions of one domain, organisation, day, cause, host, address or policy.</summary>
public sealed record TlsRptTotal
{
    /// <summary>What was counted.</summary>
    public string Name { get; init; } = "";

    /// <summary>Null where reports only tell failures.</summary>
    public long? SuccessfulSessions { get; init; }

    /// <summary>Failed sessions.</summary>
    public long FailedSessions { get; init; }

    /// <summary>0 to 1; null where there were none or reports only tell failures.</summary>
    public double? FailureRate { get; init; }

    /// <summary>In how many reports.</summary>
    public long Reports { get; init; }

    /// <summary>The day of the first report.</summary>
    public DateTime? FirstSeen { get; init; }

    /// <summary>The day of the last report.</summary>
    public DateTime? LastSeen { get; init; }

    /// <summary>Name and counts.</summary>
    public override string ToString() => $"{Name}: {(SuccessfulSessions is { } ok ? $"{ok} ok, " : "")}{FailedSessions} failed";
}

/// <summary>One failure: what, where, who saw it, since when, and what to do.</summary>
public sealed record TlsRptFailure
{
    /// <summary>The domain that mail was for.</summary>
    public string? Domain { get; init; }

    /// <summary>The cause, a word of RFC 8460 §4.3.</summary>
    public string? ResultType { get; init; }

    /// <summary>The mail host; null where the failure has none, as one of the policy.</summary>
    public string? MxHost { get; init; }

    /// <summary>Failed sessions.</summary>
    public long FailedSessions { get; init; }

    /// <summary>In how many reports.</summary>
    public long Reports { get; init; }

    /// <summary>Who reported it, at most 20.</summary>
    public IReadOnlyList<string> Organizations { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>From which addresses, at most 20.</summary>
    public IReadOnlyList<string> SendingMtaIps { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Codes and texts of the senders' software, at most 20.</summary>
    public IReadOnlyList<string> ReasonCodes { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The day of the first report of it.</summary>
    public DateTime? FirstSeen { get; init; }

    /// <summary>The day of the last report of it.</summary>
    public DateTime? LastSeen { get; init; }

    /// <summary><c>New, Rising, Steady, Falling, Ended</c>; null where there are not two days to compare.</summary>
    public string? Trend { get; init; }

    /// <summary>Failed sessions by day, in order.</summary>
    public IReadOnlyList<TlsRptDayCount> Days { get; init => field = ValueList.Of(value); } = ValueList<TlsRptDayCount>.Nothing;

    /// <summary>What the result type means; null for a word that RFC 8460 does not define.</summary>
    public string? Cause { get; init; }

    /// <summary>Who has to act.</summary>
    public string? Actor { get; init; }

    /// <summary>What to do, in order.</summary>
    public IReadOnlyList<string> Remedy { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>What a probe found now; null where none was made.</summary>
    public TlsRptNow? Now { get; init; }

    /// <summary>The failure in a few words.</summary>
    public override string ToString() => $"{ResultType ?? "?"} {MxHost ?? Domain ?? "?"}: {FailedSessions}";
}

/// <summary>Failed sessions of one day.</summary>
/// <param name="Day">UTC.</param>
/// <param name="FailedSessions">How many.</param>
public sealed record TlsRptDayCount(DateTime Day, long FailedSessions)
{
    /// <summary>Day and count.</summary>
    public override string ToString() => $"{Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)}: {FailedSessions}";
}

/// <summary>Whether a reported failure is still there.</summary>
public sealed record TlsRptNow
{
    /// <summary><c>StillFailing, Repaired, Unknown</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>When it was looked at, UTC.</summary>
    public DateTime CheckedAt { get; init; }

    /// <summary>What was seen, in a sentence.</summary>
    public string Detail { get; init; } = "";

    /// <summary>State and sentence.</summary>
    public override string ToString() => $"{State}: {Detail}";
}
