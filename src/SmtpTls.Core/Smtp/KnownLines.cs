using System;
using System.Threading;

namespace SmtpTls.Smtp;

/// <summary>
/// Lines that servers sent before, so that the hundredth <c>250-PIPELINING</c> of a run is the same string as the first: a sweep keeps every
/// dialogue, and most servers say the same. One place for each hash; what comes later takes the place, so it never grows.
/// </summary>
internal sealed class KnownLines
{
    private const int Places = 1024;
    private const int LongestLine = 100;
    private readonly string?[] _lines = new string?[Places];

    /// <summary>The text of the octets, as <see cref="WireText"/> reads them.</summary>
    public string TextOf(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > LongestLine)
        {
            return WireText.Decode(octets);
        }

        uint hash = 2166136261;
        foreach (byte octet in octets)
        {
            hash = (hash ^ octet) * 16777619;
        }

        ref string? place = ref _lines[hash % Places];
        string? known = Volatile.Read(ref place);
        if (known is not null && IsSame(known, octets))
        {
            return known;
        }

        string text = WireText.Decode(octets);
        Volatile.Write(ref place, text);
        return text;
    }

    /// <summary>ASCII only: octets beyond it can be read in more than one way, and lines with them are not shared.</summary>
    private static bool IsSame(string known, ReadOnlySpan<byte> octets)
    {
        if (known.Length != octets.Length)
        {
            return false;
        }

        for (int i = 0; i < octets.Length; i++)
        {
            if (known[i] != octets[i] || octets[i] >= 0x80)
            {
                return false;
            }
        }

        return true;
    }
}
