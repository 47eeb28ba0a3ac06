using System;
using System.Globalization;

namespace SmtpTls.Dns;

/// <summary>Record types that Core reads as more than octets. Any other number is a type too (RFC 3597).</summary>
internal enum DnsType : ushort
{
    None = 0,
    A = 1,
    NS = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    MX = 15,
    Txt = 16,
    Aaaa = 28,
    Dname = 39,
    Opt = 41,
    DS = 43,
    Rrsig = 46,
    Nsec = 47,
    Dnskey = 48,
    Nsec3 = 50,
    Nsec3Param = 51,
    Tlsa = 52,
    Any = 255,
}

internal static class DnsTypes
{
    /// <summary>The mnemonic, or <c>TYPE65280</c> (RFC 3597 §5).</summary>
    public static string Show(this DnsType type) =>
        Enum.IsDefined(typeof(DnsType), type) && type != DnsType.None
            ? type.ToString().ToUpperInvariant()
            : "TYPE" + ((ushort)type).ToString(CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DnsType type)
    {
        string upper = text.ToUpperInvariant();
        if (upper.StartsWith("TYPE", StringComparison.Ordinal)
            && ushort.TryParse(upper.Substring(4), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
        {
            type = (DnsType)number;
            return true;
        }

        bool letters = upper.Length > 0 && upper[0] is >= 'A' and <= 'Z' && !upper.Contains(',');
        return Enum.TryParse(upper, ignoreCase: true, out type) && letters && type != DnsType.None;
    }
}

/// <summary>RFC 1035 §3.2.4; only the Internet matters here.</summary>
internal static class DnsClass
{
    public const ushort Internet = 1;
}
