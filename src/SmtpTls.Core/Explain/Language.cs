using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace SmtpTls.Explain;

/// <summary>What a cause says, in one language.</summary>
/// <param name="Text">What happened.</param>
/// <param name="Proof">How to prove it.</param>
/// <param name="Steps">The entry's steps; those shared with other causes by their <c>@name</c>.</param>
internal sealed record CauseText(string Text, string Proof, IReadOnlyList<string> Steps);

/// <summary>What a finding says, in one language.</summary>
/// <param name="Title">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="SpecialRemedies">What to do in the special cases that the check tells apart, by the English text.</param>
internal sealed record FindingText(string Title, string Remedy, IReadOnlyDictionary<string, string> SpecialRemedies);

/// <summary>The texts of one language other than English, keyed by the ids of causes and findings. What a file lacks is shown in English.</summary>
internal sealed class Language
{
    private readonly Dictionary<string, CauseText> _causes;
    private readonly Dictionary<string, FindingText> _findings;

    private Language(string culture, Dictionary<string, CauseText> causes, Dictionary<string, FindingText> findings, SharedSteps steps)
    {
        Culture = culture;
        _causes = causes;
        _findings = findings;
        Steps = steps;
    }

    /// <summary>For example <c>pt-BR</c>.</summary>
    public string Culture { get; }

    public SharedSteps Steps { get; }

    public IReadOnlyCollection<string> CauseIds => _causes.Keys;

    public IReadOnlyCollection<string> FindingIds => _findings.Keys;

    /// <summary>
    /// The file for a culture: its own, else one of the same language (<c>pt-PT</c> reads <c>pt-BR</c>, which a Portuguese reader understands
    /// better than English), else null, which is English.
    /// </summary>
    public static Language? Nearest(string? culture)
    {
        if (string.IsNullOrEmpty(culture))
        {
            return null;
        }

        IReadOnlyList<string> known = DataFile.Languages;
        string? nearest = known.FirstOrDefault(name => string.Equals(name, culture, StringComparison.OrdinalIgnoreCase))
            ?? known.FirstOrDefault(name => string.Equals(Base(name), Base(culture!), StringComparison.OrdinalIgnoreCase));
        return nearest is null ? null : Load(nearest);
    }

    /// <summary>Whether a name that a user gave leads to a language: English, or one with a file.</summary>
    public static bool IsKnown(string culture) => string.Equals(Base(culture), "en", StringComparison.OrdinalIgnoreCase)
        || DataFile.Languages.Any(name => string.Equals(Base(name), Base(culture), StringComparison.OrdinalIgnoreCase));

    public CauseText? Cause(string id) => _causes.TryGetValue(id, out CauseText? text) ? text : null;

    public FindingText? Finding(string id) => _findings.TryGetValue(id, out FindingText? text) ? text : null;

    private static string Base(string culture) => culture.Split('-')[0];

    private static Language Load(string culture)
    {
        using JsonDocument file = DataFile.ParseLanguage(culture);
        JsonElement root = file.RootElement;
        Dictionary<string, CauseText> causes = root.GetProperty("causes").EnumerateObject().ToDictionary(
            item => item.Name,
            item => new CauseText(DataFile.Text(item.Value, "cause", item.Name), DataFile.Text(item.Value, "proof", item.Name), DataFile.Texts(item.Value, "steps")),
            StringComparer.Ordinal);
        Dictionary<string, FindingText> findings = root.GetProperty("findings").EnumerateObject().ToDictionary(
            item => item.Name,
            item => new FindingText(DataFile.Text(item.Value, "title", item.Name), DataFile.Text(item.Value, "remedy", item.Name), SpecialRemedies(item.Value)),
            StringComparer.Ordinal);
        return new Language(culture, causes, findings, SharedSteps.Read(root.GetProperty("steps")));
    }

    private static Dictionary<string, string> SpecialRemedies(JsonElement finding) => finding.TryGetProperty("specialRemedies", out JsonElement special)
        ? special.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString()!, StringComparer.Ordinal)
        : new(StringComparer.Ordinal);
}
