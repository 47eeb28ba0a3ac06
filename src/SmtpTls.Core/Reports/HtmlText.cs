using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SmtpTls.Reports;

/// <summary>Text as HTML shows it. The only way for text into a page.</summary>
internal static class HtmlText
{
    /// <summary>For between tags and inside quoted attributes; what cannot be seen is made visible.</summary>
    public static string Encode(string? text)
    {
        StringBuilder encoded = new();
        foreach (char c in VisibleText.Show(text, 8192))
        {
            encoded.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                _ => c.ToString(),
            });
        }

        return encoded.ToString();
    }

    public static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Percent(double? rate) => rate is { } known ? (known * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %" : "";

    public static string Day(DateTime? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}

/// <summary>One column of a table.</summary>
/// <typeparam name="T">What a row is of.</typeparam>
/// <param name="Heading">As text.</param>
/// <param name="Text">The cell, as text.</param>
internal sealed record HtmlColumn<T>(string Heading, Func<T, string?> Text)
{
    /// <summary>What the column is sorted by when it holds numbers; null where it is sorted as text.</summary>
    public Func<T, double>? Value { get; init; }

    /// <summary>A class of the style sheet for the cell (<c>good, bad, warn</c>); null for none.</summary>
    public Func<T, string?>? Class { get; init; }

    /// <summary>The place on the page that the cell leads to, <c>#domains?grade=F</c>; null for none.</summary>
    public Func<T, string?>? Link { get; init; }
}

/// <summary>A table that can be sorted by keyboard and mouse.</summary>
internal static class HtmlTable
{
    /// <param name="caption">As text.</param>
    /// <param name="rows">What is shown.</param>
    /// <param name="columns">Left to right.</param>
    /// <param name="most">Rows that are shown; the caption tells of the others.</param>
    public static string Of<T>(string caption, IReadOnlyList<T> rows, IReadOnlyList<HtmlColumn<T>> columns, int most = 500)
    {
        string shown = rows.Count > most ? $"{caption} The first {most} of {rows.Count}." : caption;
        StringBuilder table = new();
        table.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Append(HtmlText.Encode(caption)).Append("\"><table class=\"sortable\">\n<caption>")
            .Append(HtmlText.Encode(shown)).Append("</caption>\n<thead><tr>");
        foreach (HtmlColumn<T> column in columns)
        {
            table.Append(column.Value is null ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"number\">").Append(HtmlText.Encode(column.Heading)).Append("</th>");
        }

        table.Append("</tr></thead>\n<tbody>\n");
        for (int i = 0; i < rows.Count && i < most; i++)
        {
            table.Append("<tr>");
            foreach (HtmlColumn<T> column in columns)
            {
                Cell(table, column, rows[i]);
            }

            table.Append("</tr>\n");
        }

        return table.Append("</tbody></table></div>\n").ToString();
    }

    private static void Cell<T>(StringBuilder table, HtmlColumn<T> column, T row)
    {
        string classes = ((column.Value is null ? "" : "number ") + column.Class?.Invoke(row)).Trim();
        table.Append("<td").Append(classes.Length > 0 ? $" class=\"{classes}\"" : "");
        if (column.Value is { } value)
        {
            table.Append(" data-value=\"").Append(value(row).ToString("R", CultureInfo.InvariantCulture)).Append('"');
        }

        table.Append('>');
        string text = HtmlText.Encode(column.Text(row));
        if (column.Link?.Invoke(row) is { } place)
        {
            table.Append("<a href=\"").Append(HtmlText.Encode(place)).Append("\">").Append(text).Append("</a>");
        }
        else
        {
            table.Append(text);
        }

        table.Append("</td>");
    }
}
