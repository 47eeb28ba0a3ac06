using System;
using System.Collections.Generic;
using System.IO;
using SmtpTls.Mail;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What lies behind a path: a file, or the files of a folder.</summary>
internal static class ReportPaths
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <param name="path">A file, a folder of files, or a Maildir; a pattern in its last part where no file is called so.</param>
    /// <param name="recurse">The folders below too.</param>
    /// <param name="failed">Told of what cannot be read, and why.</param>
    /// <returns>Paths of files. One that is not there is among them: opening it says why.</returns>
    public static List<string> Files(string path, bool recurse, Action<string, string> failed)
    {
        if (Directory.Exists(path))
        {
            return [.. MailFolder.Files(path, recurse, failed)];
        }

        return File.Exists(path) || Path.GetFileName(path).IndexOfAny(Wildcards) < 0 ? [path] : Matching(path, failed);
    }

    // A shell that expands patterns leaves none for us; that of Windows expands none.
    private static List<string> Matching(string path, Action<string, string> failed)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        List<string> found = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, Path.GetFileName(path))] : [];
        found.Sort(StringComparer.Ordinal);
        if (found.Count == 0)
        {
            failed(path, "no file matches.");
        }

        return found;
    }
}
