using System.Globalization;
using SmtpTls.Compat;

namespace SmtpTls.Dns.Dnssec;

/// <summary>The algorithms of the IANA registry "DNS Security Algorithm Numbers" that are checked here.</summary>
internal static class DnssecAlgorithms
{
    public const byte RsaSha1 = 5;
    public const byte RsaSha1Nsec3 = 7;
    public const byte RsaSha256 = 8;
    public const byte RsaSha512 = 10;
    public const byte EcdsaP256 = 13;
    public const byte EcdsaP384 = 14;
    public const byte Ed25519 = 15;
    public const byte Ed448 = 16;

    /// <summary>A zone signed with one of these is secure when it holds.</summary>
    public static bool IsStrong(byte algorithm) => algorithm is RsaSha256 or RsaSha512 or EcdsaP256 or EcdsaP384 or Ed25519;

    /// <summary>RFC 9905 §2: counted as unsupported, though checked.</summary>
    public static bool IsWeak(byte algorithm) => algorithm is RsaSha1 or RsaSha1Nsec3;

    public static string Name(byte algorithm) => algorithm switch
    {
        RsaSha1 => "RSA/SHA-1",
        RsaSha1Nsec3 => "RSA/SHA-1 with NSEC3",
        RsaSha256 => "RSA/SHA-256",
        RsaSha512 => "RSA/SHA-512",
        EcdsaP256 => "ECDSA P-256",
        EcdsaP384 => "ECDSA P-384",
        Ed25519 => "Ed25519",
        Ed448 => "Ed448",
        _ => "algorithm " + algorithm.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>Digests of keys in DS records (RFC 4034 §5.1.4, RFC 4509, RFC 6605 §2).</summary>
internal static class DsDigests
{
    public const byte Sha1 = 1;
    public const byte Sha256 = 2;
    public const byte Sha384 = 4;

    public static bool IsKnown(byte type) => type is Sha1 or Sha256 or Sha384;

    /// <summary>The digest of a key: over the owner in canonical form and the record's data. Null for a type that is not known.</summary>
    public static byte[]? Compute(byte type, DnsName owner, byte[] keyOctets)
    {
        byte[] octets = [.. owner.ToCanonical(), .. keyOctets];
        return type switch
        {
            Sha1 => Hashes.Sha1(octets),
            Sha256 => Hashes.Sha256(octets),
            Sha384 => Hashes.Sha384(octets),
            _ => null,
        };
    }
}
