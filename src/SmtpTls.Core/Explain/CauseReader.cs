using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace SmtpTls.Explain;

/// <summary>Reads one file of causes. The files are ours: what is wrong in them is a bug and throws, with the entry's id.</summary>
internal static class CauseReader
{
    public static IReadOnlyList<Cause> Read(Stream stream, string area, SharedSteps shared, Language? language)
    {
        using JsonDocument file = JsonDocument.Parse(stream);
        return [.. file.RootElement.GetProperty("causes").EnumerateArray().Select(entry => ReadOne(entry, area, shared, language))];
    }

    /// <summary>"90: 4.7.320 + certificate validation failed" is a weight and the phrases that must all be there; "=> 4.7.4" behind them the status that they imply.</summary>
    public static Sign ReadSign(string text, string id)
    {
        int colon = text.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 1 || !int.TryParse(text.Substring(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out int weight) || weight is < 1 or > 100)
        {
            throw new InvalidOperationException($"{id}: \"{text}\" does not begin with a weight.");
        }

        string[] halves = text.Substring(colon + 2).Split([" => "], StringSplitOptions.None);
        string[] phrases = halves[0].Split([" + "], StringSplitOptions.None);
        return phrases.All(phrase => phrase.Length > 0 && phrase.Trim() == phrase && !phrase.Any(char.IsUpper)) ? new Sign(weight, phrases, halves.Length > 1 ? halves[1] : null)
            : throw new InvalidOperationException($"{id}: \"{text}\" has a phrase that can never match.");
    }

    private static Cause ReadOne(JsonElement entry, string area, SharedSteps shared, Language? language)
    {
        string id = DataFile.Text(entry, "id", area);
        string actor = DataFile.Text(entry, "actor", id);
        CauseText? other = language?.Cause(id);
        return new Cause(
            id,
            DataFile.Text(entry, "category", id),
            Enum.TryParse(actor, out Actor who) ? who : throw new InvalidOperationException($"{id}: {actor} is nobody who acts."),
            DataFile.Text(entry, "reference", id),
            other?.Text ?? DataFile.Text(entry, "cause", id),
            other?.Proof ?? DataFile.Text(entry, "proof", id),
            shared.Expand(other?.Steps ?? DataFile.Texts(entry, "steps"), language?.Steps))
        {
            ResultTypes = DataFile.Texts(entry, "resultTypes"),
            Findings = DataFile.Texts(entry, "findings"),
            Signs = [.. DataFile.Texts(entry, "signs").Select(sign => ReadSign(sign, id))],
        };
    }
}
