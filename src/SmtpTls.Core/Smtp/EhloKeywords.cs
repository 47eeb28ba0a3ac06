using System;
using System.Collections.Generic;

namespace SmtpTls.Smtp;

/// <summary>Reads the keyword lines of an EHLO reply (RFC 5321 §4.1.1.1), and the marks that middleboxes leave on a dialogue.</summary>
internal static class EhloKeywords
{
    /// <summary>The keyword lines as sent. The first line greets: its words are no keywords.</summary>
    public static IReadOnlyList<string> Read(SmtpReply reply)
    {
        List<string> lines = new(reply.Lines.Count);
        for (int i = 1; i < reply.Lines.Count; i++)
        {
            if (!string.IsNullOrWhiteSpace(reply.Lines[i]))
            {
                lines.Add(reply.Lines[i]);
            }
        }

        return lines;
    }

    /// <summary>The keyword of a line: what stands before its parameters.</summary>
    public static string Keyword(string line)
    {
        string trimmed = line.Trim(' ', '\t');
        int end = trimmed.IndexOfAny([' ', '\t']);
        return end < 0 ? trimmed : trimmed.Substring(0, end);
    }

    // RFC 5321 §2.4: keywords are compared without regard to case.
    public static bool Has(IReadOnlyList<string> lines, string keyword)
    {
        foreach (string line in lines)
        {
            if (string.Equals(Keyword(line), keyword, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public static bool HasMasked(IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            if (IsMasked(Keyword(line)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a firewall seems to have overwritten a keyword: X's in place of its letters, at most the last one something else (XXXXXXXA is
    /// how Cisco's inspection leaves STARTTLS). XCLIENT, XEXCH50 or XRDST are keywords of their own.
    /// </summary>
    public static bool IsMasked(string keyword)
    {
        int marks = 0;
        while (marks < keyword.Length && keyword[marks] == 'X')
        {
            marks++;
        }

        return marks >= 3 && (marks == keyword.Length || (marks == keyword.Length - 1 && keyword[marks] is >= 'A' and <= 'Z'));
    }

    /// <summary>
    /// Whether the greeting's text was overwritten with asterisks. The same firewalls leave a 2 and a 0 as they were. One readable word, as in
    /// a frame of asterisks around a notice, makes it a greeting again.
    /// </summary>
    public static bool IsMaskedBanner(string banner)
    {
        int stars = 0;
        foreach (char c in banner)
        {
            if (c is not ('*' or '2' or '0' or ' ' or '\n' or '\r'))
            {
                return false;
            }

            stars += c == '*' ? 1 : 0;
        }

        return stars >= 8 && stars * 2 >= banner.Length;
    }
}
