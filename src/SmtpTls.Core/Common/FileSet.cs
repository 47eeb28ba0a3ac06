using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace SmtpTls;

/// <summary>One text file of a set: where it goes below the set's folder, with <c>/</c> between the parts, and what it holds.</summary>
internal sealed record TextFile(string Path, string Text);

/// <summary>
/// Writes a set of files below a folder, all or none: everything is checked first, then each is written beside its place, and only when all
/// are there are they renamed into place. When something fails on the way, what was there before is there again.
/// </summary>
internal sealed class FileSet
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false);
    private readonly List<string> _newFolders = [];
    private readonly List<(string Beside, string Target)> _written = [];
    private readonly List<(string Target, string? Before)> _placed = [];

    private FileSet()
    {
    }

    /// <param name="folder">Full path; made when it is not there.</param>
    /// <param name="files">What to write.</param>
    /// <param name="replace">Whether files that are there may be replaced.</param>
    /// <returns>The full paths in the order of the files; Invalid when nothing was changed.</returns>
    public static Outcome<IReadOnlyList<string>> Write(string folder, IReadOnlyList<TextFile> files, bool replace) =>
        Write(folder, [.. files.Select(static file => (file.Path, (Action<Stream>)(stream => WriteText(stream, file.Text))))], replace);

    /// <summary>One file that is too large to be held as text.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="write">Writes what the file is to hold.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <returns>The full path, alone; Invalid when nothing was changed.</returns>
    public static Outcome<IReadOnlyList<string>> Write(string path, Action<Stream> write, bool replace) =>
        Write(Path.GetDirectoryName(path)!, [(Path.GetFileName(path), write)], replace);

    private static Outcome<IReadOnlyList<string>> Write(string folder, IReadOnlyList<(string Path, Action<Stream> Write)> files, bool replace)
    {
        FileSet set = new();
        string current = folder;
        try
        {
            List<string> targets = [.. files.Select(file => Path.Combine([folder, .. file.Path.Split('/')]))];
            foreach (string target in targets)
            {
                current = target;
                if (FindObstacle(folder, target, replace) is { } problem)
                {
                    return Refuse(target, problem);
                }
            }

            for (int i = 0; i < targets.Count; i++)
            {
                current = targets[i];
                set.WriteBeside(targets[i], files[i].Write);
            }

            foreach ((string beside, string target) in set._written)
            {
                current = target;
                set.Place(beside, target);
            }

            set.Finish();
            return Outcome<IReadOnlyList<string>>.Found(targets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string? left = set.Undo();
            return Refuse(current, VisibleText.Show(e.Message.TrimEnd('.'), 300) + left);
        }
    }

    private static Outcome<IReadOnlyList<string>> Refuse(string path, string problem) =>
        Outcome<IReadOnlyList<string>>.Invalid(new Fault(FaultKind.Input, $"'{VisibleText.Show(path, 300)}' cannot be written: {problem}."));

    /// <summary>What stands in the way between the folder (itself included) and the file.</summary>
    private static string? FindObstacle(string folder, string target, bool replace)
    {
        string parent = target;
        while (parent.Length > folder.Length)
        {
            parent = Path.GetDirectoryName(parent) ?? folder;
            FileAttributes? found = Attributes(parent);

            // Whoever can place a link there would have us write elsewhere.
            if (found is { } there && (there & FileAttributes.ReparsePoint) != 0)
            {
                return $"'{VisibleText.Show(parent, 300)}' is a link; name the folder itself";
            }

            if (found is { } other && (other & FileAttributes.Directory) == 0)
            {
                return $"'{VisibleText.Show(parent, 300)}' is no folder";
            }
        }

        return Attributes(target) switch
        {
            null => null,
            { } link when (link & FileAttributes.ReparsePoint) != 0 => "a link is in its place",
            { } dir when (dir & FileAttributes.Directory) != 0 => "a folder is in its place",
            _ => replace ? null : "there is a file already; -Force replaces it",
        };
    }

    /// <summary>Of the path itself, not of what a link leads to; null when nothing is there.</summary>
    private static FileAttributes? Attributes(string path)
    {
        try
        {
            return File.GetAttributes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void WriteText(Stream stream, string text)
    {
        byte[] octets = Utf8.GetBytes(text);
        stream.Write(octets, 0, octets.Length);
    }

    private void WriteBeside(string target, Action<Stream> write)
    {
        MakeFolder(Path.GetDirectoryName(target)!);
        string beside = $"{target}.{Guid.NewGuid():N}.new";
        using FileStream file = new(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        _written.Add((beside, target));
        write(file);
        file.Flush(flushToDisk: true);
    }

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            MakeFolder(parent);
        }

        Directory.CreateDirectory(folder);
        _newFolders.Add(folder);
    }

    private void Place(string beside, string target)
    {
        if (File.Exists(target))
        {
            string before = beside + ".before";
            File.Replace(beside, target, before);
            _placed.Add((target, before));
        }
        else
        {
            File.Move(beside, target);
            _placed.Add((target, null));
        }
    }

    private void Finish()
    {
        foreach ((_, string? before) in _placed)
        {
            if (before is null)
            {
                continue;
            }

            try
            {
                File.Delete(before);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Everything is in its place; a copy of what was there before stays beside it, which loses nothing.
            }
        }
    }

    /// <summary>Brings back what was; a clause about what could not be brought back.</summary>
    private string? Undo()
    {
        string? left = null;
        IEnumerable<Action> steps =
        [
            .. Enumerable.Reverse(_placed).Select(one => (Action)(() => Restore(one.Target, one.Before))),
            .. _written.Select(one => (Action)(() => File.Delete(one.Beside))),
            .. Enumerable.Reverse(_newFolders).Select(one => (Action)(() => Directory.Delete(one))),
        ];
        foreach (Action step in steps)
        {
            try
            {
                step();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                left = $"; not everything could be put back: {VisibleText.Show(e.Message.TrimEnd('.'), 300)}";
            }
        }

        return left;
    }

    private static void Restore(string target, string? before)
    {
        File.Delete(target);
        if (before is not null)
        {
            File.Move(before, target);
        }
    }
}
