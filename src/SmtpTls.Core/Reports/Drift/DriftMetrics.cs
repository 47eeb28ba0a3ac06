using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace SmtpTls.Reports.Drift;

/// <summary>Drift as text for Prometheus (exposition format 0.0.4), as the textfile collector of the node exporter reads it.</summary>
internal static class DriftMetrics
{
    private static readonly string[] Drifts = ["Worse", "Inconclusive", "Better", "Changed", "Unchanged"];
    private static readonly string[] Assurances = ["None", "Opportunistic", "Authenticatable", "Enforced"];
    private const string Grades = "FDCBA";

    public static string Write(DriftReport report)
    {
        StringBuilder text = new();
        Family(text, "smtptls_drift_domains", "Domains by what became of them since the older audit.", Drifts.Select(drift => (Label("drift", drift), (double)report.Count(drift))));
        Family(text, "smtptls_drift_changes", "Changes of a domain since the older audit.", report.Domains.SelectMany(static one => one.Changes
            .GroupBy(static change => (change.Direction, change.Severity)).OrderBy(static group => group.Key.Direction, StringComparer.Ordinal).ThenBy(static group => group.Key.Severity, StringComparer.Ordinal)
            .Select(group => ($"{Label("domain", one.Domain)},{Label("direction", group.Key.Direction)},{Label("severity", group.Key.Severity)}", (double)group.Count()))));
        Family(text, "smtptls_domain_grade", "Grade of a domain: 4 is A, 3 B, 2 C, 1 D, 0 F.", report.Domains.Where(static one => one.NewGrade is { Length: 1 })
            .Select(static one => (Label("domain", one.Domain), (double)Grades.IndexOf(one.NewGrade![0]))));
        Family(text, "smtptls_domain_assurance", "Assurance of a domain: 3 is Enforced, 2 Authenticatable, 1 Opportunistic, 0 None.", report.Domains.Where(static one => one.NewAssurance is not null)
            .Select(static one => (Label("domain", one.Domain), (double)Array.IndexOf(Assurances, one.NewAssurance))));
        Family(text, "smtptls_domain_inconclusive", "Things of a domain that could not be compared.", report.Domains.Where(static one => one.NewAssessedAt is not null)
            .Select(static one => (Label("domain", one.Domain), (double)one.Inconclusive.Count)));
        Family(text, "smtptls_domain_findings", "Findings of a domain that stand, by severity.", report.Domains.SelectMany(static one => one.Open.GroupBy(static open => open.Severity)
            .OrderBy(static group => group.Key, StringComparer.Ordinal).Select(group => ($"{Label("domain", one.Domain)},{Label("severity", group.Key)}", (double)group.Count()))));
        Family(text, "smtptls_domain_assessed_timestamp_seconds", "When a domain was last audited.", report.Domains.Where(static one => one.NewAssessedAt is not null)
            .Select(static one => (Label("domain", one.Domain), Seconds(one.NewAssessedAt!.Value))));
        Family(text, "smtptls_certificate_not_after_timestamp_seconds", "When a certificate runs out.", report.Domains.SelectMany(static one => one.Expiries
            .Select(end => ($"{Label("domain", one.Domain)},{Label("subject", end.Subject)},{Label("use", end.Use)}", Seconds(end.NotAfter)))));
        return text.ToString();
    }

    /// <summary>A label with its value, whose backslashes, quotes and line feeds are escaped; the others are visible already.</summary>
    internal static string Label(string name, string value) => $"{name}=\"{VisibleText.Show(value, 500).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";

    private static void Family(StringBuilder text, string name, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n').Append("# TYPE ").Append(name).Append(" gauge\n");
        foreach ((string labels, double value) in samples)
        {
            text.Append(name).Append('{').Append(labels).Append("} ").Append(value.ToString("0.###", CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private static double Seconds(DateTime time) => Math.Floor((time - new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalSeconds);
}
