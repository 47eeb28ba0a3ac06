namespace SmtpTls.Core.Tests.Fakes;

/// <summary>A clock that stands until a test moves it. What waits is woken inline, in order of time, so that nothing in a test really waits.</summary>
internal sealed class ManualClock : IClock
{
    private readonly object _gate = new();
    private readonly List<(DateTimeOffset At, TaskCompletionSource Woken)> _waiting = [];
    private DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    /// <summary>How many delays are under way: nothing should wait when a test is over.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count(waiter => !waiter.Woken.Task.IsCompleted);
            }
        }
    }

    public async Task DelayAsync(TimeSpan time, CancellationToken stop)
    {
        TaskCompletionSource woken = new();
        lock (_gate)
        {
            _waiting.Add((_now + time, woken));
        }

        using CancellationTokenRegistration registration = stop.Register(() => woken.TrySetCanceled(stop));
        try
        {
            await woken.Task;
        }
        finally
        {
            lock (_gate)
            {
                _waiting.RemoveAll(waiter => waiter.Woken == woken);
            }
        }
    }

    public void Advance(TimeSpan time)
    {
        DateTimeOffset end = Now + time;
        while (true)
        {
            TaskCompletionSource? next;
            lock (_gate)
            {
                (DateTimeOffset at, next) = _waiting.Where(waiter => waiter.At <= end && !waiter.Woken.Task.IsCompleted).OrderBy(waiter => waiter.At).FirstOrDefault();
                _now = next is null ? end : at > _now ? at : _now;
            }

            if (next is null)
            {
                return;
            }

            next.TrySetResult();
        }
    }
}
