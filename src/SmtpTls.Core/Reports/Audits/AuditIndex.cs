using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmtpTls.Reports.Audits;

/// <summary>What the page's script lists, filters and searches: a column for each member, with one character or number for each domain.</summary>
internal sealed class AuditIndex(AuditTables tables, IReadOnlyList<FindingGroup> groups, DateTimeOffset made)
{
    private readonly Interned<string> _versions = new();

    /// <summary>JSON that may stand in a script element: the default encoder escapes every character that HTML minds.</summary>
    public void Write(Stream stream)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default });
        IReadOnlyList<DomainRow> rows = tables.Rows;
        json.WriteStartObject();
        json.WriteNumber("perBlock", RecordStore.PerBlock);
        Texts(json, "standings", Enum.GetNames(typeof(Standing)).Select(static name => (Standing)Enum.Parse(typeof(Standing), name)).Select(OverviewSection.NameOf));
        Texts(json, "horizons", CertificateSection.Names);
        Texts(json, "mechanisms", DomainRow.Mechanisms);
        WriteFindings(json);
        Texts(json, "providers", tables.Providers.Items);
        Texts(json, "hosts", tables.Hosts.Items);
        Texts(json, "domains", rows.Select(row => row.Domain));
        json.WriteString("grade", string.Concat(rows.Select(row => row.Grade is { Length: 1 } grade ? grade : "-")));
        json.WriteString("standing", string.Concat(rows.Select(row => ((int)row.Standing).ToString(System.Globalization.CultureInfo.InvariantCulture))));
        Texts(json, "verdicts", Enumerable.Range(0, DomainRow.Mechanisms.Count).Select(i => string.Concat(rows.Select(row => LetterOf(row.Verdicts[i])))));
        Lists(json, "finding", rows.Select(row => row.Findings));
        Lists(json, "provider", rows.Select(row => row.Providers));
        Lists(json, "host", rows.Select(row => row.Addresses.Select(place => tables.Addresses[place].Host).Distinct()));
        Lists(json, "version", rows.Select(row => row.Addresses.Select(place => tables.Addresses[place].Version).OfType<string>().Distinct().Select(_versions.Of)));
        Texts(json, "versions", _versions.Items);
        Numbers(json, "left", rows.Select(row => tables.NextEndOf(row) is { } end ? (int?)Math.Floor((end - made.UtcDateTime).TotalDays) : null));
        Numbers(json, "record", rows.Select(row => (int?)row.Record));
        json.WriteEndObject();
        json.Flush();
    }

    private void WriteFindings(Utf8JsonWriter json)
    {
        json.WriteStartArray("findings");
        foreach (FindingGroup group in groups)
        {
            json.WriteStartObject();
            json.WriteString("key", VisibleText.Show(group.Key, 200));
            json.WriteString("id", VisibleText.Show(group.Kind.Id, 200));
            json.WriteString("severity", group.Kind.Severity.ToString());
            json.WriteString("title", VisibleText.Show(group.Kind.Title, 1000));
            json.WriteString("remedy", VisibleText.Show(group.Kind.Remedy, 4000));
            json.WriteString("reference", VisibleText.Show(group.Kind.Reference, 1000));
            json.WriteString("actor", group.Actor);
            json.WriteString("cause", VisibleText.Show(group.Cause, 4000));
            Texts(json, "steps", group.Steps);
            json.WriteNumber("domains", group.Domains);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string LetterOf(string? verdict) => verdict is "Pass" or "Warn" or "Fail" or "NotPresent" or "Inconclusive" ? verdict.Substring(0, 1) : "-";

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            // A column of one character a domain is longer than any name.
            json.WriteStringValue(VisibleText.Show(text, int.MaxValue));
        }

        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<int?> numbers)
    {
        json.WriteStartArray(name);
        foreach (int? number in numbers)
        {
            if (number is { } known)
            {
                json.WriteNumberValue(known);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private static void Lists(Utf8JsonWriter json, string name, IEnumerable<IEnumerable<int>> lists)
    {
        json.WriteStartArray(name);
        foreach (IEnumerable<int> list in lists)
        {
            json.WriteStartArray();
            foreach (int number in list)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
