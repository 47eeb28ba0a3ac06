using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Audit;

/// <summary>
/// Keeps a run kind to others: so many connections at a time over all, to one address, and to the hosts under one provider's name.
/// A waiter for a busy server holds no place of the whole, so that one slow provider does not stop the rest.
/// </summary>
internal sealed class ProbeBudget(AuditOptions options, IClock clock) : IDisposable
{
    public ProbeBudget(AuditOptions options)
        : this(options, SystemClock.Instance)
    {
    }

    private readonly SemaphoreSlim _all = new(options.ThrottleLimit);
    private readonly Dictionary<string, Gate> _gates = [];

    // When a server that was too busy may be asked again, and which addresses of a provider said so.
    private readonly Dictionary<string, DateTimeOffset> _rests = [];
    private readonly Dictionary<string, HashSet<IPAddress>> _busy = [];

    /// <summary>Leaves a server alone that said that it is too busy; its whole provider, where another of its addresses said so too.</summary>
    public void Rest(string host, IPAddress address, TimeSpan time)
    {
        string provider = ProviderOf(host);
        lock (_gates)
        {
            if (!_busy.TryGetValue(provider, out HashSet<IPAddress>? addresses))
            {
                _busy.Add(provider, addresses = []);
            }

            addresses.Add(address);
            _rests["a:" + address] = clock.Now + time;
            if (addresses.Count > 1)
            {
                _rests["p:" + provider] = clock.Now + time;
            }
        }
    }

    public async Task<T> RunAsync<T>(string host, IPAddress address, Func<Task<T>> work, CancellationToken stop)
    {
        // Whoever waits for a rest to end holds no place meanwhile; it may have begun while he waited for one.
        TimeSpan rest;
        while ((rest = RestOf(host, address)) > TimeSpan.Zero)
        {
            await clock.DelayAsync(rest, stop).ConfigureAwait(false);
        }

        using Pass provider = await EnterAsync("p:" + ProviderOf(host), options.MaxPerProvider, stop).ConfigureAwait(false);
        using Pass server = await EnterAsync("a:" + address, options.MaxPerAddress, stop).ConfigureAwait(false);
        await _all.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _all.Release();
        }
    }

    public void Dispose() => _all.Dispose();

    /// <summary>
    /// The part of a host name that one provider usually owns: its last two labels, or three where the last two look like a public
    /// suffix (<c>co.uk</c>, <c>com.br</c>). Good enough to be polite; nothing is concluded from it.
    /// </summary>
    internal static string ProviderOf(string host)
    {
        string[] labels = host.Split('.');
        int count = labels.Length;
        if (count <= 2 || IPAddress.TryParse(host, out _))
        {
            return host;
        }

        bool suffix = labels[count - 1].Length == 2 && labels[count - 2].Length <= 3;
        int keep = suffix ? 3 : 2;
        return string.Join(".", labels, count - keep, keep);
    }

    private TimeSpan RestOf(string host, IPAddress address)
    {
        lock (_gates)
        {
            DateTimeOffset now = clock.Now;
            TimeSpan longest = TimeSpan.Zero;
            foreach (string key in (string[])["a:" + address, "p:" + ProviderOf(host)])
            {
                if (_rests.TryGetValue(key, out DateTimeOffset until) && until - now > longest)
                {
                    longest = until - now;
                }
            }

            return longest;
        }
    }

    private async Task<Pass> EnterAsync(string key, int width, CancellationToken stop)
    {
        Gate gate;
        lock (_gates)
        {
            if (!_gates.TryGetValue(key, out gate!))
            {
                gate = new Gate(new SemaphoreSlim(width));
                _gates.Add(key, gate);
            }

            gate.Users++;
        }

        Pass pass = new(this, key, gate);
        try
        {
            await gate.Places.WaitAsync(stop).ConfigureAwait(false);
            pass.Entered = true;
            return pass;
        }
        catch (OperationCanceledException)
        {
            pass.Dispose();
            throw;
        }
    }

    private void Leave(string key, Gate gate, bool entered)
    {
        if (entered)
        {
            gate.Places.Release();
        }

        lock (_gates)
        {
            if (--gate.Users == 0)
            {
                _gates.Remove(key);
                gate.Places.Dispose();
            }
        }
    }

    private sealed class Gate(SemaphoreSlim places)
    {
        public SemaphoreSlim Places { get; } = places;

        /// <summary>Holders and waiters; the gate goes with the last.</summary>
        public int Users { get; set; }
    }

    private sealed class Pass(ProbeBudget budget, string key, Gate gate) : IDisposable
    {
        public bool Entered { get; set; }

        public void Dispose() => budget.Leave(key, gate, Entered);
    }
}
