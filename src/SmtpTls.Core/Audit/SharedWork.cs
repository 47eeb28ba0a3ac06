using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Audit;

/// <summary>
/// Work that many subjects need and that is done once a run: whoever asks second waits for, or gets, what the first began. A run of any length
/// keeps a bounded number of results; what nobody has asked for the longest goes first, so that those many share stay.
/// </summary>
/// <param name="most">Results that are kept. Work under way is never given up for room: it would be done twice.</param>
internal sealed class SharedWork<TKey, TResult>(int most)
    where TKey : notnull
{
    private readonly object _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _known = [];

    // The one asked for last stands at the end.
    private readonly LinkedList<Entry> _order = new();

    public Task<TResult> GetAsync(TKey key, Func<TKey, Task<TResult>> work)
    {
        Entry entry;
        lock (_gate)
        {
            if (_known.TryGetValue(key, out LinkedListNode<Entry>? known))
            {
                _order.Remove(known);
                _order.AddLast(known);
            }
            else
            {
                known = _order.AddLast(new Entry(key, new Lazy<Task<TResult>>(() => work(key), LazyThreadSafetyMode.ExecutionAndPublication)));
                _known.Add(key, known);
                MakeRoom();
            }

            entry = known.Value;
        }

        // Begun outside the lock: the first steps of the work may take their time.
        return entry.Work.Value;
    }

    private void MakeRoom()
    {
        while (_known.Count > most && _order.First is { Value: var oldest } && oldest.Work is { IsValueCreated: true, Value.IsCompleted: true })
        {
            _order.RemoveFirst();
            _known.Remove(oldest.Key);
        }
    }

    private sealed record Entry(TKey Key, Lazy<Task<TResult>> Work);
}
