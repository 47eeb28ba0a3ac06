using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace SmtpTls.Reports.Drift;

/// <summary>Drift as comma-separated values (RFC 4180), a row for each change. What a spreadsheet would compute is defused.</summary>
internal static class DriftCsv
{
    public static string Write(DriftReport report)
    {
        StringBuilder rows = new("Domain,Drift,Kind,Direction,Severity,Subject,FindingId,Old,New,Detail,Remedy,FirstSeenAt,OldAssessedAt,NewAssessedAt\r\n");
        foreach ((AuditDrift domain, AuditChange change) in report.Changes)
        {
            rows.Append(string.Join(",", new[]
            {
                domain.Domain, domain.Drift, change.Kind, change.Direction, change.Severity, change.Subject, change.FindingId, change.Old, change.New, change.Detail, change.Remedy,
                Time(change.FirstSeenAt), Time(domain.OldAssessedAt), Time(domain.NewAssessedAt),
            }.Select(Field))).Append("\r\n");
        }

        return rows.ToString();
    }

    /// <summary>A field with its quotes where it needs them. A leading sign of a formula gets an apostrophe before it, also behind blanks.</summary>
    internal static string Field(string? value)
    {
        string text = VisibleText.Show(value, 32000), start = text.TrimStart(' ');
        if (start.Length > 0 && start[0] is '=' or '+' or '-' or '@' or '|' or '%')
        {
            text = "'" + text;
        }

        return text.IndexOfAny([',', '"', ';']) < 0 && text.Trim() == text ? text : "\"" + text.Replace("\"", "\"\"") + "\"";
    }

    private static string? Time(DateTime? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
