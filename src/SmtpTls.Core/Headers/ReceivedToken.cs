using System.Collections.Generic;

namespace SmtpTls.Headers;

internal enum ReceivedTokenKind
{
    Word,
    Comment,
    Semicolon,
}

/// <summary>A word, a comment without its outer parentheses, or the semicolon before the date.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Text">As written.</param>
/// <param name="End">Where the text after it begins.</param>
internal readonly record struct ReceivedToken(ReceivedTokenKind Kind, string Text, int End)
{
    /// <summary>
    /// Splits the body of a Received field (RFC 5322 §3.2.2, §3.6.7). Comments nest. A parenthesis that is never closed is an ordinary
    /// character: what a server copied from a stranger's HELO must not swallow the rest. Every character is looked at a fixed number of times.
    /// </summary>
    public static List<ReceivedToken> Split(string field)
    {
        List<ReceivedToken> tokens = [];
        HashSet<int>? open = Unclosed(field);
        int at = 0;
        bool quotesLeft = true, commentsLeft = true;
        while (at < field.Length)
        {
            char c = field[at];
            if (IsSpace(c))
            {
                at++;
            }
            else if (c == ';')
            {
                tokens.Add(new(ReceivedTokenKind.Semicolon, ";", ++at));
            }
            else if (c == '(' && open?.Contains(at) != true && CommentEnd(field, at, ref commentsLeft) is > 0 and int end)
            {
                tokens.Add(new(ReceivedTokenKind.Comment, field.Substring(at + 1, end - at - 1), end + 1));
                at = end + 1;
            }
            else
            {
                int last = WordEnd(field, at, open, ref quotesLeft);
                tokens.Add(new(ReceivedTokenKind.Word, field.Substring(at, last - at), last));
                at = last;
            }
        }

        return tokens;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n' or '\f' or '\v';

    /// <summary>The opening parentheses that nothing closes; null when there are none.</summary>
    private static HashSet<int>? Unclosed(string field)
    {
        Stack<int>? waiting = null;
        for (int i = 0; i < field.Length; i++)
        {
            switch (field[i])
            {
                case '\\':
                    i++;
                    break;
                case '(':
                    (waiting ??= new()).Push(i);
                    break;
                case ')' when waiting is { Count: > 0 }:
                    waiting.Pop();
                    break;
            }
        }

        return waiting is { Count: > 0 } ? [.. waiting] : null;
    }

    /// <summary>Where the comment ends; -1 where quotes hide its end, and from then on for all, so that the rest is not searched again and again.</summary>
    private static int CommentEnd(string field, int start, ref bool left)
    {
        int depth = 0;
        for (int i = start; left && i < field.Length; i++)
        {
            switch (field[i])
            {
                case '\\':
                    i++;
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return i;
            }
        }

        left = false;
        return -1;
    }

    private static int WordEnd(string field, int start, HashSet<int>? open, ref bool quotesLeft)
    {
        if (field[start] == '"' && quotesLeft)
        {
            int close = field.IndexOf('"', start + 1);
            quotesLeft = close >= 0;
            if (quotesLeft)
            {
                return close + 1;
            }
        }

        // A quoted pair is one character, whatever it is.
        int at = start + (field[start] == '\\' && start + 1 < field.Length ? 2 : 1);
        while (at < field.Length && !IsSpace(field[at]) && field[at] != ';' && (field[at] != '(' || open?.Contains(at) == true))
        {
            at += field[at] == '\\' && at + 1 < field.Length ? 2 : 1;
        }

        return at;
    }
}
