using System;
using System.Globalization;
using System.Text;

namespace SmtpTls.Dns;

/// <summary>Names and octet strings in master file form (RFC 1035 §5.1, RFC 4343 §2.1).</summary>
internal static class DnsNameText
{
    /// <summary>The wire form of a written name; null when it is none.</summary>
    public static byte[]? ToWire(string? text)
    {
        // Four characters an octet at most, each octet once.
        if (string.IsNullOrEmpty(text) || text!.Length > 4 * DnsName.MostOctets)
        {
            return null;
        }

        if (text == ".")
        {
            return [0];
        }

        byte[] wire = new byte[DnsName.MostOctets];
        int start = 0;
        int end = 1;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '.')
            {
                if (!CloseLabel(wire, start, end))
                {
                    return null;
                }

                start = end++;
                continue;
            }

            int octet = ReadOctet(text, ref i);
            if (octet < 0 || end >= wire.Length)
            {
                return null;
            }

            wire[end++] = (byte)octet;
        }

        // Without the last dot the last label is still open.
        bool open = end > start + 1;
        return (open && !CloseLabel(wire, start, end)) || (open && end >= wire.Length) || (!open && start >= wire.Length)
            ? null
            : wire.AsSpan(0, open ? end + 1 : start + 1).ToArray();
    }

    public static string Show(ReadOnlySpan<byte> wire)
    {
        if (wire.Length == 1)
        {
            return ".";
        }

        StringBuilder text = new(wire.Length);
        for (int at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            foreach (byte octet in wire.Slice(at + 1, wire[at]))
            {
                AppendOctet(text, DnsName.Lower(octet));
            }

            text.Append('.');
        }

        return text.ToString();
    }

    /// <summary>A character-string in quotes (RFC 1035 §3.3, §5.1).</summary>
    public static string Quote(ReadOnlySpan<byte> octets)
    {
        StringBuilder text = new(octets.Length + 2);
        text.Append('"');
        foreach (byte octet in octets)
        {
            if (octet is (byte)'"' or (byte)'\\')
            {
                text.Append('\\').Append((char)octet);
            }
            else if (octet is >= (byte)' ' and <= (byte)'~')
            {
                text.Append((char)octet);
            }
            else
            {
                AppendDecimal(text, octet);
            }
        }

        return text.Append('"').ToString();
    }

    private static void AppendOctet(StringBuilder text, byte octet)
    {
        // Dot and backslash are syntax of names; the others are syntax of master files.
        if (octet is (byte)'.' or (byte)'\\' or (byte)'"' or (byte)'(' or (byte)')' or (byte)';' or (byte)'@' or (byte)'$')
        {
            text.Append('\\').Append((char)octet);
        }
        else if (octet is > (byte)' ' and <= (byte)'~')
        {
            text.Append((char)octet);
        }
        else
        {
            AppendDecimal(text, octet);
        }
    }

    private static void AppendDecimal(StringBuilder text, byte octet) =>
        text.Append('\\').Append(octet.ToString("000", CultureInfo.InvariantCulture));

    private static bool CloseLabel(byte[] wire, int start, int end)
    {
        int length = end - start - 1;
        if (length is 0 or > DnsName.MostLabelOctets || end >= wire.Length)
        {
            return false;
        }

        wire[start] = (byte)length;
        return true;
    }

    private static int ReadOctet(string text, ref int i)
    {
        if (text[i] != '\\')
        {
            return text[i] <= 127 ? text[i] : -1;
        }

        if (i + 3 < text.Length && IsDigit(text[i + 1]) && IsDigit(text[i + 2]) && IsDigit(text[i + 3]))
        {
            int octet = (100 * (text[i + 1] - '0')) + (10 * (text[i + 2] - '0')) + text[i + 3] - '0';
            i += 3;
            return octet <= 255 ? octet : -1;
        }

        i++;
        return i < text.Length && text[i] <= 127 && !IsDigit(text[i]) ? text[i] : -1;
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
