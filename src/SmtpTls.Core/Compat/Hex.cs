using System;

namespace SmtpTls.Compat;

/// <summary>Lower-case hex, as every hash in results is written.</summary>
internal static class Hex
{
    private const string Digits = "0123456789abcdef";

    public static string ToString(ReadOnlySpan<byte> octets)
    {
        char[] text = new char[octets.Length * 2];
        for (int i = 0; i < octets.Length; i++)
        {
            text[2 * i] = Digits[octets[i] >> 4];
            text[(2 * i) + 1] = Digits[octets[i] & 15];
        }

        return new string(text);
    }
}
