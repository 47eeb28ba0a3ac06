using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using SmtpTls.Audit;
using SmtpTls.Audit.Journal;
using SmtpTls.Cli.Input;

namespace SmtpTls.Cli.Run;

/// <summary>
/// Facts from journals, in the order of the list they were made from. Names beside them are held against the journals: what they lack is said, and what is
/// not among the names is left out.
/// </summary>
internal static class MergedInput
{
    public static async IAsyncEnumerable<DomainFacts> ReadAsync(JournalMerge merge, NameInput names, Terminal terminal, Tally tally, [EnumeratorCancellation] CancellationToken stop)
    {
        HashSet<string>? wanted = names.IsEmpty ? null : [];
        await foreach (AuditTarget target in names.ReadAsync(terminal, tally, stop))
        {
            wanted!.Add(target.ToString());
        }

        foreach (DomainFacts facts in merge.Read())
        {
            stop.ThrowIfCancellationRequested();
            if (wanted is null || wanted.Remove(facts.Subject))
            {
                yield return facts;
            }
        }

        List<string> problems = [.. merge.Problems];
        if (wanted is { Count: > 0 })
        {
            problems.Add($"{wanted.Count} of the names {(wanted.Count == 1 ? "is" : "are")} in no journal: {Listing.Of([.. wanted.Order(System.StringComparer.Ordinal)], 20)}.");
        }

        foreach (string problem in problems)
        {
            terminal.Complain(problem);
            tally.BadInput();
        }
    }
}
