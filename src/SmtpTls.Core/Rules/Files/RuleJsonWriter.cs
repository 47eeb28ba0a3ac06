using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace SmtpTls.Rules.Files;

/// <summary>Writes a rule file that is the same for the same rules, in whatever order they come: so that a version control shows what changed.</summary>
internal static class RuleJsonWriter
{
    /// <summary>Letters of every script stay readable; what cannot be seen is written as an escape.</summary>
    private static readonly JavaScriptEncoder Encoder = MakeEncoder();

    /// <summary>UTF-8 text with line feeds and a last one.</summary>
    public static string Write(IEnumerable<ForcedTlsRule> rules)
    {
        List<ForcedTlsRule> ordered = [.. rules.OrderBy(static rule => rule.Direction == nameof(RuleDirection.Outbound) ? 0 : 1)
            .ThenBy(static rule => rule.Priority).ThenBy(static rule => rule.Name, StringComparer.Ordinal)];
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets, new JsonWriterOptions { Indented = true, Encoder = Encoder }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", RuleJsonReader.Version);
            WriteOthers(json, ordered.Select(static rule => rule.FileOthers).FirstOrDefault(static others => others.Count > 0) ?? []);
            json.WriteStartArray("rules");
            foreach (ForcedTlsRule rule in ordered)
            {
                WriteRule(json, rule);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.ToArray()).Replace("\r\n", "\n") + "\n";
    }

    private static void WriteRule(Utf8JsonWriter json, ForcedTlsRule rule)
    {
        json.WriteStartObject();
        json.WriteString(RuleMembers.Name, rule.Name);
        json.WriteBoolean(RuleMembers.Enabled, rule.Enabled);
        json.WriteNumber(RuleMembers.Priority, rule.Priority);
        json.WriteString(RuleMembers.Direction, rule.Direction);
        WriteList(json, RuleMembers.Domains, rule.Domains);
        json.WriteString(RuleMembers.Level, rule.Level);
        WriteList(json, RuleMembers.TlsDomains, rule.TlsDomains);
        json.WriteBoolean(RuleMembers.OpportunisticForOthers, rule.OpportunisticForOthers);
        WriteList(json, RuleMembers.SmartHosts, rule.SmartHosts);
        json.WriteNumber(RuleMembers.DeferralHours, rule.DeferralHours);
        json.WriteString(RuleMembers.Comment, rule.Comment);
        WriteOthers(json, rule.Others);
        json.WriteEndObject();
    }

    private static void WriteOthers(Utf8JsonWriter json, IEnumerable<RuleFileMember> others)
    {
        foreach (RuleFileMember other in others)
        {
            json.WritePropertyName(other.Name);

            // It was read by JSON's own reader, so it is one whole value; written anew it takes this file's indentation.
            using JsonDocument value = JsonDocument.Parse(other.Json);
            value.RootElement.WriteTo(json);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static JavaScriptEncoder MakeEncoder()
    {
        TextEncoderSettings settings = new(UnicodeRanges.All);
        for (char c = '\u0080'; c < '\uffff'; c++)
        {
            if (!char.IsSurrogate(c) && VisibleText.Show(c.ToString()).Length != 1)
            {
                settings.ForbidCharacter(c);
            }
        }

        return JavaScriptEncoder.Create(settings);
    }
}
