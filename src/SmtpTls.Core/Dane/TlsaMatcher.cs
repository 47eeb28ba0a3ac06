using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Compat;
using SmtpTls.Tls;

namespace SmtpTls.Dane;

/// <summary>
/// Holds a set of TLSA records against the certificates one server sent. Names are left out, because they depend on the domain that the mail is
/// for: <see cref="ReferenceNames"/> adds them. Signatures are verified, so it is done once while facts are gathered.
/// </summary>
internal static class TlsaMatcher
{
    private const int MostSent = 100;

    /// <param name="set">The records.</param>
    /// <param name="sent">As sent, leaf first; may be empty.</param>
    /// <param name="now">The moment that dates are held against.</param>
    /// <returns>One for each record, in their order.</returns>
    public static IReadOnlyList<TlsaFit> Fit(TlsaSet set, IReadOnlyList<CertificateFacts> sent, DateTimeOffset now)
    {
        TlsaFit[] fits = [.. set.Records.Select(record => record.Usable ? TlsaFit.NoMatch : TlsaFit.Unusable)];
        if (sent.Count == 0)
        {
            return fits;
        }

        List<PublishedAnchor> anchors = [];
        for (int i = 0; i < fits.Length; i++)
        {
            TlsaRecord record = set.Records[i];
            if (record is { Usable: true, Usage: TlsaRecord.DaneEe } && Names(record, sent[0]))
            {
                // RFC 7671 §5.1: names, dates and issuers of the certificate do not count.
                fits[i] = TlsaFit.Match;
            }
            else if (record is { Usable: true, Usage: TlsaRecord.DaneTa })
            {
                anchors.Add(new PublishedAnchor(i, record));
            }
        }

        if (anchors.Count > 0 && sent[0].Readable)
        {
            new AnchorSearch([.. sent.Take(MostSent)], anchors, now).Run(fits);
        }

        return fits;
    }

    /// <summary>Whether a record names this certificate.</summary>
    public static bool Names(TlsaRecord record, CertificateFacts certificate)
    {
        byte[] whole = record.Selector == 0 ? certificate.Der : certificate.Spki;
        return whole.Length > 0 && record.MatchingType switch
        {
            0 => record.Data.AsSpan().SequenceEqual(whole),
            1 => record.Selector == 0 ? Hex.ToString(record.Data) == certificate.Sha256 : Hex.ToString(record.Data) == certificate.Info.SpkiSha256,
            _ => record.Data.AsSpan().SequenceEqual(Hashes.Sha512(whole)),
        };
    }
}

/// <summary>A DANE-TA record, and the certificate in it where it has one.</summary>
internal sealed class PublishedAnchor(int place, TlsaRecord record)
{
    private readonly Dictionary<string, CertificateFacts> _dressed = [];

    public int Place { get; } = place;

    public TlsaRecord Record { get; } = record;

    /// <summary>Set for 2 0 0: the authority need not be sent (RFC 7671 §5.2.2).</summary>
    public CertificateFacts? Certificate { get; } = record is { Selector: 0, MatchingType: 0 } ? CertificateReader.Read(record.Data) : null;

    /// <summary>What could have signed <paramref name="child"/> without having been sent; null where the record is only a digest, or belongs to another name.</summary>
    public CertificateFacts? IssuerOf(CertificateFacts child)
    {
        if (Certificate is { } certificate)
        {
            return certificate.SubjectKey == child.IssuerKey ? certificate : null;
        }

        if (Record is not { Selector: 1, MatchingType: 0 })
        {
            return null;
        }

        if (!_dressed.TryGetValue(child.IssuerKey, out CertificateFacts? dressed))
        {
            dressed = KeyAnchor.Dress(child.IssuerDer, Record.Data);
            _dressed.Add(child.IssuerKey, dressed);
        }

        return dressed.Readable ? dressed : null;
    }
}
