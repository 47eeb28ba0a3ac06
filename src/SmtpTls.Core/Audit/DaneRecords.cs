using System.Collections.Generic;
using System.Linq;
using SmtpTls.Compat;
using SmtpTls.Dane;

namespace SmtpTls.Audit;

/// <summary>What a published record is to its host.</summary>
internal enum TlsaRole
{
    Matched,

    /// <summary>Fits nothing today and may be meant for the next key, or left from the last: one for each that is in use (RFC 7671 §8.1).</summary>
    Spare,

    /// <summary>Fits nothing, and there are more of the kind than a change of keys needs.</summary>
    Stale,

    /// <summary>Fits nothing, and neither does any other.</summary>
    NotMatched,

    /// <summary>A stronger digest stands beside it (RFC 7671 §9).</summary>
    PassedOver,

    /// <summary>No certificate was seen to hold it against.</summary>
    NotTried,
    Unusable,
    Malformed,
}

/// <summary>Accounts for every record.</summary>
internal static class DaneRecords
{
    public static IReadOnlyList<DaneRecord> Of(DaneHost host)
    {
        if (host.Set is not { } set)
        {
            // Records of an answer that does not count are shown, and nothing is said of their use.
            return [.. (host.Answer?.Records ?? []).Select(TlsaRecord.FromOctets).OfType<TlsaRecord>().Take(TlsaSet.MostRecords)
                .Select(record => Show(record, RoleOfAlone(record)) with { Problem = record.Problem ?? "the answer is not secure, so it does not count" })];
        }

        return [.. set.Records.Select((record, place) => Show(record, RoleOf(host, set, place)))];
    }

    /// <summary>Records by themselves, held against nothing.</summary>
    public static IReadOnlyList<DaneRecord> Plain(TlsaSet set) => [.. set.Records.Select(record => Show(record, RoleOfAlone(record)))];

    public static TlsaRole RoleOf(DaneHost host, TlsaSet set, int place)
    {
        TlsaRecord record = set.Records[place];
        if (!record.Usable)
        {
            return RoleOfAlone(record);
        }

        if (host.Shown.Any(shown => shown.Fitting.Contains(place)))
        {
            return TlsaRole.Matched;
        }

        if (!set.Tries(place))
        {
            return TlsaRole.PassedOver;
        }

        if (host.Shown.All(shown => shown.Matched is null))
        {
            return TlsaRole.NotTried;
        }

        return host.Shown.Any(shown => shown.Matched == true) ? IsSpare(host, set, place) ? TlsaRole.Spare : TlsaRole.Stale : TlsaRole.NotMatched;
    }

    /// <summary>Each record in use may have one of its kind beside it; RSA and ECDSA keys count apart, because each is in use by itself.</summary>
    private static bool IsSpare(DaneHost host, TlsaSet set, int place)
    {
        TlsaRecord record = set.Records[place];
        List<int> kind = [.. Enumerable.Range(0, set.Records.Count).Where(other => set.Tries(other) && SameKind(set.Records[other], record))];
        List<int> idle = [.. kind.Where(other => !host.Shown.Any(shown => shown.Fitting.Contains(other)))];
        return idle.IndexOf(place) < kind.Count - idle.Count;
    }

    private static bool SameKind(TlsaRecord one, TlsaRecord other) => (one.Usage, one.Selector, one.MatchingType) == (other.Usage, other.Selector, other.MatchingType);

    private static TlsaRole RoleOfAlone(TlsaRecord record) => record.Usable ? TlsaRole.NotTried : record.Malformed ? TlsaRole.Malformed : TlsaRole.Unusable;

    private static DaneRecord Show(TlsaRecord record, TlsaRole role) => new()
    {
        Usage = record.Usage,
        Selector = record.Selector,
        MatchingType = record.MatchingType,
        Data = Hex.ToString(record.Data),
        Usable = record.Usable,
        Matched = role == TlsaRole.Matched,
        Role = role.ToString(),
        Problem = record.Problem ?? role switch
        {
            TlsaRole.Spare => "fits no certificate that was seen: it is for the next key, or left from the last",
            TlsaRole.Stale => "fits no certificate that was seen, and nothing of its kind in use leaves room for a next one",
            TlsaRole.NotMatched => "fits no certificate that was seen",
            TlsaRole.PassedOver => "senders pass it over, because a stronger digest of its kind stands beside it",
            _ => null,
        },
    };
}
