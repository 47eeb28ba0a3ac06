using System.Security.Cryptography;

namespace SmtpTls.Compat;

/// <summary>One-call hashes and random octets on both faces.</summary>
internal static class Hashes
{
    public static byte[] Sha256(byte[] octets)
    {
#if NETSTANDARD2_0
        using SHA256 hash = SHA256.Create();
        return hash.ComputeHash(octets);
#else
        return SHA256.HashData(octets);
#endif
    }

    public static byte[] Sha1(byte[] octets)
    {
#if NETSTANDARD2_0
        using SHA1 hash = SHA1.Create();
        return hash.ComputeHash(octets);
#else
        return SHA1.HashData(octets);
#endif
    }

    public static byte[] Sha384(byte[] octets)
    {
#if NETSTANDARD2_0
        using SHA384 hash = SHA384.Create();
        return hash.ComputeHash(octets);
#else
        return SHA384.HashData(octets);
#endif
    }

    public static byte[] Sha512(byte[] octets)
    {
#if NETSTANDARD2_0
        using SHA512 hash = SHA512.Create();
        return hash.ComputeHash(octets);
#else
        return SHA512.HashData(octets);
#endif
    }

    public static byte[] RandomOctets(int count)
    {
        byte[] octets = new byte[count];
        using RandomNumberGenerator source = RandomNumberGenerator.Create();
        source.GetBytes(octets);
        return octets;
    }
}
