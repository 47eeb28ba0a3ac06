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

/// <summary>Audits that were kept as files: two of them, or a folder with one for each run, or a folder of journals with the run before put aside. What cannot be read is said, and the rest goes on.</summary>
/// <param name="tell">Takes each problem.</param>
internal sealed class AuditFolder(Action<AuditProblem> tell)
{
    /// <summary>Of a folder with more files the newest, by name, are read.</summary>
    public const int MostFiles = 4096;

    /// <summary>Problems of one file beyond these are counted, not told one by one.</summary>
    private const int MostProblems = 20;

    /// <summary>No first line of a journal is longer.</summary>
    private const int MostHead = 1024 * 1024;
    private static readonly string[] Extensions = [".json", ".jsonl"], JournalExtensions = [AuditJournal.Extension, AuditJournal.PreviousExtension];

    /// <summary>Files in the order given, each a run of its own.</summary>
    public AuditHistory Read(IEnumerable<string> files) => ReadRuns(files.Select(static file => new[] { file }));

    /// <summary>Files in the order of the time of their first audit. Journals of the shards of one list are one run.</summary>
    public AuditHistory ReadByTime(IEnumerable<string> files)
    {
        List<(string File, DateTime Time, string Run)> dated = [];
        foreach (string file in files)
        {
            if (FirstTime(file) is { } time)
            {
                dated.Add((file, time, RunOf(file)));
            }
        }

        return ReadRuns(dated.OrderBy(static one => one.Time).ThenBy(static one => one.File, StringComparer.Ordinal).GroupBy(static one => one.Run, static one => one.File, StringComparer.Ordinal));
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

    private AuditHistory ReadRuns(IEnumerable<IEnumerable<string>> runs)
    {
        AuditHistory history = new();
        foreach (IEnumerable<string> run in runs)
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

        return bad == 0;
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

    /// <summary>What the files of one run have in common: for a journal its options and whether it was put aside, for any other its own path.</summary>
    private static string RunOf(string file)
    {
        try
        {
            using StreamReader reader = Open(file);
            return BoundedLine.Read(reader, MostHead) is { } first && JournalText.RunOf(first) is { } run ? Path.GetExtension(file) + "\n" + run : file;
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            // Reading it says why.
            return file;
        }
    }

    private static StreamReader Open(string file) => new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), new UTF8Encoding(false));

    private static string Clause(Exception e) => e is FileNotFoundException ? "there is no such file" : e is DirectoryNotFoundException ? "there is no such folder" : VisibleText.Show(e.Message.TrimEnd('.'), 300);

    private static bool IsFileTrouble(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
