using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using SmtpTls.Audit.Journal;

namespace SmtpTls.Audit.Drift;

/// <summary>
/// Puts files into the runs that they are of. Each is a run of its own, but for the journals of the shards of one list: these are one run until one of them
/// comes a second time. Journals of the same options and the same part are of two nights.
/// </summary>
internal sealed class AuditRuns
{
    private readonly List<List<string>> _runs = [];
    private readonly Dictionary<string, (List<string> Files, List<Shard> Parts)> _open = new(StringComparer.Ordinal);

    /// <summary>The files of each run, in the order in which they came.</summary>
    public IReadOnlyList<IReadOnlyList<string>> All => _runs;

    /// <summary>Takes the next file; the oldest comes first.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="head">What it says of its run when it is a journal.</param>
    public void Add(string file, JournalHead? head)
    {
        string run = head is null ? "" : Path.GetExtension(file) + "\n" + string.Concat(head.Options.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => $"{one.Key}={one.Value}\n"));
        if (head?.Shard is { } part && _open.TryGetValue(run, out (List<string> Files, List<Shard> Parts) open) && open.Parts.TrueForAll(other => other.Count == part.Count && other.Index != part.Index))
        {
            open.Files.Add(file);
            open.Parts.Add(part);
            return;
        }

        List<string> files = [file];
        _runs.Add(files);
        if (head?.Shard is { } first)
        {
            _open[run] = (files, [first]);
        }
    }
}
