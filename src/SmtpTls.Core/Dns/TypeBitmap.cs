using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns;

/// <summary>The set of types at a name in NSEC and NSEC3: windows of 256 types, a bit each (RFC 4034 §4.1.2). Kept as octets.</summary>
internal sealed class TypeBitmap
{
    private TypeBitmap(byte[] octets) => Octets = octets;

    public byte[] Octets { get; }

    public IEnumerable<DnsType> Types
    {
        get
        {
            for (int at = 0; at < Octets.Length; at += 2 + Octets[at + 1])
            {
                for (int bit = 0; bit < Octets[at + 1] * 8; bit++)
                {
                    if ((Octets[at + 2 + (bit / 8)] & (0x80 >> (bit % 8))) != 0)
                    {
                        yield return (DnsType)((Octets[at] << 8) | bit);
                    }
                }
            }
        }
    }

    /// <summary>Null when the windows do not rise, are empty, longer than 32 octets, or cut.</summary>
    public static TypeBitmap? Read(ReadOnlySpan<byte> octets)
    {
        int last = -1;
        int at = 0;
        while (at < octets.Length)
        {
            if (at + 2 > octets.Length || octets[at] <= last || octets[at + 1] is 0 or > 32 || at + 2 + octets[at + 1] > octets.Length)
            {
                return null;
            }

            last = octets[at];
            at += 2 + octets[at + 1];
        }

        return new TypeBitmap(octets.ToArray());
    }

    public static TypeBitmap Of(IEnumerable<DnsType> types)
    {
        List<byte> octets = [];
        foreach (IGrouping<int, DnsType> window in types.GroupBy(type => (int)type >> 8).OrderBy(group => group.Key))
        {
            byte[] bits = new byte[(window.Max(type => (int)type & 255) / 8) + 1];
            foreach (DnsType type in window)
            {
                bits[((int)type & 255) / 8] |= (byte)(0x80 >> ((int)type % 8));
            }

            octets.Add((byte)window.Key);
            octets.Add((byte)bits.Length);
            octets.AddRange(bits);
        }

        return new TypeBitmap([.. octets]);
    }

    public bool Has(DnsType type)
    {
        int low = (int)type & 255;
        for (int at = 0; at < Octets.Length; at += 2 + Octets[at + 1])
        {
            if (Octets[at] == (int)type >> 8)
            {
                return low / 8 < Octets[at + 1] && (Octets[at + 2 + (low / 8)] & (0x80 >> (low % 8))) != 0;
            }
        }

        return false;
    }

    public override string ToString() => string.Join(" ", Types.Select(type => type.Show()));
}
