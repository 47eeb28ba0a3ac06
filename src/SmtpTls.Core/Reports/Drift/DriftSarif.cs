using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SmtpTls.Audit.Drift;
using SmtpTls.Compat;

namespace SmtpTls.Reports.Drift;

/// <summary>Drift as SARIF 2.1.0 (OASIS): a rule for each kind of change and each finding, a result for each change.</summary>
internal static class DriftSarif
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    public static string Write(DriftReport report)
    {
        List<(string Id, string Title, string Level)> rules =
        [
            .. report.Changes.Select(static one => (RuleOf(one.Change), DriftKind.Of(one.Change).Title, LevelOf(one.Change))).GroupBy(static rule => rule.Item1)
                .Select(static group => group.First()).OrderBy(static rule => rule.Item1, System.StringComparer.Ordinal),
        ];
        Dictionary<string, int> places = rules.Select(static (rule, index) => (rule.Id, index)).ToDictionary(static one => one.Id, static one => one.index);
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, report, rules);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach ((AuditDrift domain, AuditChange change) in report.Changes)
            {
                WriteResult(json, domain, change, places[RuleOf(change)]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.ToArray()).Replace("\r\n", "\n") + "\n";
    }

    private static void WriteTool(Utf8JsonWriter json, DriftReport report, List<(string Id, string Title, string Level)> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "smtptls");
        json.WriteString("version", report.Version);
        json.WriteStartArray("rules");
        foreach ((string id, string title, string level) in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteStartObject("shortDescription");
            json.WriteString("text", title + ".");
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", level);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, AuditDrift domain, AuditChange change, int rule)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", RuleOf(change));
        json.WriteNumber("ruleIndex", rule);

        // §3.27.9, §3.27.10: what is no longer so is no failure, and only failures have a level.
        json.WriteString("kind", change.Direction switch { "Worse" => "fail", "Better" => "pass", _ => "informational" });
        json.WriteString("level", LevelOf(change));
        json.WriteStartObject("message");
        json.WriteString("text", Message($"{domain.Domain}: {change.Detail}{(change.Remedy is { } remedy && change.Direction != "Better" ? " " + remedy : "")}"));
        json.WriteEndObject();

        // §3.27.24: in comparison with the older audit.
        json.WriteString("baselineState", change.Kind switch { "FindingNew" => "new", "FindingFixed" or "FindingGone" => "absent", _ => "updated" });
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("name", Shown(change.Subject));
        json.WriteString("fullyQualifiedName", Shown($"{domain.Domain}/{change.Subject}"));
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("smtptls/v1", Fingerprint($"{domain.Domain}\n{RuleOf(change)}\n{change.Subject}"));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("direction", change.Direction);
        json.WriteString("severity", change.Severity);
        json.WriteString("old", change.Old);
        json.WriteString("new", change.New);
        json.WriteString("firstSeenAt", change.FirstSeenAt?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string RuleOf(AuditChange change) => change.FindingId is { } id ? Shown(id) : change.Kind;

    private static string LevelOf(AuditChange change) => change.Direction != "Worse" ? "none" : change.Severity switch { "High" or "Critical" => "error", "Medium" => "warning", _ => "note" };

    private static string Shown(string text) => VisibleText.Show(text, 4000);

    /// <summary>Text that says only what it says: braces make no placeholder (§3.11.5), and brackets no link to wherever a stranger likes (§3.11.6).</summary>
    private static string Message(string text) => Shown(text).Replace("{", "{{").Replace("}", "}}").Replace("](", "\\](");

    private static string Fingerprint(string text)
    {
        using SHA256 sha256 = SHA256.Create();
        return Hex.ToString(sha256.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }
}
