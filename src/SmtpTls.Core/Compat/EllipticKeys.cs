#if NETSTANDARD2_0
using System;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
#endif
using System.Security.Cryptography;

namespace SmtpTls.Compat;

/// <summary>Public keys on NIST's curves from their bare coordinates.</summary>
internal static class EllipticKeys
{
    /// <summary>X then Y, each as long as the curve's numbers.</summary>
    /// <exception cref="CryptographicException">The coordinates are no point of the curve.</exception>
    public static ECDsa Import(byte[] coordinates, bool p384)
    {
#if NETSTANDARD2_0
        return FromCertificate(coordinates, p384);
#else
        int half = coordinates.Length / 2;
        return ECDsa.Create(new ECParameters
        {
            Curve = p384 ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = coordinates[..half], Y = coordinates[half..] },
        });
#endif
    }

#if NETSTANDARD2_0
    /// <summary>
    /// The old framework takes a bare point in no portable way, but it takes it out of a certificate. So one is written around the key; its
    /// signature is a stand-in that nobody looks at, and it goes no further than this method.
    /// </summary>
    private static ECDsa FromCertificate(byte[] coordinates, bool p384)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                WriteSignatureAlgorithm(writer);
                WriteName(writer);
                using (writer.PushSequence())
                {
                    writer.WriteUtcTime(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
                    writer.WriteUtcTime(new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
                }

                WriteName(writer);
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier("1.2.840.10045.2.1");
                        writer.WriteObjectIdentifier(p384 ? "1.3.132.0.34" : "1.2.840.10045.3.1.7");
                    }

                    byte[] point = new byte[coordinates.Length + 1];
                    point[0] = 4;
                    coordinates.CopyTo(point, 1);
                    writer.WriteBitString(point);
                }
            }

            WriteSignatureAlgorithm(writer);
            writer.WriteBitString(new byte[] { 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01 });
        }

        using X509Certificate2 certificate = new(writer.Encode());
        return certificate.GetECDsaPublicKey() ?? throw new CryptographicException("The coordinates are no public key.");
    }

    private static void WriteSignatureAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
        }
    }

    private static void WriteName(AsnWriter writer)
    {
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.5.4.3");
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, "key");
        }
    }
#endif
}
