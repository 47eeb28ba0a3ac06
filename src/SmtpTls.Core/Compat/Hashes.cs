using System.Security.Cryptography;

namespace SmtpTls.Compat;

/// <summary>One-call SHA-256 and random octets on both faces.</summary>
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

    public static byte[] RandomOctets(int count)
    {
        byte[] octets = new byte[count];
        using RandomNumberGenerator source = RandomNumberGenerator.Create();
        source.GetBytes(octets);
        return octets;
    }
}
