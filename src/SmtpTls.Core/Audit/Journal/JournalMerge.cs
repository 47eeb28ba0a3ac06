using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace SmtpTls.Audit.Journal;

/// <summary>
/// The journals of several runs, mostly the parts of one list worked on several machines, read as one: in the order of the list, each subject once, the
/// newest where there are several.
/// </summary>
internal sealed class JournalMerge : IDisposable
{
    private readonly List<FileStream> _files = [];
    private readonly List<Part> _parts = [];
    private readonly List<string> _problems = [];

    private JournalMerge()
    {
    }

    /// <summary>Sentences about what is missing or could not be read: then the result is not whole.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>How many subjects there are.</summary>
    public int Count => Newest().Count();

    /// <param name="paths">Journals, or folders of them.</param>
    public static JournalMerge Open(IEnumerable<string> paths)
    {
        JournalMerge merge = new();
        foreach (string path in paths)
        {
            foreach (string file in merge.FilesOf(path))
            {
                merge.Add(file);
            }
        }

        merge.NoteMissingParts();
        return merge;
    }

    /// <summary>Reads a journal's lines; null with the reason when that cannot be.</summary>
    public static JournalIndex? TryRead(string path, out string? problem)
    {
        try
        {
            using FileStream file = Open(path);
            problem = null;
            return JournalIndex.Read(file);
        }
        catch (Exception e) when (StateFolder.IsFileTrouble(e))
        {
            problem = StateFolder.FaultOf(e).Message;
            return null;
        }
    }

    /// <summary>The facts, in the order of the list.</summary>
    public IEnumerable<DomainFacts> Read()
    {
        foreach ((string subject, JournalIndex.Spot spot, Part part) in Newest().OrderBy(one => one.Spot.Place).ThenBy(one => one.Subject, StringComparer.Ordinal))
        {
            if (ReadAt(part.File, spot) is { } facts && facts.Subject == subject)
            {
                yield return facts;
            }
            else
            {
                _problems.Add($"What '{VisibleText.Show(part.Path)}' holds of {VisibleText.Show(subject)} can no longer be read.");
            }
        }
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static FileStream Open(string path) => StateFolder.FindLink(path) is { } link
        ? throw new IOException(link.Message)
        : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static DomainFacts? ReadAt(FileStream file, JournalIndex.Spot spot)
    {
        byte[] octets = new byte[spot.Length];
        file.Position = spot.Start;
        int length = 0, count;
        while (length < octets.Length && (count = file.Read(octets, length, octets.Length - length)) > 0)
        {
            length += count;
        }

        return JournalLine.Read(octets) is { } line && JournalBody.Unpack(line.Body) is { } text ? FactsFile.Read(text).Value : null;
    }

    private IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [];
        try
        {
            files = [.. Directory.GetFiles(path, "*" + AuditJournal.Extension).OrderBy(file => file, StringComparer.Ordinal)];
            if (files.Length == 0)
            {
                _problems.Add($"The folder '{VisibleText.Show(path)}' holds no journal.");
            }
        }
        catch (Exception e) when (StateFolder.IsFileTrouble(e))
        {
            _problems.Add($"The folder '{VisibleText.Show(path)}' cannot be read: {StateFolder.FaultOf(e).Message}.");
        }

        return files;
    }

    private void Add(string path)
    {
        JournalIndex? index = null;
        string? problem = null;
        FileStream? file = null;
        try
        {
            file = Open(path);
            index = JournalIndex.Read(file);
            problem = index.Head is null ? "it does not begin as a journal that this program can read" : null;
        }
        catch (Exception e) when (StateFolder.IsFileTrouble(e))
        {
            problem = StateFolder.FaultOf(e).Message;
        }

        if (problem is not null || file is null || index is null)
        {
            file?.Dispose();
            _problems.Add($"The journal '{VisibleText.Show(path)}' cannot be used: {problem}.");
            return;
        }

        _files.Add(file);
        _parts.Add(new Part(path, file, index));
        string? open = (index.IsFinished, index.Damaged) switch
        {
            (false, _) => "its run has not come to an end; start it again to go on with it",
            (_, > 0) => "some of its lines are damaged and left out",
            _ => null,
        };
        if (open is not null)
        {
            _problems.Add($"The journal '{VisibleText.Show(path)}'{(index.Head!.Shard is { } shard ? $" of shard {shard}" : "")} is not whole: {open}.");
        }
    }

    /// <summary>Two of four parts are half a list, and must not be taken for all of it.</summary>
    private void NoteMissingParts()
    {
        List<Shard> shards = [.. _parts.Select(part => part.Index.Head!.Shard).OfType<Shard>()];
        foreach (IGrouping<int, Shard> list in shards.GroupBy(shard => shard.Count))
        {
            List<int> missing = [.. Enumerable.Range(1, list.Key).Except(list.Select(shard => shard.Index))];
            if (missing.Count > 0)
            {
                _problems.Add($"No journal is of shard {Listing.Of([.. missing.Select(index => FormattableString.Invariant($"{index}/{list.Key}"))], 10)}: what belongs there is missing.");
            }
        }

        if (_parts.Skip(1).Select(part => part.Index.Head!.DifferenceTo(_parts[0].Index.Head!)).FirstOrDefault(difference => difference is not null) is { } other)
        {
            _problems.Add($"The journals are of runs with different options ({other}).");
        }
    }

    private IEnumerable<(string Subject, JournalIndex.Spot Spot, Part Part)> Newest()
    {
        Dictionary<string, (JournalIndex.Spot Spot, Part Part)> newest = new(StringComparer.Ordinal);
        foreach (Part part in _parts.OrderBy(part => part.Index.Head!.Begun))
        {
            foreach ((string subject, JournalIndex.Spot spot) in part.Index.Subjects)
            {
                newest[subject] = (spot, part);
            }
        }

        return newest.Select(pair => (pair.Key, pair.Value.Spot, pair.Value.Part));
    }

    private sealed record Part(string Path, FileStream File, JournalIndex Index);
}
