using System.Linq;
using System.Text;

namespace SmtpTls.Reports.Drift;

/// <summary>Drift as a message (RFC 5322) without sender and recipient: to be completed by whoever sends it, <c>sendmail admin@contoso.com</c> for example.</summary>
internal static class DriftMail
{
    /// <summary>RFC 5322 §2.1.1: lines of at most 78 characters should, of 998 must be kept; these are octets (RFC 2045 §2.8), of which a character has up to three.</summary>
    private const int Width = 78, Most = 998 / 3;

    public static string Write(DriftReport report)
    {
        StringBuilder mail = new();
        mail.Append("Subject: ").Append(Subject(report)).Append('\n')
            .Append("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n")

            // RFC 3834 §5: no out-of-office reply to a report.
            .Append("Auto-Submitted: auto-generated\n\n");
        foreach (string line in DriftText.Write(report).TrimEnd('\n').Split('\n'))
        {
            Fold(mail, line);
        }

        return mail.ToString();
    }

    /// <summary>ASCII on one line: counts and the first domains, which are A-labels.</summary>
    public static string Subject(DriftReport report)
    {
        string[] worse = [.. report.Domains.Where(static one => one.Drift == "Worse").Select(static one => one.Domain)];
        string text = worse.Length == 0 ? $"Mail TLS: nothing worse, {report.Changed.Count()} changed"
            : $"Mail TLS: worse at {string.Join(", ", worse.Take(3))}{(worse.Length > 3 ? $" and {worse.Length - 3} more" : "")}";
        return new string([.. VisibleText.Show(text, 200).Select(static c => c is >= ' ' and <= '~' ? c : '?')]);
    }

    private static void Fold(StringBuilder mail, string line)
    {
        string indent = new(' ', line.Length - line.TrimStart(' ').Length + 2);
        string rest = line;
        while (rest.Length > Width)
        {
            int cut = rest.LastIndexOf(' ', Width);
            if (cut <= indent.Length)
            {
                // A word that does not fit stays whole, up to what a line may hold.
                cut = rest.Length <= Most ? rest.Length : Most - (char.IsHighSurrogate(rest[Most - 1]) ? 1 : 0);
            }

            mail.Append(rest, 0, cut).Append('\n');
            rest = cut >= rest.Length ? "" : indent + rest.Substring(cut).TrimStart(' ');
        }

        if (rest.Trim().Length > 0 || line.Length == 0)
        {
            mail.Append(rest).Append('\n');
        }
    }
}
