using System;
using System.Globalization;
using System.Linq;

namespace SmtpTls.Dns.Dnssec;

/// <summary>One line of a file of trust anchors: <c>name [ttl] [IN] DS ...</c> or <c>... DNSKEY ...</c> (RFC 4034 §5.3, §2.2).</summary>
internal static class AnchorLine
{
    private static readonly char[] Blanks = [' ', '\t', '\r'];

    public static string WithoutComment(string line)
    {
        int end = line.IndexOf(';');
        string text = (end < 0 ? line : line.Substring(0, end)).Trim('\uFEFF', ' ', '\t', '\r');
        return text.StartsWith('#') ? "" : text;
    }

    public static (DnsName Name, DsData Data)? Parse(string line, out string problem)
    {
        string[] words = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        int at = 1;
        if (at < words.Length && uint.TryParse(words[at], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            at++;
        }

        if (at < words.Length && words[at].Equals("IN", StringComparison.OrdinalIgnoreCase))
        {
            at++;
        }

        problem = "it is not 'name IN DS tag algorithm digest-type digest' or 'name IN DNSKEY flags protocol algorithm key' on one line";
        if (words.Length < at + 5 || !DnsName.TryParse(words[0], out DnsName? name))
        {
            return null;
        }

        string data = string.Concat(words.Skip(at + 4));
        DsData? anchor = words[at].ToUpperInvariant() switch
        {
            "DS" => ParseDs(words, at, data, ref problem),
            "DNSKEY" => ParseKey(name, words, at, data, ref problem),
            _ => null,
        };
        return anchor is null ? null : (name, anchor);
    }

    private static DsData? ParseDs(string[] words, int at, string hex, ref string problem)
    {
        if (!ushort.TryParse(words[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort tag)
            || !byte.TryParse(words[at + 2], NumberStyles.None, CultureInfo.InvariantCulture, out byte algorithm)
            || !byte.TryParse(words[at + 3], NumberStyles.None, CultureInfo.InvariantCulture, out byte type)
            || FromHex(hex) is not { } digest)
        {
            problem = "a number is out of range or the digest is not in hexadecimal";
            return null;
        }

        int length = type switch { DsDigests.Sha1 => 20, DsDigests.Sha256 => 32, DsDigests.Sha384 => 48, _ => digest.Length };
        if (digest.Length != length)
        {
            problem = $"the digest has {digest.Length} octets where its type has {length}";
            return null;
        }

        return new DsData(tag, algorithm, type, digest);
    }

    private static DsData? ParseKey(DnsName name, string[] words, int at, string base64, ref string problem)
    {
        if (!ushort.TryParse(words[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort flags)
            || !byte.TryParse(words[at + 2], NumberStyles.None, CultureInfo.InvariantCulture, out byte protocol)
            || !byte.TryParse(words[at + 3], NumberStyles.None, CultureInfo.InvariantCulture, out byte algorithm)
            || FromBase64(base64) is not { } octets)
        {
            problem = "a number is out of range or the key is not in base 64";
            return null;
        }

        ZoneKey key = new(new DnskeyData(flags, protocol, algorithm, octets));
        if (!key.MaySign || (DnssecAlgorithms.IsStrong(algorithm) && key.Key is null))
        {
            problem = "the key is malformed, revoked, or no zone's key";
            return null;
        }

        return new DsData(key.Tag, algorithm, DsDigests.Sha256, DsDigests.Compute(DsDigests.Sha256, name, key.Octets)!);
    }

    private static byte[]? FromHex(string hex)
    {
        if (hex.Length == 0 || hex.Length % 2 != 0 || !hex.All(IsHexDigit))
        {
            return null;
        }

        byte[] octets = new byte[hex.Length / 2];
        for (int i = 0; i < octets.Length; i++)
        {
            octets[i] = byte.Parse(hex.Substring(2 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return octets;
    }

    private static bool IsHexDigit(char c) => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');

    private static byte[]? FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
