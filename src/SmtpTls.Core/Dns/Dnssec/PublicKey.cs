using System;
using System.Security.Cryptography;
using SmtpTls.Compat;

namespace SmtpTls.Dns.Dnssec;

/// <summary>A zone's public key, ready to check signatures. Taking it in costs about as much as a check, so it is done once.</summary>
internal abstract class PublicKey
{
    /// <summary>RFC 5702 §2: 512 to 4096 bits.</summary>
    private const int LeastModulus = 64;
    private const int MostModulus = 512;

    /// <summary>Real exponents have three octets; the time of a check grows with this, and so does an attacker's reach.</summary>
    private const int MostExponent = 8;

    /// <summary>True when the signature is the key's over the data. Never throws.</summary>
    public abstract bool Verify(byte[] data, byte[] signature);

    /// <summary>Null when the algorithm is not checked here or the octets are no key of it.</summary>
    public static PublicKey? Read(DnskeyData data)
    {
        try
        {
            return data.Algorithm switch
            {
                DnssecAlgorithms.RsaSha1 or DnssecAlgorithms.RsaSha1Nsec3 => ReadRsa(data.Key, HashAlgorithmName.SHA1),
                DnssecAlgorithms.RsaSha256 => ReadRsa(data.Key, HashAlgorithmName.SHA256),
                DnssecAlgorithms.RsaSha512 => ReadRsa(data.Key, HashAlgorithmName.SHA512),

                // RFC 6605 §4: the two coordinates, without a mark of their form.
                DnssecAlgorithms.EcdsaP256 when data.Key.Length == 64 => new Elliptic(EllipticKeys.Import(data.Key, p384: false), HashAlgorithmName.SHA256, 64),
                DnssecAlgorithms.EcdsaP384 when data.Key.Length == 96 => new Elliptic(EllipticKeys.Import(data.Key, p384: true), HashAlgorithmName.SHA384, 96),
                DnssecAlgorithms.Ed25519 => Ed25519Key.Read(data.Key) is { } key ? new Edwards(key) : null,
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            // What the platform does not take for a key is none.
            return null;
        }
    }

    private static RsaKey? ReadRsa(byte[] octets, HashAlgorithmName hash)
    {
        // RFC 3110 §2: the exponent's length in one octet, or a zero octet and two; the exponent; the modulus.
        if (octets.Length < 3)
        {
            return null;
        }

        int start = octets[0] == 0 ? 3 : 1;
        int length = octets[0] == 0 ? (octets[1] << 8) | octets[2] : octets[0];
        if (length is 0 or > MostExponent || start + length >= octets.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> exponent = WithoutZeros(octets.AsSpan(start, length));
        ReadOnlySpan<byte> modulus = WithoutZeros(octets.AsSpan(start + length));
        if (exponent.IsEmpty || modulus.Length is < LeastModulus or > MostModulus)
        {
            return null;
        }

        RSA rsa = RSA.Create();
        try
        {
            rsa.ImportParameters(new RSAParameters { Exponent = exponent.ToArray(), Modulus = modulus.ToArray() });
            return new RsaKey(rsa, hash, modulus.Length);
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            throw;
        }
    }

    private static ReadOnlySpan<byte> WithoutZeros(ReadOnlySpan<byte> number)
    {
        while (!number.IsEmpty && number[0] == 0)
        {
            number = number.Slice(1);
        }

        return number;
    }

    /// <summary>The platform does not promise that two threads may use one key at once.</summary>
    private sealed class RsaKey(RSA rsa, HashAlgorithmName hash, int length) : PublicKey
    {
        public override bool Verify(byte[] data, byte[] signature)
        {
            if (signature.Length != length)
            {
                return false;
            }

            lock (rsa)
            {
                try
                {
                    return rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
                }
                catch (CryptographicException)
                {
                    // A number that is no signature, or a hash that this platform's policy refuses.
                    return false;
                }
            }
        }
    }

    private sealed class Elliptic(ECDsa key, HashAlgorithmName hash, int length) : PublicKey
    {
        public override bool Verify(byte[] data, byte[] signature)
        {
            // RFC 6605 §4: r and s, each as long as the curve's numbers.
            if (signature.Length != length)
            {
                return false;
            }

            lock (key)
            {
                try
                {
                    return key.VerifyData(data, signature, hash);
                }
                catch (CryptographicException)
                {
                    return false;
                }
            }
        }
    }

    private sealed class Edwards(Ed25519Key key) : PublicKey
    {
        public override bool Verify(byte[] data, byte[] signature) => key.Verify(data, signature);
    }
}
