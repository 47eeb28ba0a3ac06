using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using SmtpTls.Explain;

namespace SmtpTls.Pipeline;

/// <summary>
/// What the views show of an explanation: its texts in the language of the session (<c>$PSUICulture</c>). The objects stay as they were made,
/// so that what is exported does not depend on who runs the command.
/// </summary>
public static class SpokenText
{
    /// <summary>What happened.</summary>
    public static string Cause(ErrorExplanation explanation) => Pair(explanation) is var (english, spoken) && spoken is not null && explanation.Cause == english!.Text ? spoken.Text : explanation.Cause;

    /// <summary>How to prove it: what was seen stays as it is, the rest is in the session's language.</summary>
    public static string Proof(ErrorExplanation explanation) => Pair(explanation) is var (english, spoken) && spoken is not null && english!.Proof.Length > 0
        ? explanation.Proof.Replace(english.Proof, spoken.Proof) : explanation.Proof;

    /// <summary>What to do.</summary>
    public static string[] Steps(ErrorExplanation explanation)
    {
        (Cause? english, Cause? spoken) = Pair(explanation);
        if (spoken is null)
        {
            return [.. explanation.Steps];
        }

        Dictionary<string, string> words = new(StringComparer.Ordinal);
        foreach ((string one, string other) in english!.Steps.Zip(spoken.Steps, (one, other) => (one, other)))
        {
            words[one] = other;
        }

        return [.. explanation.Steps.Select(step => words.TryGetValue(step, out string? other) ? other : step)];
    }

    /// <summary>The entry in English and in the session's language, with the names that were filled in; nulls where nothing is to be changed.</summary>
    private static (Cause? English, Cause? Spoken) Pair(ErrorExplanation explanation)
    {
        CauseCatalog spoken = CauseCatalog.Load(CultureInfo.CurrentUICulture.Name);
        if (explanation.LanguageChosen || spoken.Language is null || spoken.Find(explanation.Id) is not { } other || CauseCatalog.Load(null).Find(explanation.Id) is not { } english)
        {
            return (null, null);
        }

        string? name = NamesInText.Usable(explanation.Subject);
        foreach ((string? host, string? domain) in ((string?, string?)[])[(name, null), (null, name), (name, name), (null, null)])
        {
            Cause filled = english.About(host, domain);
            if (explanation.Proof.EndsWith(filled.Proof, StringComparison.Ordinal))
            {
                return (filled, other.About(host, domain));
            }
        }

        return (null, null);
    }
}
