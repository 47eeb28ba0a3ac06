using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>TLS-RPT records as lines for a person.</summary>
internal static class TlsRptText
{
    /// <summary>The line that says it all, for an audit.</summary>
    public static void Summary(IAnsiConsole console, TlsRptRecord result) =>
        Line(console, 2, $"{StartTlsText.Verdict(result.Verdict)} TLS-RPT: {Markup.Escape(Sentence(result))}");

    /// <summary>The record, what is wrong with it, and what to do.</summary>
    public static void Whole(IAnsiConsole console, TlsRptRecord result, bool verbose)
    {
        console.MarkupLine($"[bold]{Markup.Escape(result.Domain)}[/]  {StartTlsText.Verdict(result.Verdict)}, {Markup.Escape(Sentence(result))}");
        if (result.Raw is { } raw)
        {
            Line(console, 2, Markup.Escape($"record: {raw}"));
        }

        foreach (string problem in result.Problems)
        {
            Line(console, 6, Markup.Escape(problem));
        }

        if (verbose)
        {
            SecurityText.Proofs(console, result.DnsSecurity);
        }

        StartTlsText.Findings(console, result.Findings);
        console.WriteLine();
    }

    private static string Sentence(TlsRptRecord result) => result.State switch
    {
        "Valid" => $"reports go to {string.Join(", ", result.Rua)}",
        "Absent" => "not published",
        "Invalid" => "the record is not valid, so no reports are sent",
        _ => "it could not be determined",
    };

    private static void Line(IAnsiConsole console, int indent, string markup) => console.Write(new Padder(new Markup(markup)).Padding(indent, 0, 0, 0));
}
