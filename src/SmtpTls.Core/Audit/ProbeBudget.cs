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
internal sealed class ProbeBudget(AuditOptions options) : IDisposable
{
    private readonly SemaphoreSlim _all = new(options.ThrottleLimit);
    private readonly Dictionary<string, Gate> _gates = [];

    public async Task<T> RunAsync<T>(string host, IPAddress address, Func<Task<T>> work, CancellationToken stop)
    {
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
