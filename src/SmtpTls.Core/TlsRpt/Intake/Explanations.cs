using System;
using System.Collections.Generic;
using SmtpTls.Explain;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What result types mean, each text made once. May be shared between threads.</summary>
/// <param name="causes">The knowledge base.</param>
internal sealed class Explanations(CauseCatalog causes)
{
    private readonly Dictionary<string, string?> _texts = Make(causes);

    public CauseCatalog Causes { get; } = causes;

    /// <summary>Cause and remedy of a result type; null for a word that RFC 8460 does not define.</summary>
    public string? Of(string resultType) => _texts.TryGetValue(resultType, out string? text) ? text : null;

    private static Dictionary<string, string?> Make(CauseCatalog causes)
    {
        Dictionary<string, string?> texts = new(StringComparer.Ordinal);
        foreach (Cause cause in causes.Causes)
        {
            foreach (string type in cause.ResultTypes)
            {
                Cause shown = cause.About("the mail host", "the domain");
                texts[type] = shown.Text + " " + string.Join(" ", shown.Steps);
            }
        }

        return texts;
    }
}
