using System;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls;

/// <summary>The only way Core learns the time or waits, so that tests of deadlines do not wait.</summary>
internal interface IClock
{
    DateTimeOffset Now { get; }

    Task DelayAsync(TimeSpan time, CancellationToken stop);
}

/// <summary>The machine's clock.</summary>
internal sealed class SystemClock : IClock
{
    public static SystemClock Instance { get; } = new();

    public DateTimeOffset Now => DateTimeOffset.UtcNow;

    public Task DelayAsync(TimeSpan time, CancellationToken stop) => Task.Delay(time, stop);
}

/// <summary>A token that is cancelled when the caller stops or when a time limit, kept by the clock, runs out; it knows which.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;
    private readonly object _gate = new();
    private volatile bool _elapsed;
    private bool _over;

    public Deadline(IClock clock, TimeSpan limit, CancellationToken stop)
    {
        _caller = stop;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Token = _source.Token;

        // A continuation rather than an await: the usual end, before the limit, then costs no exception.
        _ = clock.DelayAsync(limit, Token).ContinueWith(
            OnLimit, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Cancelled at the limit, by the caller, or by <see cref="Dispose"/>.</summary>
    public CancellationToken Token { get; }

    /// <summary>True when the limit, and not the caller, ended the work.</summary>
    public bool Elapsed => _elapsed && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
        }

        _source.Cancel();
        _source.Dispose();
    }

    private void OnLimit(Task delay)
    {
        _elapsed = true;
        lock (_gate)
        {
            if (!_over)
            {
                _source.Cancel();
            }
        }
    }
}
