using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace SmtpTls.Reports;

/// <summary>
/// A page that needs nothing but itself: style, scripts and data stand in it, and its Content-Security-Policy allows exactly these, by their
/// hashes, and no request. What it shows comes from strangers and enters only through <see cref="HtmlText"/>, or as JSON whose every character that
/// HTML minds is escaped.
/// </summary>
/// <param name="title">As text.</param>
/// <param name="culture">The language of the page, <c>en</c>.</param>
internal sealed class HtmlPage(string title, string culture)
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false);
    private readonly List<(string Id, string Title, string Body)> _sections = [];
    private readonly List<(string Id, Action<Stream> Write)> _data = [];
    private int _charts;

    /// <summary>What stands below the title, as text.</summary>
    public string Lead { get; init; } = "";

    /// <summary>What stands at the end, as text.</summary>
    public string Foot { get; init; } = "";

    /// <summary>Style sheets and scripts beyond those of every page, by the names of their files.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>Run after those of every page, in this order.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Markup that stands behind the sections.</summary>
    public string Aside { get; init; } = "";

    /// <summary>What stands behind the scripts: they run before it has been read, so that the page is there before its last octet.</summary>
    public Action<Stream>? Tail { get; init; }

    /// <summary>A section with an entry in the navigation.</summary>
    /// <param name="id">Letters and hyphens.</param>
    /// <param name="heading">As text.</param>
    /// <param name="body">Markup made with <see cref="HtmlText"/>.</param>
    public void AddSection(string id, string heading, string body) => _sections.Add((id, heading, body));

    /// <summary>JSON for the scripts.</summary>
    /// <param name="id">Letters and hyphens.</param>
    /// <param name="write">Writes JSON in which every character that HTML minds is escaped, as the default encoder does.</param>
    public void AddData(string id, Action<Stream> write) => _data.Add((id, write));

    /// <summary>A chart; its numbers should stand in a table beside it, for those who cannot see it.</summary>
    /// <returns>The markup of its place.</returns>
    public string Chart(ChartData chart)
    {
        string id = "chart-data-" + (++_charts).ToString(CultureInfo.InvariantCulture);
        AddData(id, stream => Write(stream, chart.ToJson()));
        return $"<div class=\"chart{(chart.Height is { } height ? " " + height : "")}\"><canvas data-from=\"{id}\" role=\"img\" aria-label=\"{HtmlText.Encode(chart.Label)}\"></canvas></div>\n";
    }

    public override string ToString()
    {
        using MemoryStream octets = new();
        WriteTo(octets);
        return Encoding.UTF8.GetString(octets.ToArray());
    }

    /// <summary>The page in UTF-8, piece by piece.</summary>
    public void WriteTo(Stream stream)
    {
        List<string> styles = [.. Assets(["page.css", .. Styles])], scripts = [.. Assets(["chart.umd.min.js", "page.js", .. Scripts])];
        WriteHead(stream, styles, scripts);
        StringBuilder body = new();
        body.Append("<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header><h1>").Append(HtmlText.Encode(title)).Append("</h1>\n")
            .Append("<p class=\"quiet\">").Append(HtmlText.Encode(Lead)).Append("</p></header>\n<nav aria-label=\"Sections\"><ul>\n");
        foreach ((string id, string heading, _) in _sections)
        {
            body.Append("<li><a href=\"#").Append(id).Append("\">").Append(HtmlText.Encode(heading)).Append("</a></li>\n");
        }

        body.Append("</ul></nav>\n<main id=\"content\" tabindex=\"-1\">\n<div id=\"sections\">\n");
        foreach ((string id, string heading, string markup) in _sections)
        {
            body.Append("<section id=\"").Append(id).Append("\" aria-labelledby=\"").Append(id).Append("-heading\">\n<h2 id=\"").Append(id).Append("-heading\" tabindex=\"-1\">")
                .Append(HtmlText.Encode(heading)).Append("</h2>\n").Append(markup).Append("</section>\n");
        }

        body.Append("</div>\n").Append(Aside).Append("</main>\n<footer>").Append(HtmlText.Encode(Foot)).Append("</footer>\n");
        Write(stream, body.ToString());
        foreach ((string id, Action<Stream> write) in _data)
        {
            Write(stream, $"<script type=\"application/json\" id=\"{id}\">");
            write(stream);
            Write(stream, "</script>\n");
        }

        foreach (string script in scripts)
        {
            Write(stream, "<script>" + script + "</script>\n");
        }

        Tail?.Invoke(stream);
        Write(stream, "</body>\n</html>\n");
    }

    private void WriteHead(Stream stream, List<string> styles, List<string> scripts)
    {
        string policy = $"default-src 'none'; style-src {string.Join(" ", styles.ConvertAll(HashOf))}; script-src {string.Join(" ", scripts.ConvertAll(HashOf))}; base-uri 'none'; form-action 'none'";
        StringBuilder head = new();
        head.Append("<!DOCTYPE html>\n<html lang=\"").Append(HtmlText.Encode(culture)).Append("\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(policy).Append("\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append("<title>").Append(HtmlText.Encode(title)).Append("</title>\n");
        foreach (string style in styles)
        {
            head.Append("<style>").Append(style).Append("</style>\n");
        }

        Write(stream, head.Append("</head>\n").ToString());
    }

    private static void Write(Stream stream, string text)
    {
        byte[] octets = Utf8.GetBytes(text);
        stream.Write(octets, 0, octets.Length);
    }

    private static IEnumerable<string> Assets(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("SmtpTls.Reports.Assets." + name)
                ?? throw new InvalidOperationException($"{name} is not in the library.");
            using StreamReader reader = new(stream, Encoding.UTF8);

            // The browser hashes what it reads, and it reads every line end as a line feed.
            yield return reader.ReadToEnd().Replace("\r\n", "\n");
        }
    }

    private static string HashOf(string text)
    {
        using SHA256 hash = SHA256.Create();
        return "'sha256-" + Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(text))) + "'";
    }
}
