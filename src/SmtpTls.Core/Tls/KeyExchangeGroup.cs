using System;
using System.Collections.Generic;
using System.Globalization;
using SmtpTls.Compat;

namespace SmtpTls.Tls;

/// <summary>Reads the group out of a ServerKeyExchange (RFC 5246 §7.4.3, RFC 8422 §5.4), which TLS 1.2 and older send in clear.</summary>
internal static class KeyExchangeGroup
{
    // The primes of RFC 7919 appendix A by their SHA-256; other primes are named by their size alone.
    private static readonly Dictionary<string, string> Primes = new(StringComparer.Ordinal)
    {
        ["9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966"] = "ffdhe2048",
        ["0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17"] = "ffdhe3072",
        ["4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e"] = "ffdhe4096",
        ["227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7"] = "ffdhe6144",
        ["770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833"] = "ffdhe8192",
    };

    /// <param name="suite">The name of the suite in use: it says what the message holds.</param>
    /// <param name="body">The message.</param>
    /// <returns>A name such as <c>x25519</c>, <c>ffdhe2048</c> or <c>dh-1024</c>; null when the message tells none.</returns>
    public static string? Read(string suite, ReadOnlySpan<byte> body)
    {
        OctetReader reader = new(body);
        string exchange = suite.IndexOf("_WITH_", StringComparison.Ordinal) is var end and > 0 ? suite.Substring(0, end) : suite;
        if (exchange.Contains("PSK", StringComparison.Ordinal))
        {
            // RFC 4279 §2: the identity hint stands in front.
            _ = reader.Vector(2);
        }

        if (exchange.Contains("ECDH", StringComparison.Ordinal))
        {
            // RFC 8422 §5.4: curve type 3 is a named curve; explicit ones are forbidden.
            return reader.Number(1) == 3 && reader.Number(2) is var group && !reader.Failed ? TlsNumbers.Group(group) : null;
        }

        if (!exchange.Contains("DH", StringComparison.Ordinal))
        {
            return null;
        }

        ReadOnlySpan<byte> prime = reader.Vector(2);
        while (prime.Length > 0 && prime[0] == 0)
        {
            prime = prime.Slice(1);
        }

        return reader.Failed || prime.Length == 0 ? null : NameOf(prime);
    }

    private static string NameOf(ReadOnlySpan<byte> prime)
    {
        if (Primes.TryGetValue(Hex.ToString(Hashes.Sha256(prime.ToArray())), out string? name))
        {
            return name;
        }

        int bits = prime.Length * 8;
        for (int top = prime[0]; top < 128; top <<= 1)
        {
            bits--;
        }

        return "dh-" + bits.ToString(CultureInfo.InvariantCulture);
    }
}
