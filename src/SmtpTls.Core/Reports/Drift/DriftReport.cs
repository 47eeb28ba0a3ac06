using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Audit.Drift;

namespace SmtpTls.Reports.Drift;

/// <summary>The forms that drift can be written in.</summary>
internal enum DriftFormat
{
    Text,
    Mail,
    Teams,
    EventLog,
    Syslog,
    JUnit,
    Sarif,
    Prometheus,
    Csv,
}

/// <summary>What became of all domains between two audits, ready to be written: the same report in each form.</summary>
/// <param name="Domains">Every domain, those that did not change too, worst first.</param>
/// <param name="Now">When the report is made.</param>
/// <param name="HostName">This machine; null where it has no name that a log may hold.</param>
/// <param name="Version">Of this program.</param>
internal sealed record DriftReport(IReadOnlyList<AuditDrift> Domains, DateTimeOffset Now, string? HostName, string Version)
{
    /// <summary>Certificates that run out within so many days are listed.</summary>
    public const int ExpiryDays = 30;

    /// <summary>Domains that have something to say.</summary>
    public IEnumerable<AuditDrift> Changed => Domains.Where(static one => one.Drift != "Unchanged");

    /// <summary>Every change with its domain, worst domain first.</summary>
    public IEnumerable<(AuditDrift Domain, AuditChange Change)> Changes => Domains.SelectMany(static one => one.Changes.Select(change => (one, change)));

    /// <summary>The newest of the audits; the time of the report where there is none.</summary>
    public DateTime AssessedAt => Domains.Select(static one => one.NewAssessedAt).Where(static time => time is not null).DefaultIfEmpty(Now.UtcDateTime).Max()!.Value;

    /// <summary>Certificates that have run out or soon do, each once, next first.</summary>
    public IReadOnlyList<CertificateExpiry> Soon =>
    [
        .. Domains.SelectMany(static one => one.Expiries).Where(static one => one.DaysLeft <= ExpiryDays).GroupBy(static one => (one.Subject, one.Use))
            .Select(static group => group.OrderBy(static one => one.NotAfter).First()).OrderBy(static one => one.NotAfter).ThenBy(static one => one.Subject, StringComparer.Ordinal),
    ];

    public int Count(string drift) => Domains.Count(one => one.Drift == drift);

    /// <summary>One line: how many domains went which way.</summary>
    public string Headline => $"{Domains.Count} {(Domains.Count == 1 ? "domain" : "domains")} compared: {Count("Worse")} worse, {Count("Better")} better, {Count("Changed")} changed, "
        + $"{Count("Unchanged")} unchanged, {Count("Inconclusive")} not determined";

    /// <summary>The whole report in a form, with line feeds; ends with one.</summary>
    public string Write(DriftFormat format) => format switch
    {
        DriftFormat.Mail => DriftMail.Write(this),
        DriftFormat.Teams => DriftCard.Write(this),
        DriftFormat.EventLog => DriftLog.WriteEvents(this),
        DriftFormat.Syslog => DriftLog.WriteSyslog(this),
        DriftFormat.JUnit => DriftJUnit.Write(this),
        DriftFormat.Sarif => DriftSarif.Write(this),
        DriftFormat.Prometheus => DriftMetrics.Write(this),
        DriftFormat.Csv => DriftCsv.Write(this),
        _ => DriftText.Write(this),
    };

    /// <summary>The kinds that occur, by number.</summary>
    internal IReadOnlyList<DriftKind> Kinds => [.. Changes.Select(static one => DriftKind.Of(one.Change)).Distinct().OrderBy(static kind => kind.Number)];
}
