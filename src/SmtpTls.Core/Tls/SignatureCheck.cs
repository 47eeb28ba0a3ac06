using System;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Tls;

internal enum SignatureState
{
    Good,
    Bad,

    /// <summary>An algorithm or key that this framework cannot verify (Ed25519, MD2, odd curves, RSA-PSS with an odd salt).</summary>
    Unknown,
}

/// <summary>Verifies a signature on a certificate, CRL or OCSP response with an issuer's key.</summary>
internal static class SignatureCheck
{
    public static SignatureState Verify(SignatureParts? parts, CertificateFacts issuer)
    {
        if (parts?.Hash is not ("MD5" or "SHA1" or "SHA256" or "SHA384" or "SHA512") || parts.Unusual)
        {
            return SignatureState.Unknown;
        }

        try
        {
            using X509Certificate2 certificate = new(issuer.Der);
            bool? good = Verify(parts, certificate);
            return good is null ? SignatureState.Unknown : good.Value ? SignatureState.Good : SignatureState.Bad;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            // A key or certificate that the platform cannot use.
            return SignatureState.Unknown;
        }
    }

    private static bool? Verify(SignatureParts parts, X509Certificate2 certificate)
    {
        HashAlgorithmName hash = new(parts.Hash!);
        if (parts.Algorithm == SignatureAlgorithms.Pss || parts.Algorithm.StartsWith("1.2.840.113549.1.1.", StringComparison.Ordinal) || parts.Algorithm == "1.3.14.3.2.29")
        {
            RSASignaturePadding padding = parts.Algorithm == SignatureAlgorithms.Pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
            using RSA? rsa = certificate.GetRSAPublicKey();
            return rsa?.VerifyData(parts.Signed, parts.Value, hash, padding);
        }

        using ECDsa? curve = certificate.GetECDsaPublicKey();
        if (curve is null)
        {
            return null;
        }

        return ToFixedSize(parts.Value, (curve.KeySize + 7) / 8) is { } signature && curve.VerifyData(parts.Signed, signature, hash);
    }

    /// <summary>RFC 3279 §2.2.3 writes an ECDSA signature as two INTEGERs; the framework wants them side by side at the curve's size.</summary>
    private static byte[]? ToFixedSize(byte[] signature, int size)
    {
        try
        {
            AsnReader pair = new AsnReader(signature, AsnEncodingRules.BER).ReadSequence();
            byte[] both = new byte[2 * size];
            for (int i = 0; i < 2; i++)
            {
                ReadOnlySpan<byte> number = pair.ReadIntegerBytes().Span;
                while (number.Length > 1 && number[0] == 0)
                {
                    number = number.Slice(1);
                }

                if (number.Length > size)
                {
                    return null;
                }

                number.CopyTo(both.AsSpan(((i + 1) * size) - number.Length));
            }

            return both;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
