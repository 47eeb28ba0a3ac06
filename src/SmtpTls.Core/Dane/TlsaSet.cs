using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dane;

/// <summary>The TLSA records of one name, in the order of the answer, and which of them a sender tries.</summary>
internal sealed class TlsaSet
{
    /// <summary>Records that are looked at. Some domains publish dozens; hundreds only cost their readers time.</summary>
    public const int MostRecords = 100;

    private readonly HashSet<int> _tried;

    public TlsaSet(IEnumerable<TlsaRecord> records)
    {
        Records = [.. records.Select((record, place) => place < MostRecords ? record : record.BeyondLimit())];
        _tried = [.. Enumerable.Range(0, Records.Count).Where(IsTried)];
    }

    public IReadOnlyList<TlsaRecord> Records { get; }

    public bool HasUsable => Records.Any(record => record.Usable);

    /// <summary>The places of the records that decide.</summary>
    public IReadOnlyCollection<int> Tried => _tried;

    public static TlsaSet Of(IEnumerable<byte[]> octets) => new(octets.Select(TlsaRecord.FromOctets).OfType<TlsaRecord>());

    public bool Tries(int place) => _tried.Contains(place);

    // RFC 7671 §9: of one usage and selector only the strongest digest counts; records in full always do.
    private bool IsTried(int place)
    {
        TlsaRecord record = Records[place];
        return record.Usable && (record.MatchingType == 0
            || !Records.Any(other => other.Usable && other.Usage == record.Usage && other.Selector == record.Selector && other.MatchingType > record.MatchingType));
    }
}
