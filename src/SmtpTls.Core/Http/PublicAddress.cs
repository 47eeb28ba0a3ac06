using System;
using System.Net;
using System.Net.Sockets;

namespace SmtpTls.Http;

/// <summary>
/// Whether an address is one of the public Internet (IANA's special-purpose registries, RFC 6890). A name in a stranger's certificate or policy may point
/// anywhere, also at a printer in our own network or at a cloud's metadata service; such addresses are not asked.
/// </summary>
internal static class PublicAddress
{
    public static bool IsPublic(IPAddress address)
    {
        byte[] octets = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork ? IsPublic4(octets) : address.AddressFamily == AddressFamily.InterNetworkV6 && IsPublic6(octets);
    }

    // The documentation ranges (192.0.2.0/24 and so on) lead nowhere and do no harm: they pass.
    private static bool IsPublic4(ReadOnlySpan<byte> a) => !(
        a[0] is 0 or 10 or 127 or >= 224
        || (a[0] == 100 && a[1] is >= 64 and <= 127)
        || (a[0] == 169 && a[1] == 254)
        || (a[0] == 172 && a[1] is >= 16 and <= 31)
        || (a[0] == 192 && a[1] == 168)
        || (a[0] == 192 && a[1] == 0 && a[2] == 0)
        || (a[0] == 192 && a[1] == 88 && a[2] == 99)
        || (a[0] == 198 && a[1] is 18 or 19));

    private static bool IsPublic6(ReadOnlySpan<byte> a)
    {
        // ::ffff:0:0/96 (mapped), ::/96 (compatible), 64:ff9b::/96 (NAT64): the IPv4 address stands at the end.
        bool zeros = IsZero(a.Slice(0, 10));
        if (zeros && ((a[10] == 0xff && a[11] == 0xff) || (a[10] == 0 && a[11] == 0)))
        {
            return IsPublic4(a.Slice(12));
        }

        if (a[0] == 0 && a[1] == 0x64 && a[2] == 0xff && a[3] == 0x9b)
        {
            return IsZero(a.Slice(4, 8)) && IsPublic4(a.Slice(12));
        }

        // 2002::/16 (6to4): it stands behind the prefix.
        if (a[0] == 0x20 && a[1] == 0x02)
        {
            return IsPublic4(a.Slice(2, 4));
        }

        // 2001::/32 (Teredo) hides one; 2001:10::/28 and 2001:20::/28 are no addresses to reach. Outside 2000::/3 nothing is global unicast.
        bool special = a[0] == 0x20 && a[1] == 0x01 && a[2] == 0 && (a[3] == 0 || (a[3] & 0xf0) is 0x10 or 0x20);
        return (a[0] & 0xe0) == 0x20 && !special;
    }

    private static bool IsZero(ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            if (octet != 0)
            {
                return false;
            }
        }

        return true;
    }
}
