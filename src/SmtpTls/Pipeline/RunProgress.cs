using System;
using System.Diagnostics;
using System.Management.Automation;

namespace SmtpTls.Pipeline;

/// <summary>How far a run is, told a few times a second at most: drawing costs more than a probe.</summary>
internal sealed class RunProgress
{
    private const int Id = 0;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _shown = TimeSpan.Zero;
    private int _done;

    /// <summary>One more is done. Null when it is too soon to say so.</summary>
    /// <param name="activity">What is being done.</param>
    /// <param name="total">How many there are, once that is known.</param>
    public ProgressRecord? Step(string activity, int? total)
    {
        _done++;
        TimeSpan now = _watch.Elapsed;
        if (now - _shown < Pause)
        {
            return null;
        }

        _shown = now;
        if (total is not { } all || all < _done)
        {
            return new ProgressRecord(Id, activity, $"{_done} done");
        }

        return new ProgressRecord(Id, activity, $"{_done} of {all} done")
        {
            PercentComplete = 100 * _done / all,
            SecondsRemaining = (int)Math.Min(now.TotalSeconds / _done * (all - _done), int.MaxValue),
        };
    }

    public static ProgressRecord End(string activity) => new(Id, activity, "done") { RecordType = ProgressRecordType.Completed };
}
