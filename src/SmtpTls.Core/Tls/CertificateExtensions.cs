using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.Net;
using System.Text;

namespace SmtpTls.Tls;

/// <summary>The extensions of a certificate that matter for mail servers (RFC 5280 §4.2).</summary>
internal sealed class CertificateExtensions
{
    /// <summary>More names than any server needs; the rest of a hostile list is not kept.</summary>
    public const int MostNames = 1000;
    private const int MostExtensions = 100, MostUrls = 16, MostUsages = 64;

    private readonly List<string> _shown = [], _dns = [], _issuers = [], _ocsp = [], _crl = [];
    private List<string>? _usages;
    private KeyUsages? _keyUsage;
    private bool _hasNames, _isCa, _constraints, _staple;
    private int? _pathLength;
    private byte[]? _subjectKeyId, _authorityKeyId;

    /// <summary>dNSName and iPAddress entries in order, fit to be shown.</summary>
    public IReadOnlyList<string> ShownNames => _shown;

    /// <param name="body">The rest of a TBSCertificate, from the extensions on.</param>
    /// <param name="problems">Gets a clause for each extension that cannot be read.</param>
    public static CertificateExtensions Read(AsnReader body, List<string> problems)
    {
        CertificateExtensions read = new();
        Asn1Tag tag = new(TagClass.ContextSpecific, 3, true);
        if (!body.HasData || !body.PeekTag().HasSameClassAndValue(tag))
        {
            return read;
        }

        AsnReader list = body.ReadSequence(tag).ReadSequence();
        for (int count = 0; list.HasData && count < MostExtensions; count++)
        {
            AsnReader extension = list.ReadSequence();
            string oid = extension.ReadObjectIdentifier();
            try
            {
                if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
                {
                    _ = extension.ReadBoolean();
                }

                read.Take(oid, new AsnReader(extension.ReadOctetString(), AsnEncodingRules.BER));
            }
            catch (AsnContentException)
            {
                problems.Add("the extension " + oid + " cannot be read");
            }
        }

        return read;
    }

    public CertificateFacts AddTo(CertificateFacts facts) => facts with
    {
        HasSubjectAltName = _hasNames,
        DnsNames = _dns,
        IsCa = _isCa,
        PathLength = _pathLength,
        KeyUsage = _keyUsage,
        ExtendedKeyUsage = _usages,
        HasNameConstraints = _constraints,
        SubjectKeyId = _subjectKeyId,
        AuthorityKeyId = _authorityKeyId,
        IssuerUrls = _issuers,
        OcspUrls = _ocsp,
        CrlUrls = _crl,
        MustStaple = _staple,
    };

    private void Take(string oid, AsnReader value)
    {
        switch (oid)
        {
            case "2.5.29.17":
                _hasNames = true;
                TakeNames(value.ReadSequence());
                break;
            case "2.5.29.19":
                TakeConstraints(value.ReadSequence());
                break;
            case "2.5.29.15":
                TakeKeyUsage(value.ReadBitString(out _));
                break;
            case "2.5.29.37":
                TakeUsages(value.ReadSequence());
                break;
            case "2.5.29.14":
                _subjectKeyId = value.ReadOctetString();
                break;
            case "2.5.29.35":
                TakeAuthorityKey(value.ReadSequence());
                break;
            case "2.5.29.30":
                _constraints = true;
                break;
            case "2.5.29.31":
                TakeCrlPoints(value.ReadSequence());
                break;
            case "1.3.6.1.5.5.7.1.1":
                TakeAccess(value.ReadSequence());
                break;
            case "1.3.6.1.5.5.7.1.24":
                _staple = true;
                break;
        }
    }

    private void TakeNames(AsnReader names)
    {
        for (int count = 0; names.HasData && count < MostNames; count++)
        {
            Asn1Tag tag = names.PeekTag();
            ReadOnlySpan<byte> content = names.PeekContentBytes().Span;
            _ = names.ReadEncodedValue();
            if (tag is { TagClass: TagClass.ContextSpecific, TagValue: 2, IsConstructed: false })
            {
                string name = Latin(content);
                _dns.Add(name);
                _shown.Add(VisibleText.Show(name, 300));
            }
            else if (tag is { TagClass: TagClass.ContextSpecific, TagValue: 7, IsConstructed: false } && content.Length is 4 or 16)
            {
                _shown.Add(new IPAddress(content.ToArray()).ToString());
            }
        }
    }

    private void TakeConstraints(AsnReader constraints)
    {
        _isCa = constraints.HasData && constraints.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && constraints.ReadBoolean();
        if (constraints.HasData)
        {
            _pathLength = constraints.TryReadInt32(out int length) && length >= 0 ? length : 0;
        }
    }

    private void TakeKeyUsage(byte[] bits)
    {
        // RFC 5280 §4.2.1.3: bit 0 is the first octet's highest.
        int first = bits.Length > 0 ? bits[0] : 0;
        int usage = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            usage |= (first & (0x80 >> bit)) != 0 ? 1 << bit : 0;
        }

        _keyUsage = (KeyUsages)usage;
    }

    private void TakeUsages(AsnReader usages)
    {
        _usages = [];
        while (usages.HasData && _usages.Count < MostUsages)
        {
            _usages.Add(usages.ReadObjectIdentifier());
        }
    }

    private void TakeAuthorityKey(AsnReader identifier)
    {
        Asn1Tag tag = new(TagClass.ContextSpecific, 0);
        if (identifier.HasData && identifier.PeekTag().HasSameClassAndValue(tag))
        {
            _authorityKeyId = identifier.ReadOctetString(tag);
        }
    }

    private void TakeAccess(AsnReader list)
    {
        while (list.HasData)
        {
            AsnReader access = list.ReadSequence();
            string method = access.ReadObjectIdentifier();
            List<string>? urls = method switch
            {
                "1.3.6.1.5.5.7.48.1" => _ocsp,
                "1.3.6.1.5.5.7.48.2" => _issuers,
                _ => null,
            };
            TakeUrl(access, urls);
        }
    }

    private void TakeCrlPoints(AsnReader points)
    {
        Asn1Tag zero = new(TagClass.ContextSpecific, 0, true), issuer = new(TagClass.ContextSpecific, 2, true);
        while (points.HasData)
        {
            AsnReader point = points.ReadSequence();
            AsnReader? names = null;
            if (point.HasData && point.PeekTag().HasSameClassAndValue(zero))
            {
                AsnReader where = point.ReadSequence(zero);
                names = where.HasData && where.PeekTag().HasSameClassAndValue(zero) ? where.ReadSequence(zero) : null;
            }

            // RFC 5280 §4.2.1.13: reasons and cRLIssuer follow. A list by another issuer (indirect) is not asked.
            bool indirect = false;
            while (point.HasData)
            {
                indirect |= point.PeekTag().HasSameClassAndValue(issuer);
                _ = point.ReadEncodedValue();
            }

            while (names is { HasData: true })
            {
                TakeUrl(names, indirect ? null : _crl);
            }
        }
    }

    /// <summary>Takes the next GeneralName when it is an URI.</summary>
    private static void TakeUrl(AsnReader names, List<string>? urls)
    {
        Asn1Tag tag = names.PeekTag();
        ReadOnlySpan<byte> content = names.PeekContentBytes().Span;
        if (tag is { TagClass: TagClass.ContextSpecific, TagValue: 6, IsConstructed: false } && urls is { Count: < MostUrls } && content.Length <= 2048)
        {
            urls.Add(Latin(content));
        }

        _ = names.ReadEncodedValue();
    }

    private static string Latin(ReadOnlySpan<byte> octets) => Encoding.GetEncoding("ISO-8859-1").GetString(octets.ToArray());
}
