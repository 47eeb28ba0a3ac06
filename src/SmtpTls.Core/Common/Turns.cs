using System;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls;

/// <summary>One at a time, in the order of asking, without a thread that waits and with nothing to dispose.</summary>
internal sealed class Turns
{
    private Task _last = Task.CompletedTask;

    /// <summary>Waits until everybody who asked before is done.</summary>
    /// <returns>To be called once, to let the next one in.</returns>
    /// <exception cref="OperationCanceledException">The caller stopped waiting; those behind it wait on.</exception>
    public async Task<Action> TakeAsync(CancellationToken stop)
    {
        TaskCompletionSource<bool> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before = Interlocked.Exchange(ref _last, mine.Task);
        try
        {
            await before.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = before.ContinueWith(_ => mine.TrySetResult(true), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        return () => mine.TrySetResult(true);
    }
}
