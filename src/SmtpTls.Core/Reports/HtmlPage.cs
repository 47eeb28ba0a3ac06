using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace SmtpTls.Reports;

/// <summary>
/// A page that needs nothing but itself: style, scripts and data stand in it, and its Content-Security-Policy allows exactly these, by their
/// hashes, and no request. What it shows comes from strangers and enters only through <see cref="HtmlText"/>.
/// </summary>
/// <param name="title">As text.</param>
/// <param name="culture">The language of the page, <c>en</c>.</param>
internal sealed class HtmlPage(string title, string culture)
{
    private readonly List<(string Id, string Title, string Body)> _sections = [];
    private readonly StringBuilder _data = new();
    private int _charts;

    /// <summary>What stands below the title, as text.</summary>
    public string Lead { get; init; } = "";

    /// <summary>What stands at the end, as text.</summary>
    public string Foot { get; init; } = "";

    /// <summary>A section with an entry in the navigation.</summary>
    /// <param name="id">Letters and hyphens.</param>
    /// <param name="heading">As text.</param>
    /// <param name="body">Markup made with <see cref="HtmlText"/>.</param>
    public void AddSection(string id, string heading, string body) => _sections.Add((id, heading, body));

    /// <summary>A chart; its numbers should stand in a table beside it, for those who cannot see it.</summary>
    /// <returns>The markup of its place.</returns>
    public string Chart(ChartData chart)
    {
        string id = "chart-data-" + (++_charts).ToString(CultureInfo.InvariantCulture);
        _data.Append("<script type=\"application/json\" id=\"").Append(id).Append("\">").Append(chart.ToJson()).Append("</script>\n");
        return $"<div class=\"chart\"><canvas data-from=\"{id}\" role=\"img\" aria-label=\"{HtmlText.Encode(chart.Label)}\"></canvas></div>\n";
    }

    public override string ToString()
    {
        string style = Asset("page.css"), library = Asset("chart.umd.min.js"), script = Asset("page.js");
        string policy = $"default-src 'none'; style-src {HashOf(style)}; script-src {HashOf(library)} {HashOf(script)}; base-uri 'none'; form-action 'none'";
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html lang=\"").Append(HtmlText.Encode(culture)).Append("\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(policy).Append("\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append("<title>").Append(HtmlText.Encode(title)).Append("</title>\n<style>").Append(style).Append("</style>\n</head>\n<body>\n")
            .Append("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header><h1>").Append(HtmlText.Encode(title)).Append("</h1>\n")
            .Append("<p class=\"quiet\">").Append(HtmlText.Encode(Lead)).Append("</p></header>\n<nav aria-label=\"Sections\"><ul>\n");
        foreach ((string id, string heading, _) in _sections)
        {
            page.Append("<li><a href=\"#").Append(id).Append("\">").Append(HtmlText.Encode(heading)).Append("</a></li>\n");
        }

        page.Append("</ul></nav>\n<main id=\"content\">\n");
        foreach ((string id, string heading, string body) in _sections)
        {
            page.Append("<section id=\"").Append(id).Append("\" aria-labelledby=\"").Append(id).Append("-heading\">\n<h2 id=\"").Append(id).Append("-heading\">")
                .Append(HtmlText.Encode(heading)).Append("</h2>\n").Append(body).Append("</section>\n");
        }

        return page.Append("</main>\n<footer>").Append(HtmlText.Encode(Foot)).Append("</footer>\n").Append(_data)
            .Append("<script>").Append(library).Append("</script>\n<script>").Append(script).Append("</script>\n</body>\n</html>\n").ToString();
    }

    private static string Asset(string name)
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("SmtpTls.Reports.Assets." + name)
            ?? throw new InvalidOperationException($"{name} is not in the library.");
        using StreamReader reader = new(stream, Encoding.UTF8);

        // The browser hashes what it reads, and it reads every line end as a line feed.
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    private static string HashOf(string text)
    {
        using SHA256 hash = SHA256.Create();
        return "'sha256-" + Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(text))) + "'";
    }
}
