using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>Results of one mechanism as text: a block for each domain, and at the end how many there were of each verdict.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="show">Writes one block; gives its verdict.</param>
internal sealed class SubjectText(Terminal terminal, Func<IAnsiConsole, DomainAudit, string> show) : IResultWriter
{
    private readonly SortedDictionary<Verdict, int> _verdicts = [];

    public void Write(DomainAudit audit) => terminal.Write(() =>
    {
        Verdict verdict = Enum.Parse<Verdict>(show(terminal.Text, audit));
        _verdicts[verdict] = _verdicts.GetValueOrDefault(verdict) + 1;
    });

    public void Dispose()
    {
        int count = _verdicts.Values.Sum();
        if (count > 1)
        {
            terminal.Write(() => terminal.Text.MarkupLine(Markup.Escape($"{count} domains: {string.Join(", ", _verdicts.Select(pair => $"{pair.Value} {pair.Key}"))}.")));
        }
    }
}
