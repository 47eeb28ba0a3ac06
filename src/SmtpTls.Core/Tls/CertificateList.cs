using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.Text;

namespace SmtpTls.Tls;

/// <summary>
/// A certificate revocation list (RFC 5280 §5): the issuer's signed list of the serial numbers it took back. It counts only when it is signed by the
/// certificate's own issuer, is of today, and covers this kind of certificate; lists for others (indirect, delta, by reason) are not used.
/// </summary>
internal sealed class CertificateList
{
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0, true);
    private readonly ReadOnlyMemory<byte> _entries;
    private readonly bool _usersOnly, _authoritiesOnly;
    private readonly List<string> _points = [];
    private string? _problem;

    private CertificateList(byte[] der, CertificateFacts issuer)
    {
        AsnReader outer = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        byte[] signed = outer.ReadEncodedValue().ToArray();
        (string algorithm, string? hash, bool unusual) = SignatureAlgorithms.Read(outer.ReadSequence());
        SignatureParts signature = new(signed, algorithm, hash, outer.ReadBitString(out _), unusual);

        AsnReader list = new AsnReader(signed, AsnEncodingRules.BER).ReadSequence();
        if (list.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            _ = list.ReadIntegerBytes();
        }

        _ = list.ReadEncodedValue();
        _problem = DistinguishedName.Read(list.ReadEncodedValue()).Key != issuer.SubjectKey ? "is by another issuer"
            : issuer.KeyUsage is { } usage && (usage & KeyUsages.CrlSign) == 0 ? "is by an issuer that may not sign lists (keyUsage)"
            : SignatureCheck.Verify(signature, issuer) != SignatureState.Good ? "is not signed by the issuer"
            : null;
        From = RevocationTimes.Read(list);
        To = RevocationTimes.IsTime(list) ? RevocationTimes.Read(list) : null;
        _entries = list.HasData && list.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? list.ReadEncodedValue() : ReadOnlyMemory<byte>.Empty;
        if (list.HasData && list.PeekTag().HasSameClassAndValue(Extensions))
        {
            (_usersOnly, _authoritiesOnly) = ReadExtensions(list.ReadSequence(Extensions).ReadSequence());
        }
    }

    public DateTimeOffset From { get; }

    public DateTimeOffset? To { get; }

    /// <summary>Reads a list and checks that it is the issuer's. Null, with a clause that says why, when it is no list.</summary>
    public static CertificateList? Read(byte[] der, CertificateFacts issuer, out string? problem)
    {
        try
        {
            problem = null;
            return new CertificateList(der, issuer);
        }
        catch (AsnContentException)
        {
            problem = "is no certificate revocation list";
            return null;
        }
    }

    public RevocationAnswer Judge(CertificateFacts certificate, DateTimeOffset now)
    {
        if ((_problem ?? RevocationTimes.Problem(From, To, now) ?? ScopeProblem(certificate)) is { } problem)
        {
            return RevocationAnswer.Unknown("it " + problem);
        }

        try
        {
            return Find(certificate.Serial) is { } since
                ? new RevocationAnswer(RevocationState.Revoked, $"it lists the certificate since {TimeText.Day(since)}")
                : new RevocationAnswer(RevocationState.Good, "it does not list the certificate");
        }
        catch (AsnContentException)
        {
            return RevocationAnswer.Unknown("it has a broken entry");
        }
    }

    private DateTimeOffset? Find(byte[] serial)
    {
        if (_entries.IsEmpty)
        {
            return null;
        }

        AsnReader entries = new AsnReader(_entries, AsnEncodingRules.BER).ReadSequence();
        while (entries.HasData)
        {
            AsnReader entry = entries.ReadSequence();
            if (entry.ReadIntegerBytes().Span.SequenceEqual(serial))
            {
                return RevocationTimes.Read(entry);
            }
        }

        return null;
    }

    private string? ScopeProblem(CertificateFacts certificate)
    {
        if ((_usersOnly && certificate.IsCa) || (_authoritiesOnly && !certificate.IsCa))
        {
            return "does not cover this kind of certificate";
        }

        // RFC 5280 §6.3.3 (b)(2)(i): a partition of a list must be the one that the certificate names.
        return _points.Count == 0 || _points.Exists(point => Contains(certificate.CrlUrls, point)) ? null : "is another part of the list than the certificate names";
    }

    private (bool Users, bool Authorities) ReadExtensions(AsnReader list)
    {
        bool users = false, authorities = false;
        while (list.HasData)
        {
            AsnReader extension = list.ReadSequence();
            string oid = extension.ReadObjectIdentifier();
            bool critical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            AsnReader value = new(extension.ReadOctetString(), AsnEncodingRules.BER);
            if (oid == "2.5.29.28")
            {
                (users, authorities) = ReadScope(value.ReadSequence());
            }
            else if (critical)
            {
                // RFC 5280 §5.2: a critical extension that is not understood (delta lists among them) makes the list useless.
                _problem ??= "has the critical extension " + oid + ", which is not understood";
            }
        }

        return (users, authorities);
    }

    /// <summary>issuingDistributionPoint (RFC 5280 §5.2.5).</summary>
    private (bool Users, bool Authorities) ReadScope(AsnReader scope)
    {
        bool users = false, authorities = false;
        while (scope.HasData)
        {
            Asn1Tag tag = scope.PeekTag();
            switch (tag.TagValue)
            {
                case 0:
                    ReadPoint(scope.ReadSequence(Extensions));
                    break;
                case 1:
                    users = scope.ReadBoolean(tag);
                    break;
                case 2:
                    authorities = scope.ReadBoolean(tag);
                    break;
                default:
                    _ = scope.ReadEncodedValue();
                    _problem ??= "covers other certificates or only some reasons (indirect or partial list)";
                    break;
            }
        }

        return (users, authorities);
    }

    private void ReadPoint(AsnReader point)
    {
        if (!point.HasData || !point.PeekTag().HasSameClassAndValue(Extensions))
        {
            return;
        }

        AsnReader names = point.ReadSequence(Extensions);
        while (names.HasData && _points.Count < 16)
        {
            if (names.PeekTag() is { TagClass: TagClass.ContextSpecific, TagValue: 6, IsConstructed: false })
            {
                _points.Add(Encoding.GetEncoding("ISO-8859-1").GetString(names.PeekContentBytes().ToArray()));
            }

            _ = names.ReadEncodedValue();
        }
    }

    private static bool Contains(IReadOnlyList<string> urls, string wanted)
    {
        foreach (string url in urls)
        {
            if (url == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
