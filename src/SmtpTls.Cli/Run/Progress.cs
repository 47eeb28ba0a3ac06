using System;
using System.Diagnostics;
using System.Threading;

namespace SmtpTls.Cli.Run;

/// <summary>
/// The status line: how many are done, and, where the total is known, how long the rest will take. It is drawn anew each second, so that a wait for a
/// silent server does not look like a program that hangs.
/// </summary>
internal sealed class Progress(Terminal terminal, int? total) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private Timer? _timer;
    private int _done;

    public void Begin()
    {
        if (terminal.ShowsProgress)
        {
            lock (_gate)
            {
                _timer = new Timer(_ => Show(), null, TimeSpan.Zero, Beat);
            }
        }
    }

    public void Step()
    {
        Interlocked.Increment(ref _done);
        Show();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            terminal.Status("");
        }
    }

    /// <summary>The line's words, or how they would be after some time: a pure function, for tests.</summary>
    internal static string Describe(int done, int? total, TimeSpan elapsed)
    {
        string of = total is { } all ? $" of {all}" : "";
        string left = total is { } known && done > 0 && known > done
            ? $", about {Words(TimeSpan.FromTicks(elapsed.Ticks / done * (known - done)))} left"
            : "";
        return $"{done}{of} done in {Words(elapsed)}{left}";
    }

    private void Show()
    {
        // A beat that was under way when the work ended must not draw the line again.
        lock (_gate)
        {
            if (_timer is not null)
            {
                terminal.Status(Describe(Volatile.Read(ref _done), total, _watch.Elapsed));
            }
        }
    }

    private static string Words(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min" : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
}
