using System;
using System.Collections.Generic;
using System.Text;

namespace SmtpTls.Reports.Drift;

/// <summary>Drift for people: what got worse first, then the rest, then the certificates that run out.</summary>
internal static class DriftText
{
    public static string Write(DriftReport report)
    {
        StringBuilder text = new();
        text.Append(report.Headline).Append(".\n");
        foreach (AuditDrift domain in report.Changed)
        {
            text.Append('\n').Append(Heading(domain)).Append('\n');
            foreach (AuditChange change in domain.Changes)
            {
                AppendChange(text, change);
            }

            foreach (string open in domain.Inconclusive)
            {
                text.Append("  Inconclusive: ").Append(VisibleText.Show(open, 500)).Append('\n');
            }
        }

        AppendExpiries(text, report.Soon);
        return text.ToString();
    }

    /// <summary>One line about a domain: its name, which way it went, and its grades.</summary>
    internal static string Heading(AuditDrift domain)
    {
        string grade = domain.OldGrade == domain.NewGrade ? domain.NewGrade is null ? "" : $", grade {domain.NewGrade}" : $", grade {domain.OldGrade ?? "none"} -> {domain.NewGrade ?? "none"}";
        return $"{VisibleText.Show(domain.Domain)}: {domain.Drift}{grade}";
    }

    internal static void AppendExpiries(StringBuilder text, IReadOnlyList<CertificateExpiry> soon)
    {
        if (soon.Count == 0)
        {
            return;
        }

        text.Append("\nCertificates that run out within ").Append(DriftReport.ExpiryDays).Append(" days:\n");
        foreach (CertificateExpiry end in soon)
        {
            text.Append(FormattableString.Invariant($"  {TimeText.Day(end.NotAfter)}  {VisibleText.Show(end.Subject)} ({end.Use}), {Left(end.DaysLeft)}\n"));
        }
    }

    internal static string Left(double days) => days < 0 ? FormattableString.Invariant($"over since {-days:0.0} days") : FormattableString.Invariant($"{days:0.0} days left");

    private static void AppendChange(StringBuilder text, AuditChange change)
    {
        text.Append("  ").Append(change.Direction).Append(' ').Append(change.Severity).Append(' ').Append(change.FindingId is { } id ? $"{change.Kind} {VisibleText.Show(id, 100)}" : change.Kind)
            .Append(": ").Append(VisibleText.Show(change.Detail, 1000));
        if (change.FirstSeenAt is { } first)
        {
            text.Append(FormattableString.Invariant($" (first seen {TimeText.Minute(first)})"));
        }

        text.Append('\n');
        if (change.Remedy is { } remedy && change.Direction != "Better")
        {
            text.Append("    ").Append(VisibleText.Show(remedy, 1000)).Append('\n');
        }
    }
}
