using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>One <c>name=value</c> of a TXT record.</summary>
internal sealed record RecordField(string Name, string Value)
{
    public override string ToString() => Name + "=" + Value;
}

/// <summary>
/// The form that the TXT records of MTA-STS (RFC 8461 §3.1) and TLS reporting (RFC 8460 §3) share: a version that the text must begin with, to the
/// letter, then fields between semicolons. Other TXT records at the same name are not counted, whatever they hold.
/// </summary>
internal static class RecordFields
{
    private const int MostNameCharacters = 32;

    /// <summary>RFC 8461 §3.1, RFC 8460 §3: records that do not begin with version and semicolon are discarded before anything is counted.</summary>
    public static bool Begins(string text, string version) =>
        text.Length > version.Length && text[version.Length] == ';' && text.StartsWith(version, StringComparison.Ordinal);

    /// <summary>Whether a discarded text was probably meant: same tag and name in another case, behind blanks or a byte order mark, or with another delimiter or number.</summary>
    public static bool AlmostBegins(string text, string version)
    {
        string stem = version.Substring(0, version.Length - 2);
        string trimmed = text.TrimStart(' ', '\t', '\ufeff', '"', '\'').Replace(" ", "");
        return trimmed.StartsWith(stem, StringComparison.OrdinalIgnoreCase) || trimmed.EndsWith(";" + version, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The fields behind the version, in order. What breaks the common grammar becomes a problem.</summary>
    public static IReadOnlyList<RecordField> Split(string text, string version, List<TextProblem> problems)
    {
        List<RecordField> fields = [];
        string[] parts = text.Substring(version.Length + 1).Split(';');
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i].Trim(' ', '\t');
            bool last = i == parts.Length - 1;
            if (part.Length == 0 && last)
            {
                // The delimiter at the end, with its blanks, is optional.
                break;
            }

            if (last && parts[i].Length > 0 && parts[i][parts[i].Length - 1] is ' ' or '\t')
            {
                // Outside the grammar; the parsers in use cut it off.
                problems.Add(TextProblem.Warning(TextProblemKind.Odd, "blanks stand at the end behind the last field, where no semicolon follows"));
            }

            int equals = part.IndexOf('=');
            if (part.Length == 0)
            {
                problems.Add(TextProblem.Error(TextProblemKind.Syntax, "two semicolons have nothing between them"));
            }
            else if (equals < 0)
            {
                problems.Add(TextProblem.Error(TextProblemKind.Syntax, "a field has no equals sign", part));
            }
            else
            {
                fields.Add(new RecordField(part.Substring(0, equals), part.Substring(equals + 1)));
            }
        }

        return fields;
    }

    /// <summary>Takes a field that the standard does not name: kept when well formed and first of its name.</summary>
    public static void AddExtension(List<RecordField> extensions, RecordField field, List<TextProblem> problems)
    {
        if (!IsExtensionName(field.Name))
        {
            problems.Add(TextProblem.Error(TextProblemKind.Syntax, "a field's name is not 1 to 32 letters, digits, '_', '-' or '.'", field.ToString()));
        }
        else if (!IsExtensionValue(field.Value))
        {
            problems.Add(TextProblem.Error(TextProblemKind.Syntax, "a field's value is empty or holds a blank, an equals sign or a character that is not printable ASCII", field.ToString()));
        }
        else if (extensions.Exists(one => one.Name == field.Name))
        {
            problems.Add(TextProblem.Warning(TextProblemKind.Repeated, "a field stands there more than once; the first counts", field.ToString()));
        }
        else
        {
            extensions.Add(field);
        }
    }

    /// <summary>sts-ext-name, tlsrpt-ext-name, sts-policy-ext-name.</summary>
    public static bool IsExtensionName(string name)
    {
        if (name.Length is 0 or > MostNameCharacters || !IsLetterOrDigit(name[0]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!IsLetterOrDigit(c) && c is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');

    private static bool IsExtensionValue(string value)
    {
        foreach (char c in value)
        {
            // %x21-3A / %x3C / %x3E-7E: printable, neither ';' nor '='.
            if (c is <= ' ' or > '~' or ';' or '=')
            {
                return false;
            }
        }

        return value.Length > 0;
    }
}
