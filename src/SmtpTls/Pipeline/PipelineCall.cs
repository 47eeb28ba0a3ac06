using System;
using System.Threading.Tasks;

namespace SmtpTls.Pipeline;

/// <summary>Something that only the pipeline thread may do, and the promise to whoever waits for it.</summary>
internal sealed class PipelineCall(Action call)
{
    // The continuation must not run on the pipeline thread: it is the body.
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _done.Task;

    /// <summary>What the call throws goes to PowerShell; whoever waits learns only that it is over.</summary>
    public void Make()
    {
        try
        {
            call();
            _done.TrySetResult(true);
        }
        finally
        {
            _done.TrySetCanceled();
        }
    }

    public void Cancel() => _done.TrySetCanceled();
}
