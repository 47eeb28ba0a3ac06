using System;
using System.Formats.Asn1;
using SmtpTls.Tls;

namespace SmtpTls.Dane;

/// <summary>
/// A public key that stands alone in a TLSA record (2 1 0), dressed as the certificate of the authority that it belongs to, because that is what
/// signatures are verified with. Its own signature is no signature, and nobody looks at it: an anchor is believed for other reasons.
/// </summary>
internal static class KeyAnchor
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    /// <param name="name">The distinguished name that the authority is called by, DER.</param>
    /// <param name="spki">SubjectPublicKeyInfo, DER.</param>
    /// <returns>Facts that are not Readable where the octets make no certificate.</returns>
    public static CertificateFacts Dress(byte[] name, byte[] spki)
    {
        try
        {
            return CertificateReader.Read(Write(name, spki));
        }
        catch (ArgumentException)
        {
            // A name or key that is well formed by BER and not by DER: nothing that was signed with it could be verified.
            return new CertificateFacts { Der = [], Info = new CertificateInfo() };
        }
    }

    private static byte[] Write(byte[] name, byte[] spki)
    {
        AsnWriter body = new(AsnEncodingRules.DER);
        using (body.PushSequence())
        {
            using (body.PushSequence())
            {
                using (body.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))
                {
                    body.WriteInteger(2);
                }

                body.WriteInteger(1);
                Algorithm(body);
                body.WriteEncodedValue(name);
                using (body.PushSequence())
                {
                    body.WriteUtcTime(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
                    body.WriteUtcTime(new DateTimeOffset(2049, 12, 31, 0, 0, 0, TimeSpan.Zero));
                }

                body.WriteEncodedValue(name);
                body.WriteEncodedValue(spki);
                Extensions(body);
            }

            Algorithm(body);
            body.WriteBitString([0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]);
        }

        return body.Encode();
    }

    private static void Algorithm(AsnWriter to)
    {
        using (to.PushSequence())
        {
            to.WriteObjectIdentifier(EcdsaWithSha256);
        }
    }

    // basicConstraints, critical: it is an authority.
    private static void Extensions(AsnWriter to)
    {
        AsnWriter constraints = new(AsnEncodingRules.DER);
        using (constraints.PushSequence())
        {
            constraints.WriteBoolean(true);
        }

        using (to.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3, true)))
        using (to.PushSequence())
        using (to.PushSequence())
        {
            to.WriteObjectIdentifier("2.5.29.19");
            to.WriteBoolean(true);
            to.WriteOctetString(constraints.Encode());
        }
    }
}
