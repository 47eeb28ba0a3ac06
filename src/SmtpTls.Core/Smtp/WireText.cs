using System;
using System.Text;

namespace SmtpTls.Smtp;

/// <summary>Octets of an SMTP line as text, with nothing lost: UTF-8 where they are UTF-8 (RFC 6531 §3.7.4.2), else one character an octet.</summary>
internal static class WireText
{
    public static string Decode(ReadOnlySpan<byte> octets)
    {
        bool ascii = true;
        foreach (byte octet in octets)
        {
            ascii &= octet < 0x80;
        }

        if (!ascii)
        {
            // A decoder that replaces says "not UTF-8" without an exception for every line of a hostile server.
            string text = Encoding.UTF8.GetString(octets);
            if (text.IndexOf('\ufffd') < 0)
            {
                return text;
            }
        }

        char[] characters = new char[octets.Length];
        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = (char)octets[i];
        }

        return new string(characters);
    }
}
