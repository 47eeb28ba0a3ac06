using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmtpTls.Reports.Audits;

/// <summary>
/// The record behind a domain's page, and those of the addresses on it: the results as <c>--json</c> prints them, less what stands elsewhere on the page. Each
/// address is a record of its own, which all domains behind it share.
/// </summary>
internal static class DomainRecord
{
    private const int MostCharacters = 64 * 1024, MostPolicyLines = 2000;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new VisibleConverter() },
        TypeInfoResolver = ResultsJson.Default,
    };

    /// <summary>One address, without what differs from domain to domain.</summary>
    public static byte[] Of(StartTlsResult address) => JsonForm.Octets(
        address with
        {
            Domain = null,
            Preference = null,
            Certificate = null,
            Chain = address.Chain.Count > 0 ? address.Chain : address.Certificate is { } alone ? [alone] : [],
            DnsSecurity = [],
            Findings = [],
        }, Options);

    /// <param name="audit">What is shown.</param>
    /// <param name="findings">The places of the kinds of its findings, one for each.</param>
    /// <param name="addresses">The places of its addresses, one for each.</param>
    public static byte[] Of(DomainAudit audit, IReadOnlyList<int> findings, IReadOnlyList<int> addresses)
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets))
        {
            json.WriteStartObject();
            json.WritePropertyName("audit");
            JsonForm.Write(json, Bare(audit), Options);
            json.WriteStartArray("policy");
            foreach (string line in LinesOf(audit.MtaSts?.Policy?.Raw))
            {
                json.WriteStringValue(VisibleText.Show(line));
            }

            json.WriteEndArray();
            json.WriteStartArray("findings");
            for (int i = 0; i < findings.Count; i++)
            {
                json.WriteStartArray();
                json.WriteNumberValue(findings[i]);
                json.WriteStringValue(VisibleText.Show(audit.Findings[i].Subject, MostCharacters));
                json.WriteStringValue(VisibleText.Show(audit.Findings[i].Detail, MostCharacters));
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("addresses");
            for (int i = 0; i < addresses.Count; i++)
            {
                json.WriteStartArray();
                json.WriteNumberValue(addresses[i]);
                JsonForm.Write(json, audit.StartTls.Hosts[i].Preference, Options);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return octets.ToArray();
    }

    private static DomainAudit Bare(DomainAudit audit) => audit with
    {
        StartTls = audit.StartTls with { Hosts = [] },
        MtaSts = audit.MtaSts is not { } sts ? null : sts with { Policy = sts.Policy is { } policy ? policy with { Raw = null } : null, DnsSecurity = [], Findings = [] },
        Dane = audit.Dane is not { } dane ? null : dane with { Hosts = [.. dane.Hosts.Select(static host => host with { DnsSecurity = [], Findings = [] })] },
        TlsRpt = audit.TlsRpt is not { } reports ? null : reports with { DnsSecurity = [], Findings = [] },
        Findings = [],
    };

    /// <summary>A policy is a text of lines (RFC 8461 §3.2); one that was kept as JSON has its line ends made visible.</summary>
    private static IEnumerable<string> LinesOf(string? text) =>
        text is null ? [] : text.Replace("\\u{d}", "").Replace("\\u{a}", "\n").Replace("\r", "").TrimEnd('\n').Split('\n').Take(MostPolicyLines);

    /// <summary>No text gets onto the page with anything in it that cannot be seen.</summary>
    private sealed class VisibleConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(VisibleText.Show(value, MostCharacters));
    }
}
