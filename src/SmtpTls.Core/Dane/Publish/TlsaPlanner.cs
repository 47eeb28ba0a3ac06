using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Dane.Publish;

/// <summary>
/// Makes TLSA records, and the plan of a change of certificates (RFC 7671 §8.1): the next record stands beside today's before the server uses the next
/// key, and today's goes only when no server uses today's key. RSA and ECDSA certificates are counted apart: a sender may get either.
/// </summary>
internal static class TlsaPlanner
{
    /// <summary>In this order: the recommended first. DANE-TA is offered where issuers came with the certificate.</summary>
    private static readonly (byte Usage, byte Selector, byte Type)[] Kinds =
    [
        (3, 1, 1), (3, 1, 2), (3, 0, 1), (3, 0, 2), (3, 1, 0), (3, 0, 0), (2, 1, 1), (2, 1, 2), (2, 0, 1), (2, 0, 2), (2, 1, 0), (2, 0, 0),
    ];

    public static TlsaRecordPlan Plan(TlsaWish wish)
    {
        IReadOnlyList<string> current = Lines(wish, wish.Current), final = Lines(wish, Final(wish));
        IReadOnlyList<string> both = [.. current.Concat(Lines(wish, wish.Next)).Distinct()];
        return new TlsaRecordPlan
        {
            Host = wish.Host.ToString(),
            Port = wish.Port,
            Name = wish.Name,
            Ttl = wish.Ttl,
            Publish = both,
            Final = final,
            Choices = [.. wish.Current.SelectMany(chain => Choices(wish, chain, "Current")), .. wish.Next.SelectMany(chain => Choices(wish, chain, "Next"))],
            Steps = wish.Next.Count == 0 ? [] : Steps(wish, both, final),
            Notes = [.. Notes(wish)],
        };
    }

    /// <summary>The certificates that are in use when the change is over.</summary>
    public static IReadOnlyList<CertificateChain> Final(TlsaWish wish) =>
        wish.Next.Count == 0 ? wish.Current : [.. wish.Current.Where(chain => wish.Next.All(next => next.KeyType != chain.KeyType)), .. wish.Next];

    private static IReadOnlyList<string> Lines(TlsaWish wish, IEnumerable<CertificateChain> chains) =>
        [.. chains.Select(wish.RecordOf).OfType<TlsaRecord>().Select(record => Line(wish, record)).Distinct()];

    private static string Line(TlsaWish wish, TlsaRecord record) => string.Format(CultureInfo.InvariantCulture, "{0}. {1} IN TLSA {2}", wish.Name, wish.Ttl, record);

    private static IEnumerable<TlsaRecordChoice> Choices(TlsaWish wish, CertificateChain chain, string of)
    {
        foreach ((byte usage, byte selector, byte type) in Kinds)
        {
            IEnumerable<CertificateFacts> made = usage == TlsaRecord.DaneEe ? [chain.Leaf] : chain.Certificates.Skip(1).Take(8);
            foreach (CertificateFacts certificate in made)
            {
                yield return new TlsaRecordChoice
                {
                    Parameters = string.Format(CultureInfo.InvariantCulture, "{0} {1} {2}", usage, selector, type),
                    Line = Line(wish, TlsaRecord.Of(usage, selector, type, certificate)),
                    Of = of,
                    KeyType = chain.Leaf.Info.KeyType,
                    Subject = certificate.Info.Subject,
                    NotAfter = certificate.Info.NotAfter,
                    Recommended = (usage, selector, type) == (3, 1, 1),
                    Note = Note(usage, selector, type),
                };
            }
        }
    }

    private static string Note(byte usage, byte selector, byte type) => (usage, selector, type) switch
    {
        (3, 1, 1) => "holds as long as the key stays, whatever becomes of the certificate",
        (3, 1, 2) => "as 3 1 1 with the longer digest; beside a 3 1 1 senders look at this one only",
        (3, 1, _) => "as 3 1 1 with the whole key in DNS: large answers",
        (3, 0, 0) => "the whole certificate in DNS: large answers, and a change with every renewal",
        (3, _, _) => "changes with every renewal of the certificate",
        (2, _, 0) => "the authority need not be sent by the server; names, dates and the way to it must hold; large answers",
        (2, 1, _) => "holds for every certificate of this authority; the server must send the authority's certificate, and names and dates must hold",
        _ => "holds until the authority's own certificate changes; the server must send it, and names and dates must hold",
    };

    private static IReadOnlyList<TlsaRolloverStep> Steps(TlsaWish wish, IReadOnlyList<string> both, IReadOnlyList<string> final)
    {
        DateTime start = wish.StartAt.UtcDateTime;
        TimeSpan ttl = TimeSpan.FromSeconds(wish.Ttl);
        DateTime switched = start + ttl + ttl;
        return
        [
            new TlsaRolloverStep { Number = 1, Name = "Publish", NotBefore = start, Action = $"Publish the records of both certificates at {wish.Name}.", Records = both },
            new TlsaRolloverStep { Number = 2, Name = "Wait", NotBefore = start, Action = $"Wait two TTLs ({2 * wish.Ttl} s): one for what caches hold, one for name servers that lag behind.", Records = both },
            new TlsaRolloverStep { Number = 3, Name = "Switch", NotBefore = switched, Action = $"Let {wish.Host} use the next certificate, on every address.", Records = both },
            new TlsaRolloverStep { Number = 4, Name = "Settle", NotBefore = switched, Action = $"Wait a TTL ({wish.Ttl} s), in which the change can be taken back, and check that no address uses the old certificate.", Records = both },
            new TlsaRolloverStep { Number = 5, Name = "Remove", NotBefore = switched + ttl, Action = "Remove the records of the old certificate.", Records = final },
        ];
    }

    private static IEnumerable<string> Notes(TlsaWish wish)
    {
        if (wish.Next.Count > 0 && wish.Next.All(next => wish.Current.Any(chain => Equals(wish.RecordOf(chain)?.ToString(), wish.RecordOf(next)?.ToString()))))
        {
            yield return "The next certificate has the same record as today's: nothing changes in DNS, and the server may use it at any time.";
        }

        foreach (CertificateChain next in wish.Next.Where(next => wish.Current.Count > 0 && wish.Current.All(chain => chain.KeyType != next.KeyType)))
        {
            yield return $"No certificate of today has a key of the kind {next.KeyType}: the next one is added, and no record is removed.";
        }

        if (wish.Usage == TlsaRecord.DaneTa && wish.Current.Concat(wish.Next).Any(chain => chain.Certificates.Count < 2))
        {
            yield return "A DANE-TA record is made from the issuer's certificate: give it behind the server's in the same file.";
        }

        yield return "TLSA counts only where the zone is signed with DNSSEC (RFC 7672 §2.2).";
    }
}
