using System.Text;

namespace SmtpTls.Explain;

/// <summary>A text from anywhere, made fit to be searched: lower case, single spaces, soft line ends of quoted-printable taken out; bounded.</summary>
internal static class ErrorText
{
    /// <summary>Characters that are looked at: a bounce says what it has to say at its beginning.</summary>
    public const int Most = 256 * 1024;

    public static string Normalize(string text)
    {
        int end = text.Length > Most ? Most : text.Length;
        StringBuilder plain = new(end);
        for (int i = 0; i < end; i++)
        {
            char c = text[i];
            if (c == '=' && i + 1 < end && text[i + 1] is '\r' or '\n')
            {
                // RFC 2045 §6.7: a soft line break is not part of the text.
                i += text[i + 1] == '\r' && i + 2 < end && text[i + 2] == '\n' ? 2 : 1;
            }
            else if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (plain.Length > 0 && plain[plain.Length - 1] != ' ')
                {
                    plain.Append(' ');
                }
            }
            else
            {
                plain.Append(c is '\u2019' or '\u2018' ? '\'' : c is '\u2010' or '\u2011' ? '-' : char.ToLowerInvariant(c));
            }
        }

        return plain.ToString();
    }
}
