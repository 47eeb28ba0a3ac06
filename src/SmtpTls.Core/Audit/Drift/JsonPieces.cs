using System.Collections.Generic;
using System.IO;
using System.Text;

namespace SmtpTls.Audit.Drift;

/// <summary>
/// Cuts a JSON array (RFC 8259) into its elements without reading it whole. It looks only at brackets, quotes and commas; whether an element is good
/// is for its reader to say.
/// </summary>
internal static class JsonPieces
{
    /// <param name="reader">Behind the array's opening bracket.</param>
    /// <param name="line">The line it stands on.</param>
    /// <param name="most">Characters of an element that are kept; what is longer is cut, and its reader will refuse it.</param>
    /// <returns>Each element that is not blank, with its line. An array that is not closed ends with what there is, and with a null.</returns>
    public static IEnumerable<(int Line, string? Text)> OfArray(TextReader reader, int line, int most)
    {
        StringBuilder piece = new();
        int depth = 0, start = line;
        bool inText = false, escaped = false;
        for (int next = reader.Read(); next >= 0; next = reader.Read())
        {
            char c = (char)next;
            line += c == '\n' ? 1 : 0;
            if (inText)
            {
                inText = escaped || c != '"';
                escaped = !escaped && c == '\\';
            }
            else if (depth == 0 && c is ',' or ']')
            {
                if (piece.Length > 0)
                {
                    yield return (start, piece.ToString());
                    piece.Clear();
                }

                if (c == ']')
                {
                    yield break;
                }

                continue;
            }
            else
            {
                inText = c == '"';
                depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            }

            if (piece.Length == 0)
            {
                if (c is ' ' or '\t' or '\r' or '\n')
                {
                    continue;
                }

                start = line;
            }

            if (piece.Length < most)
            {
                piece.Append(c);
            }
        }

        if (piece.Length > 0)
        {
            yield return (start, piece.ToString());
        }

        yield return (line, null);
    }
}
