using System.Collections.Generic;

namespace SmtpTls.Rules.Seen;

/// <summary>The domains of the addresses in a header field (RFC 5322 §3.4). An address in a display name or comment is none: anybody may call himself by it.</summary>
internal static class FieldDomains
{
    private const int LongestDomain = 512;

    /// <param name="field">The body, folded or not. Looked at once from front to end.</param>
    /// <param name="found">Taken up as A-labels.</param>
    /// <param name="most">So many are enough.</param>
    public static void Add(string field, ISet<string> found, int most)
    {
        string? candidate = null;
        bool inside = false, done = false;
        for (int i = 0; i < field.Length && found.Count < most; i++)
        {
            switch (field[i])
            {
                case '\\':
                    i++;
                    break;
                case '"':
                    i = Past(field, i, '"');
                    break;
                case '(':
                    i = Past(field, i, ')');
                    break;
                case '<':
                    (candidate, inside) = (null, true);
                    break;
                case '>':
                    (inside, done) = (false, true);
                    break;
                case '@' when !done:
                    int end = DomainEnd(field, i + 1);
                    candidate = field.Substring(i + 1, end - i - 1);
                    i = end - 1;
                    break;
                case ',' or ';' when !inside:
                    Take(candidate, found);
                    (candidate, done) = (null, false);
                    break;
            }
        }

        Take(candidate, found);
    }

    /// <summary>Where a quoted string or comment ends; the end of the field where nothing ends it.</summary>
    private static int Past(string field, int start, char close)
    {
        int depth = 0;
        for (int i = start; i < field.Length; i++)
        {
            if (field[i] == '\\')
            {
                i++;
            }
            else if (field[i] == close && (close == '"' ? i > start : --depth == 0))
            {
                return i;
            }
            else if (field[i] == '(')
            {
                depth++;
            }
        }

        return field.Length;
    }

    private static int DomainEnd(string field, int start)
    {
        int end = start;
        while (end < field.Length && end - start < LongestDomain && (char.IsLetterOrDigit(field[end]) || char.IsSurrogate(field[end]) || field[end] is '.' or '-' or '_'))
        {
            end++;
        }

        return end;
    }

    private static void Take(string? candidate, ISet<string> found)
    {
        if (DomainName.TryParse(candidate, out DomainName? name, out _))
        {
            found.Add(name.ToString());
        }
    }
}
