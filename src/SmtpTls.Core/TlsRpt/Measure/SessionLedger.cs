using System;
using System.Collections.Generic;

namespace SmtpTls.TlsRpt.Measure;

/// <summary>
/// The sessions of one report by some key. A sender that tries DANE and MTA-STS lists the same sessions under both (as Exchange Online does), so
/// the larger of the two counts; sessions under other policies are others and are added.
/// </summary>
/// <typeparam name="TKey">What is told apart.</typeparam>
internal sealed class SessionLedger<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> _entries = [];

    public void Clear() => _entries.Clear();

    public void Add(TKey key, string? policyType, long successful, long failed)
    {
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            _entries.Add(key, entry = new Entry());
        }

        int kind = policyType switch
        {
            "sts" => 0,
            "tlsa" => 1,
            _ => 2,
        };
        entry.Failed[kind] = Sum.Add(entry.Failed[kind], failed);
        entry.All[kind] = Sum.Add(entry.All[kind], Sum.Add(successful, failed));
    }

    /// <summary>Each key with its successful and failed sessions.</summary>
    public IEnumerable<(TKey Key, long Successful, long Failed)> Entries
    {
        get
        {
            foreach ((TKey key, Entry entry) in _entries)
            {
                long failed = Sum.Add(Math.Max(entry.Failed[0], entry.Failed[1]), entry.Failed[2]);
                long all = Sum.Add(Math.Max(entry.All[0], entry.All[1]), entry.All[2]);
                yield return (key, Math.Max(all - failed, 0), failed);
            }
        }
    }

    private sealed class Entry
    {
        public long[] Failed { get; } = new long[3];

        public long[] All { get; } = new long[3];
    }
}
