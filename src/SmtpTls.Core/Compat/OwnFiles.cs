using System.IO;
#if !NETSTANDARD2_0
using System;
#endif

namespace SmtpTls;

/// <summary>
/// Files and folders for the owner only, as far as the framework can say it: by mode on Unix. On Windows, and for the old framework, what a folder
/// inherits holds, which below the user's profile is the same.
/// </summary>
internal static class OwnFiles
{
#if NETSTANDARD2_0
    public static void CreateFolder(string path) => Directory.CreateDirectory(path);

    /// <summary>Whether others than the owner may write there; false where it cannot be told.</summary>
    public static bool IsOpenToOthers(string path) => false;

    public static FileStream CreateNew(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);

    public static FileStream OpenLock(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>A new file to write and read back, gone when it is closed.</summary>
    public static FileStream CreateScratch(string path) => new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose);

    /// <summary>Puts one file in another's place in one step.</summary>
    public static void Replace(string from, string to)
    {
        if (File.Exists(to))
        {
            File.Replace(from, to, null);
        }
        else
        {
            File.Move(from, to);
        }
    }
#else
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Whether others than the owner may read or write there; false where it cannot be told.</summary>
    public static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(Owner | UnixFileMode.UserExecute)) != UnixFileMode.None;

    public static FileStream CreateNew(string path) => Open(path, FileMode.CreateNew, FileAccess.Write);

    public static FileStream OpenLock(string path) => Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);

    /// <summary>A new file to write and read back, gone when it is closed.</summary>
    public static FileStream CreateScratch(string path) => Open(path, FileMode.CreateNew, FileAccess.ReadWrite, FileOptions.DeleteOnClose);

    /// <summary>Puts one file in another's place in one step.</summary>
    public static void Replace(string from, string to) => File.Move(from, to, overwrite: true);

    private static FileStream Open(string path, FileMode mode, FileAccess access, FileOptions kind = FileOptions.None)
    {
        FileStreamOptions options = new() { Mode = mode, Access = access, Share = FileShare.None, Options = kind };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }

        return new FileStream(path, options);
    }
#endif
}
