using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace SmtpTls.Reports.Audits;

/// <summary>How many of something there are, of how many.</summary>
/// <param name="Name">As text.</param>
/// <param name="Count">How many.</param>
/// <param name="Of">Of how many; 0 makes no share.</param>
internal sealed record Share(string Name, long Count, long Of)
{
    /// <summary>A colour of the style sheet.</summary>
    public string Colour { get; init; } = "accent";

    /// <summary>What it means, as text.</summary>
    public string About { get; init; } = "";

    /// <summary>Domains that it is about; null where that is <see cref="Count"/>.</summary>
    public long? Domains { get; init; }

    /// <summary>Where the domains are listed; null for nowhere.</summary>
    public string? Place { get; init; }

    public string Percent => Of == 0 ? "" : (Count * 100.0 / Of).ToString(Count == Of || Count == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " %";
}

/// <summary>Shares as a chart and the table that says the same.</summary>
internal static class Shares
{
    public const int MostBars = 12;

    /// <summary>The place of the list of domains, filtered.</summary>
    public static string Listed(string filter, string value) => $"#domains?{filter}={Uri.EscapeDataString(value)}";

    /// <param name="page">Takes the data of the chart.</param>
    /// <param name="label">What the chart is, for those who hear the page.</param>
    /// <param name="shares">In the order of the bars.</param>
    /// <param name="ring">A ring instead of bars.</param>
    public static string Chart(HtmlPage page, string label, IReadOnlyList<Share> shares, bool ring = false)
    {
        List<Share> shown = [.. shares.Take(MostBars)];
        return shown.Count == 0 ? "" : page.Chart(new ChartData(label, !ring, [.. shown.Select(one => one.Name)],
            [new ChartSeries(label, "accent", [.. shown.Select(one => one.Count)]) { Colours = [.. shown.Select(one => one.Colour)] }])
        {
            Ring = ring,
            Height = ring ? "ring" : shown.Count <= 3 ? "low" : shown.Count <= 6 ? "middle" : null,
        });
    }

    /// <param name="caption">As text.</param>
    /// <param name="heading">Of the first column.</param>
    /// <param name="unit">Of the counts, in the plural.</param>
    /// <param name="shares">In the order of the rows.</param>
    public static string Table(string caption, string heading, string unit, IReadOnlyList<Share> shares)
    {
        List<HtmlColumn<Share>> columns = [new HtmlColumn<Share>(heading, one => one.Name) { Class = one => "key " + one.Colour + "-key" }];
        if (shares.Any(one => one.About.Length > 0))
        {
            columns.Add(new HtmlColumn<Share>("Meaning", one => one.About));
        }

        bool both = shares.Any(one => one.Domains is not null);
        columns.Add(new HtmlColumn<Share>(unit, one => HtmlText.Number(one.Count)) { Value = one => one.Count, Link = one => both || one.Count == 0 ? null : one.Place });
        columns.Add(new HtmlColumn<Share>("Share", one => one.Percent) { Value = one => one.Of == 0 ? 0 : (double)one.Count / one.Of });
        if (both)
        {
            columns.Add(new HtmlColumn<Share>("Domains", one => HtmlText.Number(one.Domains ?? 0)) { Value = one => one.Domains ?? 0, Link = one => one.Domains > 0 ? one.Place : null });
        }

        return shares.Count == 0 ? "" : HtmlTable.Of(caption, shares, columns);
    }

    /// <summary>A chart beside its table.</summary>
    public static string Pair(string chart, string table) => $"<div class=\"pair\"><div>{chart}</div><div>{table}</div></div>\n";
}
