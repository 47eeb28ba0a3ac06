using System;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SmtpTls.Tls;

/// <summary>The question of OCSP (RFC 6960 §4.1): is this certificate, named by its issuer's name and key and its serial number, revoked?</summary>
internal static class OcspQuery
{
    private const string Sha1 = "1.3.14.3.2.26", Sha256 = "2.16.840.1.101.3.4.2.1";

    /// <summary>An OCSPRequest without a nonce, which most responders ignore, so that they can answer from store (RFC 5019 §2.1.1: SHA-1 names).</summary>
    /// <exception cref="AsnContentException">The issuer's key cannot be read.</exception>
    public static byte[] Write(CertificateFacts certificate, CertificateFacts issuer)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Sha1);
                writer.WriteNull();
            }

            using SHA1 hash = SHA1.Create();
            writer.WriteOctetString(hash.ComputeHash(certificate.IssuerDer));
            writer.WriteOctetString(hash.ComputeHash(KeyOf(issuer)));
            writer.WriteInteger(certificate.Serial);
        }

        return writer.Encode();
    }

    /// <summary>Whether a CertID of a response names this certificate.</summary>
    /// <exception cref="AsnContentException">It is broken.</exception>
    public static bool Names(AsnReader id, CertificateFacts certificate, CertificateFacts issuer)
    {
        string algorithm = id.ReadSequence().ReadObjectIdentifier();
        byte[] name = id.ReadOctetString(), key = id.ReadOctetString();
        byte[] serial = id.ReadIntegerBytes().ToArray();
        using HashAlgorithm? hash = algorithm == Sha1 ? SHA1.Create() : algorithm == Sha256 ? SHA256.Create() : null;
        return hash is not null
            && serial.AsSpan().SequenceEqual(certificate.Serial)
            && hash.ComputeHash(certificate.IssuerDer).AsSpan().SequenceEqual(name)
            && hash.ComputeHash(KeyOf(issuer)).AsSpan().SequenceEqual(key);
    }

    // The content of the BIT STRING, without tag, length and unused bits.
    private static byte[] KeyOf(CertificateFacts issuer)
    {
        AsnReader info = new AsnReader(issuer.Spki, AsnEncodingRules.BER).ReadSequence();
        _ = info.ReadEncodedValue();
        return info.ReadBitString(out _);
    }
}
