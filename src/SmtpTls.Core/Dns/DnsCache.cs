using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns;

/// <summary>
/// What one run has been told, for as long as it may be believed, in at most so many entries (the oldest go first). The same question
/// asked by many at once is sent once. That one sending belongs to all who wait: it ends early only when the last of them stops.
/// </summary>
internal sealed class DnsCache(IClock clock, int mostEntries = 50_000)
{
    /// <summary>RFC 8767 §4 advises a cap in the order of days; a run is shorter.</summary>
    private const uint MostTtl = 86_400;

    /// <summary>RFC 2308 §5: one to three hours.</summary>
    private const uint MostNegativeTtl = 10_800;

    private readonly object _gate = new();
    private readonly Dictionary<Key, Entry> _entries = [];
    private readonly Queue<Key> _order = new();
    private readonly Dictionary<Key, Flight> _flights = [];

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

    /// <summary>Seconds that a message may be kept: zero when it does not say.</summary>
    public static uint TtlOf(DnsMessage message)
    {
        // RFC 2308 §5: a "there is none" lives for the lesser of the SOA's own TTL and its last field; without SOA it is not kept.
        uint? none = message.Authority.Where(record => record.Type == DnsType.Soa)
            .Select(record => record.Data is SoaData start ? Math.Min(Math.Min(start.Minimum, record.Ttl), MostNegativeTtl) : (uint?)null)
            .FirstOrDefault();
        uint some = message.Answers.Count > 0 ? Math.Min(message.Answers.Min(record => record.Ttl), MostTtl) : none ?? 0;
        return message.Rcode == DnsRcode.NXDomain && none is null ? 0 : Math.Min(some, none ?? some);
    }

    /// <summary>The kept response, or that of <paramref name="ask"/>, run once for all who want it now.</summary>
    public async Task<DnsResponse> GetAsync(
        DnsName name, DnsType type, Func<CancellationToken, Task<(DnsResponse Response, TimeSpan KeepFor)>> ask, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Key key = new(name, type);
        Flight? flight;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out Entry? entry) && entry.Until > clock.Now)
            {
                return entry.Response;
            }

            if (!_flights.TryGetValue(key, out flight))
            {
                flight = new Flight();
                Flight started = flight;

                // On the pool, so that nothing of the asking happens under the lock.
                flight.Work = Task.Run(() => RunAsync(key, started, ask), CancellationToken.None);
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

    private async Task<DnsResponse> RunAsync(Key key, Flight flight, Func<CancellationToken, Task<(DnsResponse Response, TimeSpan KeepFor)>> ask)
    {
        try
        {
            (DnsResponse response, TimeSpan keepFor) = await ask(flight.Source.Token).ConfigureAwait(false);
            if (keepFor > TimeSpan.Zero)
            {
                Keep(key, new Entry(response, clock.Now + keepFor));
            }

            return response;
        }
        finally
        {
            Land(key, flight);
        }
    }

    private void Keep(Key key, Entry entry)
    {
        lock (_gate)
        {
            // Every key stands once in the queue: it is put there only when it is new here.
            if (!_entries.ContainsKey(key))
            {
                _order.Enqueue(key);
            }

            _entries[key] = entry;
            while (_entries.Count > mostEntries)
            {
                _entries.Remove(_order.Dequeue());
            }
        }
    }

    private void Land(Key key, Flight flight)
    {
        lock (_gate)
        {
            if (_flights.TryGetValue(key, out Flight? current) && current == flight)
            {
                _flights.Remove(key);
            }
        }
    }

    private void Leave(Key key, Flight flight)
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

    private readonly record struct Key(DnsName Name, DnsType Type);

    private sealed record Entry(DnsResponse Response, DateTimeOffset Until);

    private sealed class Flight
    {
        public CancellationTokenSource Source { get; } = new();

        public Task<DnsResponse>? Work { get; set; }

        public int Waiters { get; set; }
    }
}
