using System;
#if NET8_0_OR_GREATER
using System.Buffers;
#endif
using System.Text;

namespace SmtpTls.Compat;

/// <summary>Printable ASCII as octets, which is what nearly all text of reports is.</summary>
internal static class PlainText
{
#if NET8_0_OR_GREATER
    private static readonly SearchValues<byte> InJson = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

#endif
    /// <summary>True when every octet is a printable ASCII character.</summary>
    public static bool Is(ReadOnlySpan<byte> octets)
    {
#if NET8_0_OR_GREATER
        return octets.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;
#else
        foreach (byte octet in octets)
        {
            if (octet is < (byte)' ' or > (byte)'~')
            {
                return false;
            }
        }

        return true;
#endif
    }

    /// <summary>How many octets are printable ASCII characters before the first that is none, or that a JSON string cannot hold as it is.</summary>
    public static int LengthInJson(ReadOnlySpan<byte> octets)
    {
#if NET8_0_OR_GREATER
        int end = octets.IndexOfAnyExcept(InJson);
        return end < 0 ? octets.Length : end;
#else
        for (int i = 0; i < octets.Length; i++)
        {
            if (octets[i] is < (byte)' ' or > (byte)'~' or (byte)'"' or (byte)'\\')
            {
                return i;
            }
        }

        return octets.Length;
#endif
    }

    /// <summary>True when the octets are the text, letter by letter.</summary>
    public static bool Equal(ReadOnlySpan<byte> octets, string text)
    {
#if NET8_0_OR_GREATER
        return Ascii.Equals(octets, text);
#else
        if (octets.Length != text.Length)
        {
            return false;
        }

        for (int i = 0; i < octets.Length; i++)
        {
            if (octets[i] != text[i])
            {
                return false;
            }
        }

        return true;
#endif
    }

    /// <summary>The text of printable ASCII octets.</summary>
    public static string Read(ReadOnlySpan<byte> octets) => Encoding.ASCII.GetString(octets);
}
