using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using SmtpTls.Compat;

namespace SmtpTls.Tls;

/// <summary>
/// Reads a certificate (RFC 5280 §4.1) by our own hand, so that every platform says the same of it and a hostile one is only data. A
/// certificate binds names to a public key: a signed list of subject, issuer, dates, key and extensions. Octets that are no certificate give facts
/// with nothing but their hash; an extension that cannot be read is named and left out. It never throws.
/// </summary>
internal static class CertificateReader
{
    public static CertificateFacts Read(byte[] der)
    {
        CertificateInfo bare = new() { Sha256 = Hex.ToString(Hashes.Sha256(der)) };
        try
        {
            return ReadCertificate(der, bare);
        }
        catch (AsnContentException)
        {
            return new CertificateFacts { Der = der, Info = bare };
        }
    }

    private static CertificateFacts ReadCertificate(byte[] der, CertificateInfo bare)
    {
        // BER rules: certificates with small breaches of DER are in use, and are to be reported, not refused.
        AsnReader outer = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        byte[] signed = outer.ReadEncodedValue().ToArray();
        (string algorithm, string? hash, bool unusual) = SignatureAlgorithms.Read(outer.ReadSequence());
        byte[] value = outer.ReadBitString(out _);

        AsnReader body = new AsnReader(signed, AsnEncodingRules.BER).ReadSequence();
        Skip(body, 0);
        byte[] serial = body.ReadIntegerBytes().ToArray();
        _ = body.ReadEncodedValue();
        DistinguishedName issuer = DistinguishedName.Read(body.ReadEncodedValue());
        AsnReader validity = body.ReadSequence();
        DateTime? from = ReadTime(validity.ReadEncodedValue()), to = ReadTime(validity.ReadEncodedValue());
        DistinguishedName subject = DistinguishedName.Read(body.ReadEncodedValue());
        byte[] spki = body.ReadEncodedValue().ToArray();
        List<string> problems = [];
        (string? type, int? bits) = ReadKey(spki, problems);
        Skip(body, 1);
        Skip(body, 2);
        CertificateExtensions extensions = CertificateExtensions.Read(body, problems);

        CertificateFacts facts = new()
        {
            Der = der,
            Info = bare with
            {
                Subject = subject.Text,
                Issuer = issuer.Text,
                Names = extensions.ShownNames,
                NotBefore = from,
                NotAfter = to,
                SerialNumber = Hex.ToString(WithoutSign(serial)),
                SpkiSha256 = Hex.ToString(Hashes.Sha256(spki)),
                KeyType = type,
                KeyBits = bits,
                SignatureAlgorithm = SignatureAlgorithms.NameOf(algorithm),
            },
            Readable = true,
            Problems = problems,
            SubjectKey = subject.Key,
            IssuerKey = issuer.Key,
            SubjectDer = subject.Der,
            IssuerDer = issuer.Der,
            CommonName = subject.CommonName,
            SubjectOrganization = subject.Organization,
            IssuerOrganization = issuer.Organization,
            Serial = serial,
            SignatureHash = hash,
            Signature = new SignatureParts(signed, algorithm, hash, value, unusual),
            Spki = spki,
        };
        return extensions.AddTo(facts);
    }

    private static (string? Type, int? Bits) ReadKey(byte[] spki, List<string> problems)
    {
        try
        {
            return SignatureAlgorithms.ReadKey(new AsnReader(spki, AsnEncodingRules.BER).ReadSequence());
        }
        catch (AsnContentException)
        {
            problems.Add("the public key cannot be read");
            return (null, null);
        }
    }

    private static DateTime? ReadTime(ReadOnlyMemory<byte> value)
    {
        try
        {
            AsnReader reader = new(value, AsnEncodingRules.BER);

            // RFC 5280 §4.1.2.5.1: two-digit years from 50 belong to the last century.
            return reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime)
                ? reader.ReadUtcTime(2049).UtcDateTime
                : reader.ReadGeneralizedTime().UtcDateTime;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static byte[] WithoutSign(byte[] serial) => serial.Length > 1 && serial[0] == 0 ? serial.AsSpan(1).ToArray() : serial;

    private static void Skip(AsnReader body, int tag)
    {
        if (body.HasData && body.PeekTag() is { TagClass: TagClass.ContextSpecific } found && found.TagValue == tag)
        {
            _ = body.ReadEncodedValue();
        }
    }
}
