using System;
using System.Runtime.InteropServices;

namespace SmtpTls.Cli;

/// <summary>
/// Asks the system whether whoever started us gave us a standard input at all. Where it was closed (<c>&lt;&amp;-</c>), the first thing the runtime
/// opens takes its number, and reading it would wait for ever. What a process is given was open across exec, so that it cannot carry the mark
/// "close on exec", and what the runtime opens for itself does. On Windows the framework notices itself.
/// </summary>
internal static class InputPipe
{
    private const int GetFlags = 1, CloseOnExec = 1;

    /// <summary>True also where nothing at all has the number.</summary>
    public static bool IsClosed => !OperatingSystem.IsWindows() && (Control(0, GetFlags) & CloseOnExec) != 0;

    // -1, for a number that is not in use, has every bit.
    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command);
}
