using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.Globalization;

namespace SmtpTls.Tls;

/// <summary>
/// Reads and judges the answer of an OCSP responder (RFC 6960 §4.2). It counts only when it speaks of this certificate, is signed by the issuer or by a
/// responder the issuer appointed for it, and is of today. Never throws.
/// </summary>
internal static class OcspResponse
{
    private const string Basic = "1.3.6.1.5.5.7.48.1.1", OcspSigning = "1.3.6.1.5.5.7.3.9";
    private const int MostAnswers = 1000, MostResponders = 8;

    public static RevocationAnswer Judge(byte[] der, CertificateFacts certificate, CertificateFacts issuer, DateTimeOffset now)
    {
        try
        {
            AsnReader response = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            int status = response.ReadEnumeratedBytes().Span is [var code] ? code : 255;
            if (status != 0)
            {
                return RevocationAnswer.Unknown("it answered " + StatusName(status));
            }

            AsnReader bytes = response.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)).ReadSequence();
            return bytes.ReadObjectIdentifier() == Basic
                ? JudgeBasic(bytes.ReadOctetString(), certificate, issuer, now)
                : RevocationAnswer.Unknown("its answer is of an unknown kind");
        }
        catch (AsnContentException)
        {
            return RevocationAnswer.Unknown("its answer is no OCSP response");
        }
    }

    private static RevocationAnswer JudgeBasic(byte[] der, CertificateFacts certificate, CertificateFacts issuer, DateTimeOffset now)
    {
        AsnReader basic = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        byte[] signed = basic.ReadEncodedValue().ToArray();
        (string algorithm, string? hash, bool unusual) = SignatureAlgorithms.Read(basic.ReadSequence());
        SignatureParts signature = new(signed, algorithm, hash, basic.ReadBitString(out _), unusual);
        if (!IsSigned(signature, Responders(basic), issuer, now))
        {
            return RevocationAnswer.Unknown("its answer is not signed by the issuer or a responder of the issuer");
        }

        AsnReader data = new AsnReader(signed, AsnEncodingRules.BER).ReadSequence();

        // version [0], responderID [1] or [2]: who signed was seen from the signature.
        while (data.PeekTag().TagClass == TagClass.ContextSpecific)
        {
            _ = data.ReadEncodedValue();
        }

        _ = data.ReadEncodedValue();
        AsnReader answers = data.ReadSequence();
        for (int count = 0; answers.HasData && count < MostAnswers; count++)
        {
            AsnReader answer = answers.ReadSequence();
            if (OcspQuery.Names(answer.ReadSequence(), certificate, issuer))
            {
                return JudgeSingle(answer, now);
            }
        }

        return RevocationAnswer.Unknown("its answer does not speak of this certificate");
    }

    private static RevocationAnswer JudgeSingle(AsnReader answer, DateTimeOffset now)
    {
        Asn1Tag tag = answer.PeekTag();
        ReadOnlyMemory<byte> status = answer.ReadEncodedValue();
        DateTimeOffset from = answer.ReadGeneralizedTime();
        Asn1Tag next = new(TagClass.ContextSpecific, 0, true);
        DateTimeOffset? to = answer.HasData && answer.PeekTag().HasSameClassAndValue(next) ? answer.ReadSequence(next).ReadGeneralizedTime() : null;
        if (RevocationTimes.Problem(from, to, now) is { } problem)
        {
            return RevocationAnswer.Unknown("its answer " + problem);
        }

        switch (tag.TagValue)
        {
            case 0:
                return new RevocationAnswer(RevocationState.Good, "it says good");
            case 1:
                DateTimeOffset since = new AsnReader(status, AsnEncodingRules.BER).ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1, true)).ReadGeneralizedTime();
                return new RevocationAnswer(RevocationState.Revoked, $"it says revoked since {TimeText.Day(since)}");
            default:
                return RevocationAnswer.Unknown("it does not know this certificate");
        }
    }

    private static List<CertificateFacts> Responders(AsnReader basic)
    {
        List<CertificateFacts> responders = [];
        if (basic.HasData)
        {
            AsnReader list = basic.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)).ReadSequence();
            while (list.HasData && responders.Count < MostResponders)
            {
                responders.Add(CertificateReader.Read(list.ReadEncodedValue().ToArray()));
            }
        }

        return responders;
    }

    private static bool IsSigned(SignatureParts signature, List<CertificateFacts> responders, CertificateFacts issuer, DateTimeOffset now)
    {
        if (SignatureCheck.Verify(signature, issuer) == SignatureState.Good)
        {
            return true;
        }

        foreach (CertificateFacts responder in responders)
        {
            // RFC 6960 §4.2.2.2: a delegate is issued by the very issuer and bears id-kp-OCSPSigning.
            if (responder.Readable
                && responder.IsValidAt(now)
                && responder.IssuerKey == issuer.SubjectKey
                && responder.ExtendedKeyUsage is { } usages && Contains(usages, OcspSigning)
                && SignatureCheck.Verify(responder.Signature, issuer) == SignatureState.Good
                && SignatureCheck.Verify(signature, responder) == SignatureState.Good)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(IReadOnlyList<string> usages, string wanted)
    {
        foreach (string usage in usages)
        {
            if (usage == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private static string StatusName(int status) => status switch
    {
        1 => "malformedRequest",
        2 => "internalError",
        3 => "tryLater",
        5 => "sigRequired",
        6 => "unauthorized",
        _ => "status " + status.ToString(CultureInfo.InvariantCulture),
    };
}
