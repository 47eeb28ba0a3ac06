using System;
using System.Collections;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SmtpTls.Audit.Journal;

namespace SmtpTls.Audit.Drift;

/// <summary>
/// One audit as <c>smtptls audit --json</c> and <c>--jsonl</c> print it, or the facts of <c>--save-facts</c> or of a line of a journal, which are judged. The
/// text may come from anywhere: it has limits, its words must be words that some version of this program wrote, and what cannot be seen in its texts is made visible.
/// </summary>
internal static class AuditText
{
    /// <summary>No audit is longer: a hundred addresses with dialogues and chains stay well below.</summary>
    public const int MostCharacters = 16 * 1024 * 1024;

    private static readonly Judge Judge = new(new CheckCatalog()), WholeJudge = new(new CheckCatalog(), withProofs: true);
    private static readonly string[] Needed = ["domain", "mxState", "assessedAt", "startTls", "findings"];

    private static readonly JsonSerializerOptions Options = new()
    {
        MaxDepth = 32,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new ShownText() },
        TypeInfoResolver = JsonForm.Reading(ResultsJson.Default, RefuseNulls),
    };

    /// <summary>Reads one audit; Invalid with the reason when it is none. Never throws.</summary>
    /// <param name="text">JSON, or a line of a journal.</param>
    /// <param name="whole">With dialogues and proofs, which no comparison needs.</param>
    public static Outcome<DomainAudit> Read(string text, bool whole = false)
    {
        if (text.Length > MostCharacters)
        {
            return Bad("it is longer than an audit can be");
        }

        if (JournalText.ReadLine(text) is { } line)
        {
            return line.Kind != JournalLineKind.Facts ? Bad("the line of the journal holds no facts")
                : JournalBody.Unpack(line.Body) is { } facts ? OfFacts(facts, whole)
                : Bad("the facts of the journal's line cannot be unpacked");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Options.MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("facts", out _) ? OfFacts(text, whole) : Read(document.RootElement, whole);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException or ArgumentException or InvalidOperationException)
        {
            return Bad(VisibleText.Show(InWords(e), 200));
        }
    }

    private static Outcome<DomainAudit> Read(JsonElement root, bool whole)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Bad("it is no audit, which would be an object");
        }

        foreach (string name in Needed)
        {
            if (!root.TryGetProperty(name, out _))
            {
                return Bad($"it is no audit: it lacks '{name}'");
            }
        }

        DomainAudit audit = JsonForm.Read<DomainAudit>(root, Options)!;
        if (!DomainName.TryParse(audit.Domain, out DomainName? domain, out string? problem))
        {
            return Bad($"its domain '{VisibleText.Show(audit.Domain, 100)}' is no domain name: {problem}");
        }

        return AuditTokens.FindBad(audit) is { } bad ? Bad(bad) : Kept(whole, audit with
        {
            Domain = domain.ToString(),
            AssessedAt = DateTime.SpecifyKind(audit.AssessedAt.Kind == DateTimeKind.Local ? audit.AssessedAt.ToUniversalTime() : audit.AssessedAt, DateTimeKind.Utc),
        });
    }

    private static Outcome<DomainAudit> OfFacts(string text, bool whole)
    {
        Outcome<DomainFacts> facts = FactsFile.Read(text);
        return facts.Value is null ? Outcome<DomainAudit>.Invalid(facts.Fault!)
            : facts.Value.Domain is null ? Bad("its facts are those of a host, not of a domain")
            : Kept(whole, (whole ? WholeJudge : Judge).Assess(facts.Value));
    }

    private static Outcome<DomainAudit> Kept(bool whole, DomainAudit audit) => Outcome<DomainAudit>.Found(whole ? audit : SlimAudit.Of(audit));

    private static Outcome<DomainAudit> Bad(string why) => Outcome<DomainAudit>.Invalid(new Fault(FaultKind.Input, why));

    /// <summary>The parser's message without its places within the line, which mean nothing to whoever gave the wrong file.</summary>
    private static string InWords(Exception e)
    {
        int place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string message = (place < 0 ? e.Message : e.Message.Substring(0, place)).TrimEnd(' ', '|', '.');
        return e is JsonException { Path: null } && place >= 0 ? "it is no JSON: " + message : message;
    }

    /// <summary>A file may say null where a result never does: for a list or in it, and for a member that always is.</summary>
    private static void RefuseNulls(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            bool list = property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(property.PropertyType);
            bool always = list || property.PropertyType == typeof(StartTlsSummary) || property.PropertyType == typeof(CertificateSummary) || property.PropertyType == typeof(StartTlsTimings);
            if (property.Set is { } set && always)
            {
                property.Set = (target, value) => set(target, HoldsNull(value) ? throw new JsonException($"{property.Name} is null, or holds a null") : value);
            }
        }
    }

    private static bool HoldsNull(object? value) => value switch
    {
        null => true,
        string => false,
        IEnumerable items => items.Cast<object?>().Any(static item => item is null),
        _ => false,
    };

    /// <summary>Texts of a file reach terminals, logs and reports: nothing in them may stay unseen.</summary>
    private sealed class ShownText : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? VisibleText.Show(reader.GetString(), int.MaxValue) : throw new JsonException("A text is none");

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
