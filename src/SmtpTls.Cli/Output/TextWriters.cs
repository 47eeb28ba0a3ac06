using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>Results as text: the subject, each address, and under it what is wrong and what to do.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="verbose">With the dialogue and the certificates.</param>
/// <param name="graded">What of a graded audit is shown; null for results without assurance and grade.</param>
/// <param name="about">What to say beside a subject: the practice range explains each of its servers.</param>
internal sealed class TextWriters(Terminal terminal, bool verbose, Func<DomainAudit, DomainAudit>? graded, Func<string, string?> about) : IResultWriter
{
    private readonly SortedDictionary<string, int> _grades = new(StringComparer.Ordinal);
    private int _count;

    public void Write(DomainAudit whole) => terminal.Write(() =>
    {
        DomainAudit audit = graded?.Invoke(whole) ?? whole;
        IAnsiConsole console = terminal.Text;
        string grade = graded is null ? ""
            : audit.Grade is null ? "  not graded"
            : $"  grade {audit.Grade}, {Meaning(audit.Assurance)}";
        console.MarkupLine($"[bold]{Markup.Escape(audit.Domain)}[/]{Markup.Escape(grade)}");
        if (about(audit.Domain) is { } text)
        {
            console.Write(new Padder(new Markup($"[grey]{Markup.Escape(text)}[/]")).Padding(2, 0, 0, 0));
        }

        if (verbose)
        {
            SecurityText.Proofs(console, audit.DnsSecurity);
        }

        foreach (StartTlsResult result in audit.StartTls.Hosts)
        {
            StartTlsText.Summary(console, result);
            if (verbose)
            {
                StartTlsText.Details(console, result);
            }
        }

        if (graded is not null && audit.MtaSts is { } policy)
        {
            MtaStsText.Summary(console, policy);
        }

        if (graded is not null && audit.Dane is { } dane)
        {
            DaneText.Summary(console, dane);
        }

        if (graded is not null && audit.TlsRpt is { } reports)
        {
            TlsRptText.Summary(console, reports);
        }

        if (graded is not null && audit.Steps.FirstOrDefault(step => !step.Reached) is { } next)
        {
            console.Write(new Padder(new Markup(Markup.Escape($"Missing for grade {next.Grade}: {string.Join("; ", next.Reasons)}."))).Padding(2, 0, 0, 0));
        }

        StartTlsText.Findings(console, audit.Findings);
        console.WriteLine();
        _count++;
        string key = audit.Grade ?? "not graded";
        _grades[key] = _grades.GetValueOrDefault(key) + 1;
    });

    public void Dispose()
    {
        if (graded is not null && _count > 1)
        {
            terminal.Write(() => terminal.Text.MarkupLine(Markup.Escape(
                $"{_count} domains: {string.Join(", ", _grades.Select(pair => $"{pair.Value} {(pair.Key.Length == 1 ? "grade " : "")}{pair.Key}"))}.")));
        }
    }

    private static string Meaning(string? assurance) => assurance switch
    {
        "None" => "None: mail may travel in clear",
        "Opportunistic" => "Opportunistic: encrypted, unless someone interferes",
        "Authenticatable" => "Authenticatable: certificates would hold, but nothing makes a sender check them",
        "Enforced" => "Enforced: interference stops delivery, not privacy",
        _ => "",
    };
}
