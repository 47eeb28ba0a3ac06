using System.Collections.Generic;

namespace SmtpTls.Explain;

/// <summary>The codes in a text: the reply code (RFC 5321 §4.2) and the enhanced status (RFC 3463).</summary>
/// <param name="Basic">450, 550; null where there is none.</param>
/// <param name="Enhanced">4.7.321; null where there is none.</param>
internal sealed record StatusCode(int? Basic, string? Enhanced)
{
    /// <summary>4xx is temporary and 5xx is not, whatever the enhanced code beside it says (550 4.4.7).</summary>
    public bool? Temporary => (Basic is { } basic ? basic / 100 : Enhanced is { } enhanced ? enhanced[0] - '0' : 0) switch
    {
        4 => true,
        5 => false,
        _ => null,
    };

    /// <summary>The first pair "550 5.7.321"; else the first enhanced code; else a reply code that begins the text or a quoted reply.</summary>
    /// <param name="text">As <see cref="ErrorText.Normalize"/> leaves it.</param>
    public static StatusCode Find(string text)
    {
        string? alone = null;
        int? reply = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('4' or '5') || (i > 0 && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] == '.')))
            {
                continue;
            }

            int length = EnhancedLength(text, i);
            if (length > 0)
            {
                alone ??= text.Substring(i, length);
            }
            else if (IsReply(text, i))
            {
                int behind = i + 4;
                length = EnhancedLength(text, behind);
                if (length > 0)
                {
                    return alone is null || alone == text.Substring(behind, length) ? new StatusCode(Number(text, i), text.Substring(behind, length)) : new StatusCode(null, alone);
                }

                reply ??= i == 0 || text[i - 1] is '"' or '\'' or '(' or '[' || (i > 1 && text[i - 2] is ':' or ';') ? Number(text, i) : null;
            }
        }

        return new StatusCode(alone is null ? reply : null, alone);
    }

    /// <summary>Whether different enhanced codes stand in a text, as in a bounce about several recipients.</summary>
    /// <param name="text">As <see cref="ErrorText.Normalize"/> leaves it.</param>
    public static bool AreSeveral(string text)
    {
        string? first = null;
        for (int i = 0; i < text.Length; i++)
        {
            int length = text[i] is '4' or '5' && (i == 0 || !(char.IsLetterOrDigit(text[i - 1]) || text[i - 1] == '.')) ? EnhancedLength(text, i) : 0;
            if (length > 0 && first is null)
            {
                first = text.Substring(i, length);
            }
            else if (length > 0 && string.CompareOrdinal(first, 0, text, i, length) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The code among phrases that were found; none where there is none.</summary>
    public static StatusCode Among(IReadOnlyList<string> phrases, string? implied)
    {
        foreach (string phrase in phrases)
        {
            if (EnhancedLength(phrase, 0) == phrase.Length)
            {
                return new StatusCode(null, phrase);
            }
        }

        return new StatusCode(null, implied);
    }

    private static int Number(string text, int at) => ((text[at] - '0') * 100) + ((text[at + 1] - '0') * 10) + text[at + 2] - '0';

    private static bool IsReply(string text, int at) =>
        at + 3 < text.Length && char.IsDigit(text[at + 1]) && char.IsDigit(text[at + 2]) && text[at + 3] is ' ' or '-';

    /// <summary>"4.7.321", and no part of an address or of a version.</summary>
    private static int EnhancedLength(string text, int at)
    {
        if (at + 4 >= text.Length || text[at] is not ('4' or '5') || text[at + 1] != '.')
        {
            return 0;
        }

        int second = Digits(text, at + 2), point = at + 2 + second;
        if (second == 0 || point >= text.Length || text[point] != '.')
        {
            return 0;
        }

        int third = Digits(text, point + 1), end = point + 1 + third;
        bool ends = end >= text.Length || (!char.IsLetterOrDigit(text[end]) && !(text[end] == '.' && end + 1 < text.Length && char.IsDigit(text[end + 1])));
        return third > 0 && ends ? end - at : 0;
    }

    private static int Digits(string text, int at)
    {
        int count = 0;
        while (count < 4 && at + count < text.Length && text[at + count] is >= '0' and <= '9')
        {
            count++;
        }

        return count is > 0 and < 4 ? count : 0;
    }
}
