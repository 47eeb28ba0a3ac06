using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace SmtpTls.Reports.Drift;

/// <summary>Drift as a message with an Adaptive Card, as a Teams workflow ("When a Teams webhook request is received") takes it.</summary>
internal static class DriftCard
{
    /// <summary>Teams takes 28 KB of a message: what goes beyond is counted and left to the other forms.</summary>
    private const int MostOctets = 27 * 1024, MostChanges = 4, MostText = 280;
    private static readonly int[] MostDomains = [20, 10, 5, 2];

    /// <summary>What Markdown of a card's text would read as more than itself.</summary>
    private const string Special = "\\`*_{}[]()#+-!|<>~";

    public static string Write(DriftReport report) =>
        MostDomains.Select(most => Write(report, most)).FirstOrDefault(static card => Encoding.UTF8.GetByteCount(card) <= MostOctets) ?? Write(report, 0);

    private static string Write(DriftReport report, int most)
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets))
        {
            json.WriteStartObject();
            json.WriteString("type", "message");
            json.WriteStartArray("attachments");
            json.WriteStartObject();
            json.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
            json.WriteNull("contentUrl");
            json.WriteStartObject("content");
            json.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
            json.WriteString("type", "AdaptiveCard");
            json.WriteString("version", "1.4");
            json.WriteStartArray("body");
            WriteBody(json, report, most);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.ToArray()) + "\n";
    }

    /// <summary>Text as a card shows it, whatever Markdown makes of its characters.</summary>
    internal static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (char c in VisibleText.Show(text, MostText))
        {
            if (Special.Contains(c))
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static void WriteBody(Utf8JsonWriter json, DriftReport report, int most)
    {
        Block(json, DriftMail.Subject(report), heading: true, colour: report.Count("Worse") > 0 ? "Attention" : "Good");
        Block(json, report.Headline + ".");
        List<AuditDrift> changed = [.. report.Changed];
        foreach (AuditDrift domain in changed.Take(most))
        {
            Block(json, DriftText.Heading(domain), heading: true, colour: domain.Drift switch { "Worse" => "Attention", "Better" => "Good", "Inconclusive" => "Warning", _ => "Default" });
            foreach (AuditChange change in domain.Changes.Take(MostChanges))
            {
                Block(json, $"{change.Severity} {change.FindingId ?? change.Kind}: {change.Detail}");
            }

            int more = domain.Changes.Count - MostChanges;
            if (more > 0)
            {
                Block(json, $"and {more} more {(more == 1 ? "change" : "changes")}");
            }
        }

        if (changed.Count > most)
        {
            Block(json, $"{changed.Count - most} more domains changed; the other forms of this report hold them all.");
        }

        IReadOnlyList<CertificateExpiry> soon = report.Soon;
        if (soon.Count > 0)
        {
            Block(json, $"{soon.Count} {(soon.Count == 1 ? "certificate runs" : "certificates run")} out within {DriftReport.ExpiryDays} days, next {soon[0].Subject} ({DriftText.Left(soon[0].DaysLeft)}).", colour: "Warning");
        }
    }

    private static void Block(Utf8JsonWriter json, string text, bool heading = false, string colour = "Default")
    {
        json.WriteStartObject();
        json.WriteString("type", "TextBlock");
        json.WriteString("text", Escape(text));
        json.WriteBoolean("wrap", true);
        if (heading)
        {
            json.WriteString("weight", "Bolder");
        }

        json.WriteString("color", colour);
        json.WriteEndObject();
    }
}
