using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace SmtpTls.Audit.Drift;

/// <summary>One thing that could not be read: where, and why, as a clause.</summary>
internal sealed record AuditProblem(string Path, int? Line, string Text)
{
    public override string ToString() => $"'{VisibleText.Show(Path, 300)}'{(Line is { } line ? $", line {line}" : "")}: {Text}.";
}

/// <summary>Audits that were kept as files: two of them, or a folder with one for each run. What cannot be read is said, and the rest goes on.</summary>
/// <param name="tell">Takes each problem.</param>
internal sealed class AuditFolder(Action<AuditProblem> tell)
{
    /// <summary>Of a folder with more files the newest, by name, are read.</summary>
    public const int MostFiles = 4096;

    /// <summary>Problems of one file beyond these are counted, not told one by one.</summary>
    private const int MostProblems = 20;
    private static readonly string[] Extensions = [".json", ".jsonl"];

    /// <summary>Files in the order given, each a run of its own.</summary>
    public AuditHistory Read(IEnumerable<string> files)
    {
        AuditHistory history = new();
        foreach (string file in files)
        {
            history.BeginRun();
            Add(history, file);
        }

        return history;
    }

    /// <summary>Files in the order of the time of their first audit.</summary>
    public AuditHistory ReadByTime(IEnumerable<string> files)
    {
        List<(string File, DateTime Time)> dated = [];
        foreach (string file in files)
        {
            if (FirstTime(file) is { } time)
            {
                dated.Add((file, time));
            }
        }

        return Read(dated.OrderBy(static one => one.Time).ThenBy(static one => one.File, StringComparer.Ordinal).Select(static one => one.File));
    }

    /// <summary>The files of a folder that may hold audits, by name. Links are not followed: whoever may place one would choose what is read.</summary>
    public IReadOnlyList<string> Find(string folder)
    {
        List<string> files = [];
        try
        {
            foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles().Where(static file => Array.Exists(Extensions, one => file.Name.EndsWith(one, StringComparison.OrdinalIgnoreCase))))
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

    private void Add(AuditHistory history, string file)
    {
        int bad = 0, good = 0;
        try
        {
            using StreamReader reader = Open(file);
            foreach ((int line, Outcome<DomainAudit> audit) in AuditFile.ReadAll(reader))
            {
                if (audit.Value is { } found)
                {
                    good++;
                    history.Add(found);
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
            return;
        }

        if (bad > MostProblems)
        {
            tell(new AuditProblem(file, null, $"{bad - MostProblems} more pieces of it are no audits"));
        }
        else if (good + bad == 0)
        {
            tell(new AuditProblem(file, null, "it holds no audit"));
        }
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

    private static StreamReader Open(string file) => new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), new UTF8Encoding(false));

    private static string Clause(Exception e) => e is FileNotFoundException ? "there is no such file" : e is DirectoryNotFoundException ? "there is no such folder" : VisibleText.Show(e.Message.TrimEnd('.'), 300);

    private static bool IsFileTrouble(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
