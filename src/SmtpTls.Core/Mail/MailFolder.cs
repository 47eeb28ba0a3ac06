using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace SmtpTls.Mail;

/// <summary>
/// The files of a folder that hold something to read, in the order of their names. A Maildir's messages are those in <c>new</c> and
/// <c>cur</c>; what is in <c>tmp</c> is still being delivered, and what lies beside them is the mail server's own.
/// </summary>
internal static class MailFolder
{
    /// <param name="folder">An existing folder.</param>
    /// <param name="recurse">Folders below too; links to folders are not followed, so that no loop can arise.</param>
    /// <param name="failed">Told of a folder that cannot be listed, and why; the rest goes on.</param>
    public static IEnumerable<string> Files(string folder, bool recurse, Action<string, string> failed)
    {
        bool maildir = IsMaildir(folder);
        bool stopped = false;
        void Stop(string place, string why)
        {
            stopped = true;
            failed(place, why);
        }

        IEnumerable<string> own = maildir ? ((string[])["new", "cur"]).SelectMany(part => List(Path.Combine(folder, part), files: true, failed)) : List(folder, files: true, Stop);
        foreach (string file in own)
        {
            yield return file;
        }

        if (!recurse || stopped)
        {
            yield break;
        }

        foreach (string below in List(folder, files: false, failed))
        {
            bool part = maildir && Path.GetFileName(below) is "new" or "cur" or "tmp";
            foreach (string file in part ? [] : Files(below, recurse, failed))
            {
                yield return file;
            }
        }
    }

    public static bool IsMaildir(string folder) => Directory.Exists(Path.Combine(folder, "cur")) && Directory.Exists(Path.Combine(folder, "new"));

    private static List<string> List(string folder, bool files, Action<string, string> failed)
    {
        try
        {
            List<string> found = [.. files ? Directory.EnumerateFiles(folder) : Directory.EnumerateDirectories(folder).Where(path => !IsLink(path))];
            found.Sort(StringComparer.Ordinal);
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failed(folder, e is UnauthorizedAccessException ? "this account may not list it." : e.Message);
            return [];
        }
    }

    private static bool IsLink(string path) => (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;
}
