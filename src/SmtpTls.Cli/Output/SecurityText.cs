using System.Collections.Generic;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>What DNSSEC says of the answers behind a result, with the steps of each proof.</summary>
internal static class SecurityText
{
    public static void Proofs(IAnsiConsole console, IEnumerable<DnsAnswerSecurity> answers)
    {
        foreach (DnsAnswerSecurity answer in answers)
        {
            Line(console, 4, $"DNSSEC: {Markup.Escape(answer.Name)} {answer.Type} is {Word(answer.Security)}{Markup.Escape(answer.Reason is null ? "" : $": {answer.Reason}")}");
            foreach (string step in answer.Steps)
            {
                Line(console, 8, $"[grey]{Markup.Escape(step)}[/]");
            }
        }
    }

    private static string Word(string? security) => security switch
    {
        "Secure" => "[green]Secure[/]",
        "Bogus" => "[red]Bogus[/]",
        null => "not validated",
        _ => $"[blue]{security}[/]",
    };

    private static void Line(IAnsiConsole console, int indent, string markup) => console.Write(new Padder(new Markup(markup)).Padding(indent, 0, 0, 0));
}
