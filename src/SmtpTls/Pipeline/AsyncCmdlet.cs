using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Pipeline;

/// <summary>
/// The only bridge between PowerShell, where one thread owns the pipeline, and asynchronous code. A cmdlet's body (<see cref="RunAsync"/>)
/// runs on the thread pool. What it wants of the pipeline it queues as a call and awaits; the pipeline thread makes these calls whenever
/// PowerShell gives it to us: <c>ProcessRecord</c> those that wait, <c>EndProcessing</c> all until the body ends. So results appear while
/// input still comes, and a slow consumer slows the body down. When a call throws (<c>Select-Object -First 1</c> had enough, an error under
/// <c>-ErrorAction Stop</c>) or the user stops, the body is cancelled and waited for before anything is raised: no socket outlives its cmdlet.
/// </summary>
/// <typeparam name="T">What one item of the input becomes.</typeparam>
public abstract class AsyncCmdlet<T> : PSCmdlet, IDisposable
{
    /// <summary>Input that waits for the body; beyond it the pipeline above us is held up.</summary>
    private const int MostItems = 1024;

    private readonly object _gate = new();
    private readonly Queue<PipelineCall> _calls = new();
    private readonly ItemQueue<T> _items = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _body = Task.CompletedTask;
    private bool _closed;

    /// <summary>What the parameters hold now; read once for each pipeline record, on the pipeline thread.</summary>
    protected abstract IEnumerable<T> Items { get; }

    /// <summary>How many items there were, once the last has come; null before.</summary>
    private protected int? ItemCount => _items.Total;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The body. Never on the pipeline thread.</summary>
    /// <param name="items">The input, as it comes.</param>
    /// <param name="stop">Cancelled when the user stops or downstream had enough.</param>
    protected abstract Task RunAsync(IAsyncEnumerable<T> items, CancellationToken stop);

    /// <summary>What must be right before anything begins; on the pipeline thread, where the session's state may be asked.</summary>
    protected virtual void Prepare()
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        Prepare();
        CancellationToken stop = _stop.Token;
        IAsyncEnumerable<T> items = _items.ReadAsync(Wake, stop);
        _body = Task.Run(() => RunInvariantAsync(items, stop), CancellationToken.None);
        _ = _body.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    // Numbers in texts are the same everywhere: some cultures write 2,5. It holds for the body alone.
    private Task RunInvariantAsync(IAsyncEnumerable<T> items, CancellationToken stop)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return RunAsync(items, stop);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(() =>
    {
        foreach (T item in Items)
        {
            _items.Add(item);
            Serve(() => _items.Count < MostItems || _body.IsCompleted);
        }

        Serve(() => true);
        RaiseFailure();
    });

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(() =>
    {
        _items.Complete();
        Serve(() => _body.IsCompleted);
        RaiseFailure();
    });

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => Cancel();

    /// <summary>Ends the body if it still runs (a failure above us ends the pipeline without <c>EndProcessing</c>).</summary>
    /// <param name="disposing">False from a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Abandon();
            _items.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>Writes a result; done when downstream has taken it.</summary>
    protected Task WriteAsync(object value) => CallAsync(() => WriteObject(value));

    /// <summary>Writes an error that lets the rest go on.</summary>
    protected Task WriteErrorAsync(ErrorRecord error) => CallAsync(() => WriteError(error));

    /// <summary>Ends the cmdlet with an error: cancels what awaits it.</summary>
    protected Task TerminateAsync(ErrorRecord error) => CallAsync(() => ThrowTerminatingError(error));

    /// <summary>Writes to the warning stream.</summary>
    protected Task WriteWarningAsync(string text) => CallAsync(() => WriteWarning(text));

    /// <summary>Writes lines to the verbose stream, at one go.</summary>
    protected Task WriteVerboseAsync(IReadOnlyCollection<string> lines) => CallAsync(() =>
    {
        foreach (string line in lines)
        {
            WriteVerbose(line);
        }
    });

    /// <summary>Shows progress.</summary>
    protected Task WriteProgressAsync(ProgressRecord progress) => CallAsync(() => WriteProgress(progress));

    /// <summary>Asks for leave to change something (<c>-WhatIf</c>, <c>-Confirm</c>).</summary>
    /// <param name="target">What would be changed.</param>
    /// <param name="action">What would be done to it.</param>
    protected async Task<bool> ConfirmAsync(string target, string action)
    {
        bool granted = false;
        await CallAsync(() => granted = ShouldProcess(target, action)).ConfigureAwait(false);
        return granted;
    }

    private Task CallAsync(Action call)
    {
        PipelineCall queued = new(call);
        lock (_gate)
        {
            if (_closed)
            {
                queued.Cancel();
            }
            else
            {
                _calls.Enqueue(queued);
                Monitor.PulseAll(_gate);
            }
        }

        return queued.Task;
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Makes the calls that wait, and those that come, until it is enough.</summary>
    private void Serve(Func<bool> enough)
    {
        while (NextCall(enough) is { } call)
        {
            call.Make();
        }
    }

    private PipelineCall? NextCall(Func<bool> enough)
    {
        lock (_gate)
        {
            while (_calls.Count == 0)
            {
                if (_closed || enough())
                {
                    return null;
                }

                Monitor.Wait(_gate);
            }

            return _calls.Dequeue();
        }
    }

    /// <summary>Whatever ends our turn early (a PowerShell exception, mostly) leaves only after the body.</summary>
    private void Guard(Action turn)
    {
        try
        {
            turn();
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    /// <summary>Raises what the body failed with, unwrapped. After a stop there is nothing to say.</summary>
    private void RaiseFailure()
    {
        if (_stop.IsCancellationRequested)
        {
            Abandon();
        }
        else if (_body.IsCompleted)
        {
            _body.GetAwaiter().GetResult();
        }
    }

    private void Cancel()
    {
        lock (_gate)
        {
            _closed = true;
            while (_calls.Count > 0)
            {
                _calls.Dequeue().Cancel();
            }

            Monitor.PulseAll(_gate);
        }

        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Stopped at the moment of its end.
        }
    }

    private void Abandon()
    {
        Cancel();

        // WhenAny does not raise what the body says on its way out; what ended it is already being raised.
        Task.WhenAny(_body).Wait();
    }
}
