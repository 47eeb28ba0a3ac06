using System.Globalization;
using System.IO;

namespace SmtpTls.Benchmarks.Figures;

/// <summary>What is wished of a figure, and whether a value satisfies it.</summary>
internal sealed record Aim(string Text, Func<double, bool> IsMet);

/// <summary>The figures as a Markdown table: ours, that of the yardstick, their ratio, the aim.</summary>
internal sealed class Table(TextWriter output)
{
    public void Begin(string yardstick)
    {
        output.WriteLine();
        output.WriteLine($"| figure | smtptls | least to most | {yardstick} | least to most | ratio | aim | met |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
    }

    /// <summary>A figure beside the same one of the yardstick; the aim is about their ratio.</summary>
    public void Compare(string name, Series mine, Series theirs, Aim? aim = null)
    {
        bool both = !mine.IsEmpty && !theirs.IsEmpty;
        double ratio = both ? mine.RatioTo(theirs) : double.NaN;
        Row([name, Shown(mine), Spread(mine), Shown(theirs), Spread(theirs), both ? Number(ratio) : "", .. Judged(aim, ratio)]);
    }

    /// <summary>A figure that stands alone; the aim is about its median.</summary>
    public void Show(string name, Series mine, Aim? aim = null) =>
        Row([name, Shown(mine), Spread(mine), "", "", "", .. Judged(aim, mine.Median)]);

    private static string[] Judged(Aim? aim, double value) => [aim?.Text ?? "", aim is null || double.IsNaN(value) ? "" : aim.IsMet(value) ? "yes" : "no"];

    private static string Shown(Series series) => series.IsEmpty ? "not measured" : Number(series.Median);

    private static string Spread(Series series) => series.IsEmpty ? "" : $"{Number(series.Least)} to {Number(series.Most)}";

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "F0" : Math.Abs(value) >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);

    private void Row(string[] cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");
}
