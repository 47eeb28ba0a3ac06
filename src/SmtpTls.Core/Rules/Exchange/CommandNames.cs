using System;
using System.Collections.Generic;
using System.Globalization;

namespace SmtpTls.Rules.Exchange;

/// <summary>Names of connectors and transport rules: at most 64 characters, and each once.</summary>
/// <param name="taken">Names that are not given.</param>
internal sealed class CommandNames(IEnumerable<string> taken)
{
    public const int Most = 64;
    private readonly HashSet<string> _taken = new(taken, StringComparer.OrdinalIgnoreCase);

    public string Next(string wanted)
    {
        string name = Cut(wanted, Most);
        for (int i = 2; !_taken.Add(name); i++)
        {
            string end = string.Format(CultureInfo.InvariantCulture, " ({0})", i);
            name = Cut(wanted, Most - end.Length) + end;
        }

        return name;
    }

    /// <summary>No half of a surrogate pair is left, and no blank at the end.</summary>
    private static string Cut(string text, int most)
    {
        string cut = text.Length <= most ? text : text.Substring(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most);
        return cut.Trim();
    }
}
