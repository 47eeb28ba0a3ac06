using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>What became of one domain between two audits.</summary>
public sealed record AuditDrift
{
    /// <summary>The domain, as A-labels.</summary>
    public string Domain { get; init; } = "";

    /// <summary>
    /// The worst of the changes: <c>Worse, Inconclusive</c> (nothing got worse, but something that was looked at could not be determined in one of
    /// the two), <c>Better, Changed, Unchanged</c>.
    /// </summary>
    public string Drift { get; init; } = "";

    /// <summary>When the older facts were complete, UTC; null for a domain that the older audit does not hold.</summary>
    public DateTime? OldAssessedAt { get; init; }

    /// <summary>When the newer facts were complete, UTC; null for a domain that the newer audit does not hold.</summary>
    public DateTime? NewAssessedAt { get; init; }

    /// <summary>The older grade; null where nothing could be assessed.</summary>
    public string? OldGrade { get; init; }

    /// <summary>The newer grade.</summary>
    public string? NewGrade { get; init; }

    /// <summary>The older assurance.</summary>
    public string? OldAssurance { get; init; }

    /// <summary>The newer assurance.</summary>
    public string? NewAssurance { get; init; }

    /// <summary>What changed, worst first.</summary>
    public IReadOnlyList<AuditChange> Changes { get; init => field = ValueList.Of(value); } = ValueList<AuditChange>.Nothing;

    /// <summary>What could not be compared, because one of the two audits could not determine it: one sentence each.</summary>
    public IReadOnlyList<string> Inconclusive { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The findings of the newer audit, with the time at which each was first seen.</summary>
    public IReadOnlyList<OpenFinding> Open { get; init => field = ValueList.Of(value); } = ValueList<OpenFinding>.Nothing;

    /// <summary>When certificates run out, those of mail hosts and of the policy host, next first.</summary>
    public IReadOnlyList<CertificateExpiry> Expiries { get; init => field = ValueList.Of(value); } = ValueList<CertificateExpiry>.Nothing;

    /// <summary>One line of JSON as <c>smtptls compare --jsonl</c> prints it.</summary>
    public string ToJson() => ResultText.ToJson(this, typeof(AuditDrift));
}

/// <summary>One thing that is not as it was.</summary>
public sealed record AuditChange
{
    /// <summary>What kind of change: <c>FindingNew, StartTlsVanished, CertificateRenewed</c> and others; the words never change.</summary>
    public string Kind { get; init; } = "";

    /// <summary><c>Worse, Better</c> or <c>Changed</c>.</summary>
    public string Direction { get; init; } = "";

    /// <summary><c>Info, Low, Medium, High, Critical</c>; of a finding its own; <c>Info</c> for what got better.</summary>
    public string Severity { get; init; } = "";

    /// <summary>The domain, host or record it is about.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The value before; null where there was none.</summary>
    public string? Old { get; init; }

    /// <summary>The value now; null where there is none.</summary>
    public string? New { get; init; }

    /// <summary>One sentence with both values.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What to do; null where nothing is to be done.</summary>
    public string? Remedy { get; init; }

    /// <summary>The finding that came or went; null for a change that is none.</summary>
    public string? FindingId { get; init; }

    /// <summary>When it was first seen, UTC: over a folder, in the first of the audits since which it was never absent.</summary>
    public DateTime? FirstSeenAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Direction} {Kind} {Subject}: {Detail}";
}

/// <summary>A finding that stands, and since when.</summary>
/// <param name="Id">As in the audit.</param>
/// <param name="Severity">As in the audit.</param>
/// <param name="Subject">As in the audit.</param>
/// <param name="FirstSeenAt">The first of the audits since which it was never seen to be absent, UTC.</param>
/// <param name="Seen">False where the newest audit could not look and the finding stands since an earlier one.</param>
public sealed record OpenFinding(string Id, string Severity, string Subject, DateTime FirstSeenAt, bool Seen)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Severity} {Id} {Subject}";
}

/// <summary>The end of a certificate, as it lay ahead when the newer audit was made.</summary>
/// <param name="Subject">The host whose certificate it is.</param>
/// <param name="Use"><c>MailHost</c>, <c>Issuer</c> (a certificate of the chain that ends before the host's own) or <c>PolicyHost</c> (the web host of the MTA-STS policy).</param>
/// <param name="NotAfter">The last moment of validity, UTC.</param>
/// <param name="DaysLeft">Days from the newer audit to that moment, with a fraction; negative once it is over.</param>
/// <param name="Horizon"><c>Expired, Days7, Days30, Days90</c> or <c>Later</c>.</param>
public sealed record CertificateExpiry(string Subject, string Use, DateTime NotAfter, double DaysLeft, string Horizon)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Subject} {TimeText.Day(NotAfter)}");
}
