using System.IO;
using System.Text;

namespace SmtpTls;

/// <summary>Reads a line of a file that may be hostile: a line without an end costs time, but no memory.</summary>
internal static class BoundedLine
{
    /// <summary>The next line without its line feed, of which no more than <paramref name="most"/> characters are kept; null at the end.</summary>
    public static string? Read(TextReader reader, int most)
    {
        int c = reader.Read();
        if (c < 0)
        {
            return null;
        }

        StringBuilder line = new();
        for (; c is >= 0 and not '\n'; c = reader.Read())
        {
            if (line.Length < most)
            {
                line.Append((char)c);
            }
        }

        return line.ToString();
    }
}
