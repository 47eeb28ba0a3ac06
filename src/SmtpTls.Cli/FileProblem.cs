using System;
using System.IO;

namespace SmtpTls.Cli;

/// <summary>Why a file that the user named is of no use, in words that need no knowledge of this program.</summary>
internal static class FileProblem
{
    /// <summary>What file calls throw for a path that is of no use.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>A clause without a full stop.</summary>
    public static string Describe(string path, Exception e) => path.Length == 0 ? "no name is given"
        : Directory.Exists(path) ? "it is a folder"
        : e is FileNotFoundException ? "there is no such file"
        : e is DirectoryNotFoundException ? "there is no such folder"
        : e is UnauthorizedAccessException ? "this account may not open it"
        : VisibleText.Show(e.Message.TrimEnd('.'), 300);

    /// <summary>Why nothing may be put in the place of what is at this path; null where a file may be written there.</summary>
    public static string? ForWriting(string path)
    {
        if (path.Length == 0)
        {
            return "no name is given";
        }

        if (Directory.Exists(path))
        {
            return "it is a folder";
        }

        // The file is renamed into its place: a device or a link there would be replaced, not written to.
        string whole = Path.GetFullPath(path);
        return new FileInfo(whole).LinkTarget is not null ? "it is a link; name the file itself"
            : !OperatingSystem.IsWindows() && (whole.StartsWith("/dev/", StringComparison.Ordinal) || whole.StartsWith("/proc/", StringComparison.Ordinal)) ? "it is no ordinary file"
            : !Directory.Exists(Path.GetDirectoryName(whole)) ? "there is no such folder"
            : null;
    }
}
