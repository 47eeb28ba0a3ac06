using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace SmtpTls.Rules.Exchange;

/// <summary>Values as PowerShell source. A text enters a script in one way only: between single quotes, where nothing is expanded and nothing but a quote ends it.</summary>
internal static class PowerShellText
{
    /// <summary>
    /// PowerShell reads five characters as a single quote (U+0027, U+2018 to U+201B); each is doubled, as
    /// <c>CodeGeneration.EscapeSingleQuotedStringContent</c> does.
    /// </summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new("'", text.Length + 2);
        foreach (char c in text)
        {
            quoted.Append(c);
            if (c is '\'' or (>= '\u2018' and <= '\u201b'))
            {
                quoted.Append(c);
            }
        }

        return quoted.Append('\'').ToString();
    }

    public static string Value(object? value) => value switch
    {
        null => "$null",
        bool flag => flag ? "$true" : "$false",
        int or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        string text => Quote(text),
        IEnumerable list => "@(" + string.Join(", ", list.Cast<object>().Select(static item => Quote(Convert.ToString(item, CultureInfo.InvariantCulture) ?? ""))) + ")",
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} has no place in a script.", nameof(value)),
    };

    /// <summary>A command on one line. The names are ours, never data.</summary>
    public static string Line(string cmdlet, IEnumerable<(string Name, object? Value)> parameters) =>
        cmdlet + string.Concat(parameters.Select(static parameter => parameter.Value is bool flag && parameter.Name == "Confirm"
            ? $" -Confirm:{(flag ? "$true" : "$false")}" : $" -{parameter.Name} {Value(parameter.Value)}"));

    public static string Line(ConnectorCommand command) =>
        Line(command.Cmdlet, command.Parameters.Cast<DictionaryEntry>().Select(static entry => ((string)entry.Key, (object?)entry.Value)));
}
