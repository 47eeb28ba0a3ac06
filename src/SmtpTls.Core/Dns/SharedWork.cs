using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns;

/// <summary>
/// Values that are worked out once for all who want them at the same time, and kept for as long as they hold, in at most so many entries
/// (those that nobody asked for the longest go first, so that what many share stays). The work belongs to all who wait: it ends early only when the last of them stops.
/// </summary>
internal sealed class SharedWork<TKey, TValue>(IClock clock, int mostEntries)
    where TKey : notnull
    where TValue : class
{
    private readonly object _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];

    // The one asked for last stands at the end.
    private readonly LinkedList<Entry> _order = new();
    private readonly Dictionary<TKey, Flight> _flights = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The kept value, or that of <paramref name="work"/>, run once for all who want it now.</summary>
    public async Task<TValue> GetAsync(TKey key, Func<CancellationToken, Task<(TValue Value, TimeSpan KeepFor)>> work, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Flight? flight;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? kept) && kept.Value.Until > clock.Now)
            {
                _order.Remove(kept);
                _order.AddLast(kept);
                return kept.Value.Value;
            }

            if (!_flights.TryGetValue(key, out flight))
            {
                flight = new Flight();
                Flight started = flight;

                // On the pool, so that nothing of the work happens under the lock.
                flight.Work = Task.Run(() => RunAsync(key, started, work), CancellationToken.None);
                _flights.Add(key, flight);
            }

            flight.Waiters++;
        }

        try
        {
            return await flight.Work!.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    /// <summary>A kept value is kept no longer than this.</summary>
    public void Shorten(TKey key, TimeSpan most)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? kept) && kept.Value.Until > clock.Now + most)
            {
                kept.Value = kept.Value with { Until = clock.Now + most };
            }
        }
    }

    private async Task<TValue> RunAsync(TKey key, Flight flight, Func<CancellationToken, Task<(TValue Value, TimeSpan KeepFor)>> work)
    {
        try
        {
            (TValue value, TimeSpan keepFor) = await work(flight.Source.Token).ConfigureAwait(false);
            if (keepFor > TimeSpan.Zero)
            {
                Keep(new Entry(key, value, clock.Now + keepFor));
            }

            return value;
        }
        finally
        {
            Land(key, flight);
        }
    }

    private void Keep(Entry entry)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(entry.Key, out LinkedListNode<Entry>? before))
            {
                _order.Remove(before);
            }

            _entries[entry.Key] = _order.AddLast(entry);
            while (_entries.Count > mostEntries && _order.First is { } oldest)
            {
                _order.RemoveFirst();
                _entries.Remove(oldest.Value.Key);
            }
        }
    }

    private void Land(TKey key, Flight flight)
    {
        lock (_gate)
        {
            if (_flights.TryGetValue(key, out Flight? current) && current == flight)
            {
                _flights.Remove(key);
            }
        }
    }

    private void Leave(TKey key, Flight flight)
    {
        bool last;
        lock (_gate)
        {
            last = --flight.Waiters == 0 && !flight.Work!.IsCompleted;
            if (last)
            {
                // Nobody may join what is about to be cancelled.
                Land(key, flight);
            }
        }

        if (last)
        {
            flight.Source.Cancel();
        }
    }

    private sealed record Entry(TKey Key, TValue Value, DateTimeOffset Until);

    private sealed class Flight
    {
        public CancellationTokenSource Source { get; } = new();

        public Task<TValue>? Work { get; set; }

        public int Waiters { get; set; }
    }
}
