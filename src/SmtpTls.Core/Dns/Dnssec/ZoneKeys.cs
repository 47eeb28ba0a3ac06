using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns.Dnssec;

/// <summary>One DNSKEY record. It is taken in for checking when it is first needed.</summary>
internal sealed class ZoneKey
{
    private const ushort ZoneFlag = 0x0100;
    private const ushort RevokedFlag = 0x0080;

    private readonly Lazy<PublicKey?> _key;

    public ZoneKey(DnskeyData data)
    {
        Data = data;
        Octets = data.ToCanonical();
        Tag = TagOf(Octets);
        _key = new Lazy<PublicKey?>(() => PublicKey.Read(data));
    }

    public DnskeyData Data { get; }

    public byte[] Octets { get; }

    public ushort Tag { get; }

    /// <summary>RFC 4034 §2.1.1 and §2.1.2: a zone's key with protocol 3. RFC 5011 §2.1: a revoked one proves nothing.</summary>
    public bool MaySign => (Data.Flags & (ZoneFlag | RevokedFlag)) == ZoneFlag && Data.Protocol == 3;

    /// <summary>Null when it is not a key that can be checked.</summary>
    public PublicKey? Key => _key.Value;

    /// <summary>RFC 4034 appendix B: a sum that tells keys apart most of the time.</summary>
    public static ushort TagOf(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            sum += (i & 1) == 0 ? (uint)octets[i] << 8 : octets[i];
        }

        return (ushort)(sum + (sum >> 16));
    }
}

/// <summary>The keys that a zone's records may be signed with.</summary>
internal sealed class ZoneKeys(DnsName zone, IReadOnlyList<ZoneKey> keys, bool weak)
{
    private readonly ILookup<int, ZoneKey> _keys = keys.Where(key => key.MaySign).ToLookup(key => Index(key.Tag, key.Data.Algorithm));

    public DnsName Zone { get; } = zone;

    /// <summary>RFC 9905: the parent vouches only for keys whose algorithm is not to be trusted any more.</summary>
    public bool Weak { get; } = weak;

    public IEnumerable<ZoneKey> Find(ushort tag, byte algorithm) => _keys[Index(tag, algorithm)];

    private static int Index(ushort tag, byte algorithm) => (algorithm << 16) | tag;
}
