using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using SmtpTls.Audit;
using SmtpTls.Explain;

namespace SmtpTls.Cli.Input;

/// <summary>Results that this program printed as JSON, read back to be explained: findings and failure details of TLS reports, wherever they stand.</summary>
/// <param name="explainer">Explains them.</param>
/// <param name="translator">Into the language that is wanted; null for English.</param>
internal sealed class ResultsInput(Explainer explainer, FindingTranslator? translator)
{
    /// <summary>Null when the text is no JSON of ours.</summary>
    public IReadOnlyList<ErrorExplanation>? Read(string text)
    {
        string start = text.TrimStart();
        if (start.Length == 0 || start[0] is not ('[' or '{'))
        {
            return null;
        }

        List<Finding> findings = [];
        List<ErrorExplanation> types = [];
        bool ours = false;
        try
        {
            Utf8JsonReader reader = new(System.Text.Encoding.UTF8.GetBytes(start), new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 64 });
            while (reader.Read())
            {
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                ours |= Collect(document.RootElement, findings, types);
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return ours ? [.. explainer.Explain(findings.Distinct()), .. types] : null;
    }

    private bool Collect(JsonElement element, List<Finding> findings, List<ErrorExplanation> types)
    {
        bool ours = false;
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    ours |= Collect(item, findings, types);
                }

                break;
            case JsonValueKind.Object:
                if (FindingOf(element) is { } finding)
                {
                    findings.Add(translator?.Translate(finding) ?? finding);
                    return true;
                }

                if (Text(element, "resultType") is { } type && explainer.ExplainResultType(type, Text(element, "receivingMxHostname"), null) is { } explained)
                {
                    types.Add(explained);
                    return true;
                }

                ours = element.TryGetProperty("findings", out _) || element.TryGetProperty("failureDetails", out _);
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    ours |= Collect(member.Value, findings, types);
                }

                break;
        }

        return ours;
    }

    private static Finding? FindingOf(JsonElement item) =>
        Text(item, "id") is { } id && Text(item, "severity") is { } severity && Text(item, "detail") is { } detail && Text(item, "remedy") is { } remedy
            ? new Finding(id, severity, Text(item, "subject") ?? "", Text(item, "title") ?? "", detail, remedy, Text(item, "reference") ?? "") : null;

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
