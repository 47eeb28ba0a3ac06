namespace SmtpTls.Core.Tests.Fakes;

/// <summary>Time that passes when a test says so.</summary>
internal sealed class DnsTestClock : IClock
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset At, TaskCompletionSource Done)> _waits = [];
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

    public async Task DelayAsync(TimeSpan time, CancellationToken stop)
    {
        TaskCompletionSource done = new();
        lock (_gate)
        {
            _waits.Add((_now + time, done));
        }

        await using CancellationTokenRegistration registration = stop.Register(() => done.TrySetCanceled(stop));
        await done.Task;
    }

    public void Advance(TimeSpan time) => AdvanceTo(Now + time);

    /// <summary>To the end of the wait that ends first.</summary>
    public void FireNext()
    {
        DateTimeOffset? next;
        lock (_gate)
        {
            _waits.RemoveAll(wait => wait.Done.Task.IsCompleted);
            next = _waits.Count == 0 ? null : _waits.Min(wait => wait.At);
        }

        if (next is { } at)
        {
            AdvanceTo(at);
        }
    }

    private void AdvanceTo(DateTimeOffset time)
    {
        List<TaskCompletionSource> due;
        lock (_gate)
        {
            _now = time > _now ? time : _now;
            due = [.. _waits.Where(wait => wait.At <= _now).Select(wait => wait.Done)];
            _waits.RemoveAll(wait => wait.At <= _now);
        }

        due.ForEach(done => done.TrySetResult());
    }
}
