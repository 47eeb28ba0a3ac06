using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;

namespace SmtpTls.Cli.Run;

/// <summary>Facts from a file, in its order; with names given, only those. A bad line is said with its number and the rest goes on.</summary>
internal static class FactsInput
{
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static async IAsyncEnumerable<DomainFacts> ReadAsync(string path, Terminal terminal, Tally tally, [EnumeratorCancellation] CancellationToken stop)
    {
        using StreamReader reader = Open(path);
        await Task.CompletedTask;
        foreach ((int number, Outcome<DomainFacts> read) in FactsFile.ReadAll(reader))
        {
            stop.ThrowIfCancellationRequested();
            if (read.Value is { } facts)
            {
                yield return facts;
            }
            else
            {
                terminal.Complain($"--from-facts '{VisibleText.Show(path)}', line {number}: no facts can be read there: {read.Fault}.");
                tally.BadInput();
            }
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path, new UTF8Encoding(false));
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            throw new UsageException($"--from-facts '{VisibleText.Show(path)}' cannot be read: {FileProblem.Describe(path, e)}.");
        }
    }
}
