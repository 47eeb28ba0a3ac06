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
}

/// <summary>Reads many inputs on all cores and gives what they hold in their order.</summary>
/// <param name="limits">How much is read.</param>
/// <param name="explanations">What result types mean.</param>
/// <param name="width">Threads; each has its own buffers.</param>
internal sealed class ReportSweep(ReportLimits limits, Explanations explanations, int width)
{
    /// <summary>Inputs that one thread takes at a time: handing over costs more than a small file.</summary>
    private const int Batch = 8;

    private readonly Stack<ReportIntake> _free = new();

    public async IAsyncEnumerable<IntakeResult> ReadAsync(IEnumerable<ReportInput> inputs, [EnumeratorCancellation] CancellationToken stop)
    {
        Queue<Task<List<IntakeResult>>> running = new();
        using IEnumerator<ReportInput> source = inputs.GetEnumerator();
        bool more = true;
        try
        {
            while (more || running.Count > 0)
            {
                while (more && running.Count <= width && Take(source, out more) is { Count: > 0 } batch)
                {
                    running.Enqueue(Task.Run(() => ReadAll(batch, stop), stop));
                }

                if (running.Count == 0)
                {
                    continue;
                }

                foreach (IntakeResult result in await running.Dequeue().ConfigureAwait(false))
                {
                    stop.ThrowIfCancellationRequested();
                    yield return result;
                }
            }
        }
        finally
        {
            // Whoever stops reading waits for what is under way: no file stays open behind it.
            await Task.WhenAny(Task.WhenAll(running)).ConfigureAwait(false);
        }
    }

    private static List<ReportInput> Take(IEnumerator<ReportInput> source, out bool more)
    {
        List<ReportInput> batch = [];
        more = true;
        while (batch.Count < Batch && (more = source.MoveNext()))
        {
            batch.Add(source.Current);
        }

        return batch;
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
