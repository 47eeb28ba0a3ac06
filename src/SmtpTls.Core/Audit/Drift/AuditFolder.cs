using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using SmtpTls.Audit.Journal;

namespace SmtpTls.Audit.Drift;

/// <summary>One thing that could not be read: where, and why, as a clause.</summary>
internal sealed record AuditProblem(string Path, int? Line, string Text)
{
    public override string ToString() => $"'{VisibleText.Show(Path, 300)}'{(Line is { } line ? $", line {line}" : "")}: {Text}.";
}

/// <summary>Audits that were kept as files: two of them, as files or folders, or a folder with one for each run, or a folder of journals with the run before put aside. What cannot be read is said, and the rest goes on.</summary>
/// <param name="tell">Takes each problem.</param>
internal sealed class AuditFolder(Action<AuditProblem> tell)
{
    /// <summary>Of a folder with more files the newest, by name, are read.</summary>
    public const int MostFiles = 4096;

    /// <summary>What a folder of audits may hold, for people.</summary>
    public const string Held = "files .json or .jsonl, or journals of a state path";

    /// <summary>Problems of one file beyond these are counted, not told one by one.</summary>
    private const int MostProblems = 20;

    /// <summary>No first line of a journal is longer.</summary>
    private const int MostHead = 1024 * 1024;
    private static readonly string[] Extensions = [".json", ".jsonl"], JournalExtensions = [AuditJournal.Extension, AuditJournal.PreviousExtension];

    /// <summary>Files in the order given, each a run of its own.</summary>
    public AuditHistory Read(IEnumerable<string> files) => ReadRuns(files.Select(static file => new[] { file }));

    /// <summary>Files in the order of the time of their first audit. Journals of the shards of one list are one run.</summary>
    public AuditHistory ReadByTime(IEnumerable<string> files) => ReadRuns(RunsOf(files));

    /// <summary>
    /// An older and a newer audit in the order given: each a file, or a folder that holds one audit alone, as that of a run's journals does. Invalid with a
    /// sentence where a folder holds none or several.
    /// </summary>
    public Outcome<AuditHistory> ReadPair(string older, string newer)
    {
        List<IReadOnlyList<string>> pair = [];
        foreach (string path in (string[])[older, newer])
        {
            Outcome<IReadOnlyList<string>> audit = OneAudit(path);
            if (audit.Value is not { } files)
            {
                return Outcome<AuditHistory>.Invalid(audit.Fault!);
            }

            pair.Add(files);
        }

        return Outcome<AuditHistory>.Found(ReadRuns(pair));
    }

    /// <summary>The files of a folder that may hold audits, by name; where there is none, its journals. Links are not followed: whoever may place one would choose what is read.</summary>
    public IReadOnlyList<string> Find(string folder) => Find(folder, Extensions) is { Count: > 0 } audits ? audits : Find(folder, JournalExtensions);

    private List<string> Find(string folder, string[] extensions)
    {
        List<string> files = [];
        try
        {
            foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles().Where(file => Array.Exists(extensions, one => file.Name.EndsWith(one, StringComparison.OrdinalIgnoreCase))))
            {
                if ((file.Attributes & FileAttributes.ReparsePoint) != 0)
                {
                    tell(new AuditProblem(file.FullName, null, "it is a link, and links in a folder are not followed"));
                }
                else if (file.Length == 0)
                {
                    // Also what pipes and devices say of themselves: opening one might never end.
                    tell(new AuditProblem(file.FullName, null, "it is empty"));
                }
                else
                {
                    files.Add(file.FullName);
                }
            }
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            tell(new AuditProblem(folder, null, Clause(e)));
        }

        files.Sort(StringComparer.Ordinal);
        if (files.Count > MostFiles)
        {
            tell(new AuditProblem(folder, null, $"it holds {files.Count} files of audits; the last {MostFiles} by name are read"));
            files.RemoveRange(0, files.Count - MostFiles);
        }

        return files;
    }

    /// <summary>Every audit of files, whole, one after the other. Nothing is kept.</summary>
    /// <param name="files">Full paths.</param>
    /// <param name="take">Takes each audit.</param>
    public void ReadEach(IEnumerable<string> files, Action<DomainAudit> take)
    {
        foreach (string file in files)
        {
            Read(file, whole: true, take);
        }
    }

    /// <summary>The files of one audit. In a folder of journals the run that was put aside is not meant.</summary>
    private Outcome<IReadOnlyList<string>> OneAudit(string path)
    {
        if (!Directory.Exists(path))
        {
            return Outcome<IReadOnlyList<string>>.Found([path]);
        }

        IReadOnlyList<string> files = Find(path);
        string[] present = [.. files.Where(static file => !file.EndsWith(AuditJournal.PreviousExtension, StringComparison.OrdinalIgnoreCase))];
        IReadOnlyList<IReadOnlyList<string>> runs = RunsOf(present.Length > 0 ? present : files);
        string shown = VisibleText.Show(path, 300);
        return runs.Count switch
        {
            0 => Refuse($"The folder '{shown}' holds no audits ({Held})."),
            1 => Outcome<IReadOnlyList<string>>.Found(runs[0]),
            _ => Refuse($"The folder '{shown}' holds {runs.Count} audits, and one is to be compared: name its file, or name that folder alone for what became of them."),
        };
    }

    private static Outcome<IReadOnlyList<string>> Refuse(string why) => Outcome<IReadOnlyList<string>>.Invalid(new Fault(FaultKind.Input, why));

    /// <summary>Files by run, in the order of their time.</summary>
    private IReadOnlyList<IReadOnlyList<string>> RunsOf(IEnumerable<string> files)
    {
        List<(string File, DateTime Time)> dated = [];
        foreach (string file in files)
        {
            if (FirstTime(file) is { } time)
            {
                dated.Add((file, time));
            }
        }

        AuditRuns runs = new();
        foreach ((string file, _) in dated.OrderBy(static one => one.Time).ThenBy(static one => one.File, StringComparer.Ordinal))
        {
            runs.Add(file, HeadOf(file));
        }

        return runs.All;
    }

    private AuditHistory ReadRuns(IEnumerable<IReadOnlyList<string>> runs)
    {
        AuditHistory history = new();
        foreach (IReadOnlyList<string> run in runs)
        {
            history.BeginRun();
            foreach (string file in run)
            {
                if (!Read(file, whole: false, history.Add))
                {
                    history.NotePartial();
                }
            }
        }

        return history;
    }

    /// <returns>False when something of the file could not be read.</returns>
    private bool Read(string file, bool whole, Action<DomainAudit> take)
    {
        int bad = 0, good = 0;
        try
        {
            using StreamReader reader = Open(file);
            foreach ((int line, Outcome<DomainAudit> audit) in AuditFile.ReadAll(reader, whole))
            {
                if (audit.Value is { } found)
                {
                    good++;
                    take(found);
                }
                else if (++bad <= MostProblems)
                {
                    tell(new AuditProblem(file, line, audit.Fault!.Message.TrimEnd('.')));
                }
            }
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            tell(new AuditProblem(file, null, Clause(e)));
            return false;
        }

        if (bad > MostProblems)
        {
            tell(new AuditProblem(file, null, $"{bad - MostProblems} more pieces of it are no audits"));
        }
        else if (good + bad == 0)
        {
            tell(new AuditProblem(file, null, "it holds no audit"));
        }

        // Whatever left an empty file behind, it was no audit that found every domain gone.
        return bad == 0 && good > 0;
    }

    private DateTime? FirstTime(string file)
    {
        try
        {
            using StreamReader reader = Open(file);
            if (AuditFile.FirstTime(reader) is { } time)
            {
                return time;
            }

            tell(new AuditProblem(file, null, "it holds no audit"));
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            tell(new AuditProblem(file, null, Clause(e)));
        }

        return null;
    }

    /// <summary>What a journal says of its run; null for any other file.</summary>
    private static JournalHead? HeadOf(string file)
    {
        try
        {
            using StreamReader reader = Open(file);
            return BoundedLine.Read(reader, MostHead) is { } first ? JournalText.HeadOf(first) : null;
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            // Reading it says why.
            return null;
        }
    }

    private static StreamReader Open(string file) => new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), new UTF8Encoding(false));

    private static string Clause(Exception e) => e is FileNotFoundException ? "there is no such file" : e is DirectoryNotFoundException ? "there is no such folder" : VisibleText.Show(e.Message.TrimEnd('.'), 300);

    private static bool IsFileTrouble(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
