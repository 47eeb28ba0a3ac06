using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SmtpTls.Mail;

/// <summary>Text of other scripts in headers, <c>=?utf-8?B?…?=</c> (RFC 2047).</summary>
internal static class EncodedWord
{
    /// <summary>The text with encoded words decoded; white space between two of them goes (RFC 2047 §6.2). What is no good word stays as it is.</summary>
    public static string Decode(string text)
    {
        if (text.IndexOf("=?", StringComparison.Ordinal) < 0)
        {
            return text;
        }

        StringBuilder result = new();
        int at = 0;
        bool behindWord = false;
        while (at < text.Length)
        {
            int start = text.IndexOf("=?", at, StringComparison.Ordinal);
            if (start < 0 || !TryRead(text, start, out int end, out string word))
            {
                int next = start < 0 ? text.Length : start + 2;
                result.Append(text, at, next - at);
                at = next;
                behindWord = false;
                continue;
            }

            string between = text.Substring(at, start - at);
            result.Append(behindWord && between.Trim().Length == 0 ? "" : between).Append(word);
            at = end;
            behindWord = true;
        }

        return result.ToString();
    }

    private static bool TryRead(string text, int start, out int end, out string word)
    {
        end = start;
        word = "";
        int kind = text.IndexOf('?', start + 2);
        int body = kind < 0 ? -1 : text.IndexOf('?', kind + 1);
        int close = body < 0 ? -1 : text.IndexOf("?=", body + 1, StringComparison.Ordinal);
        if (close < 0 || body != kind + 2)
        {
            return false;
        }

        string charset = text.Substring(start + 2, kind - start - 2);
        int language = charset.IndexOf('*');
        charset = language < 0 ? charset : charset.Substring(0, language);
        string content = text.Substring(body + 1, close - body - 1);
        byte[]? octets = text[kind + 1] is 'B' or 'b' ? Base64(content) : text[kind + 1] is 'Q' or 'q' ? Quoted(content) : null;
        if (octets is null)
        {
            return false;
        }

        word = Charset.Decode(charset, octets);
        end = close + 2;
        return true;
    }

    private static byte[]? Base64(string content)
    {
        try
        {
            return Convert.FromBase64String(content);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[] Quoted(string content)
    {
        List<byte> octets = [];
        for (int i = 0; i < content.Length; i++)
        {
            if (content[i] == '=' && i + 2 < content.Length
                && byte.TryParse(content.Substring(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
            {
                octets.Add(octet);
                i += 2;
            }
            else
            {
                octets.AddRange(content[i] == '_' ? " "u8.ToArray() : Encoding.UTF8.GetBytes(content[i].ToString()));
            }
        }

        return [.. octets];
    }
}
