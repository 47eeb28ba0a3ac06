using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;

namespace SmtpTls.Cli.Input;

/// <summary>What the user named: domains and hosts on the command line, in files (a line each, <c>#</c> begins a comment), or on standard input.</summary>
/// <param name="Domains">Arguments; <c>-</c> stands for standard input.</param>
/// <param name="Hosts">Hosts that are probed as they are.</param>
/// <param name="Files">Paths; <c>-</c> stands for standard input.</param>
internal sealed record NameInput(IReadOnlyList<string> Domains, IReadOnlyList<string> Hosts, IReadOnlyList<string> Files)
{
    /// <summary>More distinct names than any list of partners holds, and less than would fill the memory.</summary>
    private const int MostNames = 2_000_000;

    /// <summary>No name reaches that far; what is longer is refused all the same.</summary>
    private const int MostLineCharacters = 4096;

    public bool IsEmpty => Domains.Count == 0 && Hosts.Count == 0 && Files.Count == 0;

    /// <summary>Why a valid name is refused all the same, a clause; null for one that is taken. The practice range knows only its own.</summary>
    public Func<AuditTarget, string?> Refuse { get; init; } = static _ => null;

    /// <summary>The column of CSV files that holds the domains; null for plain lists.</summary>
    public string? Column { get; init; }

    /// <summary>Entries are read as lists of partners hold them: mail addresses and the domain spaces of connectors are domains too.</summary>
    public bool TakesPartnerLists { get; init; }

    /// <summary>How many there are, where that is known before reading: for the estimate of the time that is left.</summary>
    public int? KnownCount => Files.Count == 0 && !System.Linq.Enumerable.Contains(Domains, "-") ? Domains.Count + Hosts.Count : null;

    /// <summary>Each distinct valid name once, in order. A bad one is said on standard error, counted, and the rest goes on.</summary>
    public async IAsyncEnumerable<AuditTarget> ReadAsync(Terminal terminal, Tally tally, [EnumeratorCancellation] CancellationToken stop)
    {
        HashSet<AuditTarget> known = [];
        await foreach ((string text, bool isHost, string place) in TextsAsync(terminal, tally, stop))
        {
            AuditTarget? target = Parse(text, isHost, out string? problem, out string? remark);
            if (remark is not null)
            {
                terminal.Complain(place + remark);
            }

            if (target is null)
            {
                terminal.Complain($"{place}'{VisibleText.Show(text, 300)}' is not a {(isHost ? "host" : "domain")} name: {problem}.");
                tally.BadInput();
            }
            else if (Refuse(target) is { } reason)
            {
                terminal.Complain($"{place}'{VisibleText.Show(text, 300)}' {reason}.");
                tally.BadInput();
            }
            else if (known.Count < MostNames && known.Add(target))
            {
                yield return target;
            }
        }
    }

    private AuditTarget? Parse(string text, bool isHost, out string? problem, out string? remark)
    {
        remark = null;
        if (isHost)
        {
            return AuditTarget.TryParseHost(text, out AuditTarget? host, out problem) ? host : null;
        }

        if (TakesPartnerLists)
        {
            return DomainText.TryRead(text, out DomainName? partner, out problem, out remark) ? AuditTarget.Domain(partner!) : null;
        }

        return DomainName.TryParse(text, out DomainName? name, out problem) ? AuditTarget.Domain(name) : null;
    }

    private async IAsyncEnumerable<(string Text, bool IsHost, string Place)> TextsAsync(Terminal terminal, Tally tally, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (string domain in Domains)
        {
            if (domain != "-")
            {
                yield return (domain, false, "");
                continue;
            }

            await foreach ((string text, string place) in LinesAsync("-", terminal, tally, stop))
            {
                yield return (text, false, place);
            }
        }

        foreach (string host in Hosts)
        {
            yield return (host, true, "");
        }

        foreach (string file in Files)
        {
            await foreach ((string text, string place) in LinesAsync(file, terminal, tally, stop))
            {
                yield return (text, false, place);
            }
        }
    }

    private async IAsyncEnumerable<(string Text, string Place)> LinesAsync(string file, Terminal terminal, Tally tally, [EnumeratorCancellation] CancellationToken stop)
    {
        using TextReader? reader = Open(file, terminal, tally);
        if (reader is not null && Column is not null)
        {
            string name = file == "-" ? "Standard input" : VisibleText.Show(file);
            await foreach ((string text, int line) in CsvColumn.ReadAsync(reader, Column, name, stop))
            {
                foreach (string entry in DomainText.Split(text))
                {
                    yield return (entry, $"{name}, line {line}: ");
                }
            }

            yield break;
        }

        int number = 0;
        while (reader is not null && await ReadLineAsync(reader, stop) is { } line)
        {
            number++;
            int comment = line.IndexOf('#', StringComparison.Ordinal);
            string text = (comment >= 0 ? line[..comment] : line).Trim();
            if (text.Length > 0)
            {
                yield return (text, file == "-" ? $"Standard input, line {number}: " : $"{VisibleText.Show(file)}, line {number}: ");
            }
        }
    }

    private static StreamReader? Open(string file, Terminal terminal, Tally tally)
    {
        if (file == "-" && GivenPipes.IsInputClosed)
        {
            terminal.Complain("Standard input cannot be read: it is closed.");
            tally.BadInput();
            return null;
        }

        try
        {
            return file == "-" ? new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false)) : new StreamReader(file, new UTF8Encoding(false));
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            terminal.Complain($"--input '{VisibleText.Show(file)}' cannot be read: {FileProblem.Describe(file, e)}.");
            tally.BadInput();
            return null;
        }
    }

    // A read from a terminal cannot be called off; the wait for it can. A line is cut where no name could reach.
    private static async Task<string?> ReadLineAsync(TextReader reader, CancellationToken stop) =>
        await Task.Run(() => BoundedLine.Read(reader, MostLineCharacters), stop).WaitAsync(stop);
}
