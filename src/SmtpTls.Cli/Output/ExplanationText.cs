using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using SmtpTls.Explain;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>Explanations as lines for a person.</summary>
internal static class ExplanationText
{
    /// <summary>What happened, who acts, how to prove it and what to do.</summary>
    public static void Whole(IAnsiConsole console, ErrorExplanation one)
    {
        string status = one.Status is null ? "" : $" {one.Status}";
        string time = one.Temporary switch { true => ", temporary", false => ", permanent", _ => "" };
        string about = one.Subject is null ? "" : $" ({one.Subject})";
        console.MarkupLine($"[bold]{Markup.Escape(one.Id)}[/]{Markup.Escape($"{about}  {one.Category}{status}{time}; {ActorText.Of(one.Actor)} acts; score {one.Score.ToString("0.00", CultureInfo.InvariantCulture)}")}");
        Line(console, 2, one.Cause);
        Line(console, 2, $"Proof: {one.Proof}");
        int number = 1;
        foreach (string step in one.Steps)
        {
            Line(console, 4, $"{(number++).ToString(CultureInfo.InvariantCulture)}. {step}");
        }

        console.Write(new Padder(new Markup($"[grey]({Markup.Escape(one.Reference)}{Markup.Escape(one.Matched.Count > 0 ? $"; matched: {string.Join(", ", one.Matched)}" : "")})[/]")).Padding(2, 0, 0, 0));
    }

    /// <summary>Answers that are less likely, in a line.</summary>
    public static void Others(IAnsiConsole console, IEnumerable<ErrorExplanation> others)
    {
        string list = string.Join(", ", others.Select(one => $"{one.Id} ({one.Score.ToString("0.00", CultureInfo.InvariantCulture)})"));
        if (list.Length > 0)
        {
            Line(console, 2, $"Less likely: {list}.");
        }

        console.WriteLine();
    }

    private static void Line(IAnsiConsole console, int indent, string text) => console.Write(new Padder(new Markup(Markup.Escape(text))).Padding(indent, 0, 0, 0));
}
