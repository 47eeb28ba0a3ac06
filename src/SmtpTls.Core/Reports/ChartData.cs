using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmtpTls.Reports;

/// <summary>One row of bars.</summary>
/// <param name="Name">As text.</param>
/// <param name="Colour">A colour of the style sheet: <c>good, bad, warn, accent, quiet</c> or <c>faint</c>.</param>
/// <param name="Values">As many as there are labels.</param>
internal sealed record ChartSeries(string Name, string Colour, IReadOnlyList<long> Values)
{
    /// <summary>A colour for each value; empty where all have that of the series.</summary>
    public IReadOnlyList<string> Colours { get; init; } = [];
}

/// <summary>What a chart shows.</summary>
/// <param name="Label">What it is, for those who hear the page.</param>
/// <param name="Sideways">Bars from left to right, for long labels.</param>
/// <param name="Labels">One for each bar, safe to show.</param>
/// <param name="Series">Stacked upon each other.</param>
internal sealed record ChartData(string Label, bool Sideways, IReadOnlyList<string> Labels, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>A ring of shares instead of bars.</summary>
    public bool Ring { get; init; }

    /// <summary>A class of the style sheet for its place; null for the usual.</summary>
    public string? Height { get; init; }

    /// <summary>JSON that may stand in a script element: the default encoder escapes every character that HTML minds.</summary>
    public string ToJson()
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteString("kind", Ring ? "ring" : Sideways ? "bars" : "columns");
            json.WriteStartArray("labels");
            foreach (string label in Labels)
            {
                json.WriteStringValue(VisibleText.Show(label, 80));
            }

            json.WriteEndArray();
            json.WriteStartArray("series");
            foreach (ChartSeries series in Series)
            {
                WriteSeries(json, series);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.ToArray());
    }

    private static void WriteSeries(Utf8JsonWriter json, ChartSeries series)
    {
        json.WriteStartObject();
        json.WriteString("name", series.Name);
        json.WriteString("colour", series.Colour);
        json.WriteStartArray("colours");
        foreach (string colour in series.Colours)
        {
            json.WriteStringValue(colour);
        }

        json.WriteEndArray();
        json.WriteStartArray("values");
        foreach (long value in series.Values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
