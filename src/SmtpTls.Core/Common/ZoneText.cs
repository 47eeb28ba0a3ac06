using System.Collections.Generic;
using System.Text;

namespace SmtpTls;

/// <summary>Records as lines of a zone file (RFC 1035 §5.1).</summary>
internal static class ZoneText
{
    /// <summary>RFC 1035 §3.3.14: a TXT record is a list of strings, each of at most 255 octets.</summary>
    private const int MostInString = 255;
    private const int TimeToLive = 3600;

    /// <summary>A TXT record whose strings read together are the text.</summary>
    /// <param name="name">Its full name, without the last dot.</param>
    /// <param name="text">ASCII.</param>
    public static string Txt(string name, string text)
    {
        List<string> strings = [];
        int start = 0;
        do
        {
            int length = text.Length - start < MostInString ? text.Length - start : MostInString;
            strings.Add(Quote(text.Substring(start, length)));
            start += length;
        }
        while (start < text.Length);

        return $"{name}. {TimeToLive} IN TXT {string.Join(" ", strings)}";
    }

    public static string Cname(string name, string target) => $"{name}. {TimeToLive} IN CNAME {target}.";

    // RFC 1035 §5.1: inside quotes only the quote and the backslash are special.
    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"", text.Length + 2);
        foreach (char c in text)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
