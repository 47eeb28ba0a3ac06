using System;
using System.Diagnostics;

namespace SmtpTls.Cli.Run;

/// <summary>The status line: how many are done, and, where the total is known, how long the rest will take.</summary>
internal sealed class Progress(Terminal terminal, int? total)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _done;

    public void Begin() => Show();

    public void Step()
    {
        _done++;
        Show();
    }

    public void End() => terminal.Status("");

    private void Show()
    {
        if (!terminal.ShowsProgress)
        {
            return;
        }

        string of = total is { } all ? $" of {all}" : "";
        string left = total is { } known && _done > 0 && known > _done
            ? $", about {Words(TimeSpan.FromTicks(_watch.Elapsed.Ticks / _done * (known - _done)))} left"
            : "";
        terminal.Status($"{_done}{of} done in {Words(_watch.Elapsed)}{left}");
    }

    private static string Words(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min" : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
}
