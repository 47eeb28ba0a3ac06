using System;
using System.Collections.Generic;
using System.IO;
using SmtpTls.Mail;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What lies behind a path: a file, or the files of a folder.</summary>
internal static class ReportPaths
{
    /// <param name="path">A file, a folder of files, or a Maildir.</param>
    /// <param name="recurse">The folders below too.</param>
    /// <param name="failed">Told of what cannot be read, and why.</param>
    /// <returns>Paths of files. One that is not there is among them: opening it says why.</returns>
    public static List<string> Files(string path, bool recurse, Action<string, string> failed) =>
        Directory.Exists(path) ? [.. MailFolder.Files(path, recurse, failed)] : [path];
}
