using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls;

/// <summary>
/// A folder of small files that outlives a run and may be used by several processes at once: for the owner only, links refused, one writer at a time by
/// a lock file, every file written beside and renamed, so that a reader sees the old one or the new one whole and never waits.
/// </summary>
internal sealed class StateFolder(string path, IClock clock)
{
    private const string LockName = "lock", BesideName = "write.tmp";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(20);

    // Writers of this process queue here; only other processes are waited for by asking again and again.
    private readonly Turns _turns = new();

    public string Path => path;

    /// <summary>The file's octets. Absent when there is none; Invalid when it is a link or too large; Unknown when it cannot be read.</summary>
    public Outcome<byte[]> Read(string name, int most)
    {
        string file = System.IO.Path.Combine(path, name);
        try
        {
            if (!File.Exists(file))
            {
                return Outcome<byte[]>.Absent();
            }

            if (FindUnfit(path) is { } unfit)
            {
                return Outcome<byte[]>.Unknown(unfit);
            }

            if (FindLink(file) is { } link)
            {
                return Outcome<byte[]>.Invalid(link);
            }

            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream octets = new();
            byte[] buffer = new byte[16384];
            int count;
            while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                if (octets.Length + count > most)
                {
                    return Outcome<byte[]>.Invalid(new Fault(FaultKind.Input, $"it is larger than {most} octets"));
                }

                octets.Write(buffer, 0, count);
            }

            return Outcome<byte[]>.Found(octets.ToArray());
        }
        catch (FileNotFoundException)
        {
            // Another process took it away in between.
            return Outcome<byte[]>.Absent();
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            return Outcome<byte[]>.Unknown(FaultOf(e));
        }
    }

    /// <summary>Makes the folder where there is none and becomes its one writer, waiting its turn; Unknown when that cannot be. Dispose it to let the next one in.</summary>
    public async Task<Outcome<StateWriter>> LockAsync(CancellationToken stop)
    {
        Action done = await _turns.TakeAsync(stop).ConfigureAwait(false);
        FileStream? held = null;
        try
        {
            Outcome<FileStream> file = await OpenLockAsync(stop).ConfigureAwait(false);
            held = file.Value;
            return held is null ? Outcome<StateWriter>.Unknown(file.Fault!) : Outcome<StateWriter>.Found(new StateWriter(this, held, done));
        }
        finally
        {
            if (held is null)
            {
                done();
            }
        }
    }

    private async Task<Outcome<FileStream>> OpenLockAsync(CancellationToken stop)
    {
        if (Open() is { } fault)
        {
            return Outcome<FileStream>.Unknown(fault);
        }

        for (DateTimeOffset end = clock.Now + Patience; ; await clock.DelayAsync(Pause, stop).ConfigureAwait(false))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                return Outcome<FileStream>.Found(OwnFiles.OpenLock(System.IO.Path.Combine(path, LockName)));
            }
            catch (Exception e) when (e is UnauthorizedAccessException or NotSupportedException or FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
            {
                return Outcome<FileStream>.Unknown(FaultOf(e));
            }
            catch (IOException e)
            {
                // Somebody else holds it: frameworks have no code for that which all platforms share.
                if (clock.Now >= end)
                {
                    return Outcome<FileStream>.Unknown(new Fault(FaultKind.Timeout, $"another process holds '{VisibleText.Show(path)}' for more than {Patience.TotalSeconds:0} s ({VisibleText.Show(e.Message, 200)})"));
                }
            }
        }
    }

    /// <summary>Makes the folder where there is none; why it is no place for state otherwise.</summary>
    public static Fault? Prepare(string path)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                OwnFiles.CreateFolder(path);
            }

            return FindUnfit(path);
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            // The system's words for these tell of a file that is there already, or of one that could not be found.
            return File.Exists(path) ? new Fault(FaultKind.Input, $"'{VisibleText.Show(path)}' is a file, and a folder is needed")
                : e is FileNotFoundException or DirectoryNotFoundException ? new Fault(FaultKind.Input, $"no folder '{VisibleText.Show(path)}' can be made there")
                : FaultOf(e);
        }
    }

    private Fault? Open() => Prepare(path) ?? FindLink(System.IO.Path.Combine(path, LockName));

    /// <summary>What others could change is not read either.</summary>
    private static Fault? FindUnfit(string path) => FindLink(path) ?? (OwnFiles.IsOpenToOthers(path)
        ? new Fault(FaultKind.Input, $"the folder '{VisibleText.Show(path)}' is open to other users; make it yours alone (chmod 700) or name another")
        : null);

    private void Write(string name, byte[] octets)
    {
        string beside = System.IO.Path.Combine(path, BesideName), file = System.IO.Path.Combine(path, name);

        // What a writer that was killed left behind; nobody else writes while the lock is held. A link is taken away, not followed.
        File.Delete(beside);
        using (FileStream stream = OwnFiles.CreateNew(beside))
        {
            // Not forced to the disk: what a power cut tears is read as damaged, said and made anew, and a forced write costs more than a fetch.
            stream.Write(octets, 0, octets.Length);
        }

        OwnFiles.Replace(beside, file);
    }

    /// <summary>Why not, where a link stands in the place of a file or folder.</summary>
    public static Fault? FindLink(string file)
    {
        FileSystemInfo info = new FileInfo(file);
        return (int)info.Attributes != -1 && (info.Attributes & FileAttributes.ReparsePoint) != 0
            ? new Fault(FaultKind.Input, $"'{VisibleText.Show(file)}' is a link, and links are not followed")
            : null;
    }

    /// <summary>What file calls throw for what the disk or the system refuses.</summary>
    public static bool IsFileTrouble(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>The system's own words.</summary>
    public static Fault FaultOf(Exception e) => new(FaultKind.Input, VisibleText.Show(e.Message.TrimEnd('.'), 300));

    /// <summary>The right to write, held by one process at a time.</summary>
    internal sealed class StateWriter(StateFolder folder, FileStream held, Action done) : IDisposable
    {
        /// <summary>Null when it is written; the old file is still whole when it is not.</summary>
        public Fault? Write(string name, byte[] octets) => Try(() => folder.Write(name, octets));

        /// <summary>Null when it is gone.</summary>
        public Fault? Delete(string name) => Try(() => File.Delete(System.IO.Path.Combine(folder.Path, name)));

        public void Dispose()
        {
            held.Dispose();
            done();
        }

        private static Fault? Try(Action act)
        {
            try
            {
                act();
                return null;
            }
            catch (Exception e) when (IsFileTrouble(e))
            {
                return FaultOf(e);
            }
        }
    }
}
