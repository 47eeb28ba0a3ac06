using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab;

/// <summary>Every task of a range, so that none outlives it: it is told to stop, then waited for.</summary>
internal sealed class LabWork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <summary>Cancelled when the range ends.</summary>
    public CancellationToken Stop => _stop.Token;

    public int Running => _running.Count;

    /// <summary>Starts a task. It must catch what it can expect; anything else is a bug and comes out of <see cref="DisposeAsync"/>.</summary>
    public void Start(Func<CancellationToken, Task> work)
    {
        Task task = Task.Run(() => work(Stop));
        _running[task] = true;
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        List<Exception> bugs = [];
        while (_running.Keys.FirstOrDefault() is { } task)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            bugs.AddRange(task.Exception?.InnerExceptions ?? Enumerable.Empty<Exception>());
            _running.TryRemove(task, out _);
        }

        _stop.Dispose();
        if (bugs.Count > 0)
        {
            throw new AggregateException("A server of the practice range failed in a way it should not.", bugs);
        }
    }

    private void Forget(Task task) => _running.TryRemove(task, out _);
}
