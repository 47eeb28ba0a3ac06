using System.Globalization;
using System.Linq;
using System.Text;
using SmtpTls.Audit.Drift;

namespace SmtpTls.Reports.Drift;

/// <summary>Drift as lines of a log, one for each change: for the Windows event log, and for syslog.</summary>
internal static class DriftLog
{
    /// <summary>The largest text that an event of Windows holds is a little longer.</summary>
    private const int MostText = 8000;

    /// <summary>RFC 5424 §6.2.1: facility 2, the mail system.</summary>
    private const int MailFacility = 2;

    /// <summary>RFC 5424 §7.2.2 wants a registered number; this one stands for those who have none (RFC 5612).</summary>
    private const string Data = "smtptls@32473";

    /// <summary>Type, id and text of each event, with tabs between: what <c>Write-EventLog -EntryType -EventId -Message</c> takes.</summary>
    public static string WriteEvents(DriftReport report)
    {
        StringBuilder lines = new();
        foreach ((AuditDrift domain, AuditChange change) in report.Changes)
        {
            string type = change.Direction != nameof(DriftDirection.Worse) ? "Information" : change.Severity is "High" or "Critical" ? "Error" : "Warning";
            lines.Append(type).Append('\t').Append(DriftKind.Of(change).Number).Append('\t').Append(Message(domain, change)).Append('\n');
        }

        return lines.ToString();
    }

    /// <summary>RFC 5424 §6: one line for each change.</summary>
    public static string WriteSyslog(DriftReport report)
    {
        StringBuilder lines = new();
        string time = report.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), host = HostName(report.HostName);
        foreach ((AuditDrift domain, AuditChange change) in report.Changes)
        {
            string message = Message(domain, change);
            lines.Append('<').Append((MailFacility * 8) + Level(change)).Append(">1 ").Append(time).Append(' ').Append(host).Append(" smtptls - ").Append(change.Kind)
                .Append(" [").Append(Data);
            Parameter(lines, "domain", domain.Domain);
            Parameter(lines, "subject", change.Subject);
            Parameter(lines, "direction", change.Direction);
            Parameter(lines, "severity", change.Severity);
            Parameter(lines, "finding", change.FindingId);
            Parameter(lines, "old", change.Old);
            Parameter(lines, "new", change.New);

            // §6.4: UTF-8 is announced by its mark; text without one is for anybody to read, which ASCII is.
            lines.Append("] ").Append(message.All(static c => c < 0x80) ? "" : "\ufeff").Append(message).Append('\n');
        }

        return lines.ToString();
    }

    private static string Message(AuditDrift domain, AuditChange change) => VisibleText.Show(
        $"{domain.Domain}: {change.Direction}: {change.FindingId ?? change.Kind}: {change.Detail}{(change.Direction == "Worse" && change.Remedy is { } remedy ? " " + remedy : "")}", MostText);

    /// <summary>§6.2.1: of what got worse by its weight; what only changed is a notice.</summary>
    private static int Level(AuditChange change) => change.Direction == "Better" ? 6 : change.Severity switch { "Critical" => 2, "High" => 3, "Medium" => 4, "Low" => 5, _ => 6 };

    /// <summary>§6.2.4: printable ASCII without blanks, at most 255; nothing is said by a hyphen.</summary>
    private static string HostName(string? name)
    {
        string plain = new([.. (name ?? "").Where(static c => c is > ' ' and <= '~').Take(255)]);
        return plain.Length == 0 ? "-" : plain;
    }

    /// <summary>§6.3.3: quotes, backslashes and closing brackets are escaped; control characters are visible already.</summary>
    private static void Parameter(StringBuilder line, string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        line.Append(' ').Append(name).Append("=\"");
        foreach (char c in VisibleText.Show(value, 500))
        {
            if (c is '"' or '\\' or ']')
            {
                line.Append('\\');
            }

            line.Append(c);
        }

        line.Append('"');
    }
}
