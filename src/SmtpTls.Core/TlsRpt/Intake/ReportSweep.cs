using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>Something to read reports from.</summary>
/// <param name="Read">Called on any thread, with an intake that no other thread uses meanwhile.</param>
internal sealed record ReportInput(Func<ReportIntake, IntakeResult> Read)
{
    public static ReportInput File(string path) => new(intake => ReportFile.Read(path, intake));

    public static ReportInput Octets(byte[] octets, string source) =>
        new(intake => new IntakeResult(intake.Read(new System.IO.MemoryStream(octets, 0, octets.Length, writable: false, publiclyVisible: true), source), null, source));

    public static ReportInput Failed(string source, string why) => new(_ => IntakeResult.Failed(source, why));
}

/// <summary>Reads many inputs on all cores and gives what they hold in their order.</summary>
/// <param name="limits">How much is read.</param>
/// <param name="explanations">What result types mean.</param>
/// <param name="width">Threads; each has its own buffers.</param>
internal sealed class ReportSweep(ReportLimits limits, Explanations explanations, int width)
{
    /// <summary>Inputs that one thread takes at a time where many wait: handing over costs more than a small file.</summary>
    private const int Batch = 4;

    private readonly Stack<ReportIntake> _free = new();

    /// <summary>A result for each input. An input that comes late is not waited for before what was read is handed out.</summary>
    public async IAsyncEnumerable<IntakeResult> ReadAsync(IAsyncEnumerable<ReportInput> inputs, [EnumeratorCancellation] CancellationToken stop)
    {
        Queue<Task<List<IntakeResult>>> running = new();
        IAsyncEnumerator<ReportInput> source = inputs.GetAsyncEnumerator(stop);
        Task<bool>? next = null;
        bool more = true;
        try
        {
            while (more || running.Count > 0)
            {
                List<ReportInput> batch = [];
                while (more && running.Count <= width && batch.Count < Batch && (next ??= source.MoveNextAsync().AsTask()).IsCompleted)
                {
                    more = await next.ConfigureAwait(false);
                    next = null;
                    if (more)
                    {
                        batch.Add(source.Current);
                    }
                }

                if (batch.Count > 0)
                {
                    running.Enqueue(Task.Run(() => ReadAll(batch, stop), stop));
                }

                if (batch.Count < Batch || running.Count > width)
                {
                    await WhenAnyAsync(running, running.Count > width ? null : next).ConfigureAwait(false);
                }

                while (running.Count > 0 && running.Peek().IsCompleted)
                {
                    foreach (IntakeResult result in await running.Dequeue().ConfigureAwait(false))
                    {
                        stop.ThrowIfCancellationRequested();
                        yield return result;
                    }
                }
            }
        }
        finally
        {
            // Whoever stops reading waits for what is under way: no file stays open behind it.
            await Task.WhenAny(Task.WhenAll(running)).ConfigureAwait(false);
            await Task.WhenAny(next ?? Task.CompletedTask).ConfigureAwait(false);
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static Task WhenAnyAsync(Queue<Task<List<IntakeResult>>> running, Task? next)
    {
        if (running.Count == 0)
        {
            return next is null ? Task.CompletedTask : Task.WhenAny(next);
        }

        return next is null ? Task.WhenAny(running.Peek()) : Task.WhenAny(running.Peek(), next);
    }

    private List<IntakeResult> ReadAll(List<ReportInput> batch, CancellationToken stop)
    {
        ReportIntake intake = Borrow();
        List<IntakeResult> results = new(batch.Count);
        foreach (ReportInput input in batch)
        {
            stop.ThrowIfCancellationRequested();
            IntakeResult result = input.Read(intake);
            results.Add(result);
            if (result.Reports is not ICollection<TlsRptReport>)
            {
                // A mailbox goes on using this one's buffers.
                intake = Borrow();
            }
        }

        GiveBack(intake);
        return results;
    }

    private ReportIntake Borrow()
    {
        lock (_free)
        {
            return _free.Count > 0 ? _free.Pop() : new ReportIntake(limits, explanations);
        }
    }

    private void GiveBack(ReportIntake intake)
    {
        lock (_free)
        {
            _free.Push(intake);
        }
    }
}
