using System;
using System.Runtime.InteropServices;

namespace SmtpTls.Cli;

/// <summary>Asks the system whether the reader at the other end of standard output is gone. On Windows a write says so itself.</summary>
internal static class OutputPipe
{
    private const short Error = 8, HangUp = 16;

    public static bool IsClosed
    {
        get
        {
            if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            {
                return false;
            }

            PollEntry entry = new() { Descriptor = 1 };
            return Poll(ref entry, 1, 0) > 0 && (entry.Seen & (Error | HangUp)) != 0;
        }
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollEntry entries, nuint count, int milliseconds);

    /// <summary>struct pollfd of POSIX.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}
