using System;
using System.Runtime.InteropServices;

namespace SmtpTls.Cli;

/// <summary>
/// Asks the system whether whoever started us gave us a standard input, output or error at all. Where one was closed (<c>&lt;&amp;-</c>), the first thing
/// the runtime opens takes its number: reading it would wait for ever, and writing would write there. What a process is given was open across exec, so that
/// it cannot carry the mark "close on exec", and what the runtime opens for itself does. On Windows the framework notices itself.
/// </summary>
internal static class GivenPipes
{
    private const int GetFlags = 1, CloseOnExec = 1;

    public static bool IsInputClosed => IsClosed(0);

    public static bool IsOutputClosed => IsClosed(1);

    public static bool IsErrorClosed => IsClosed(2);

    // True also where nothing at all has the number: -1 has every bit.
    private static bool IsClosed(int descriptor) => !OperatingSystem.IsWindows() && (Control(descriptor, GetFlags) & CloseOnExec) != 0;

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command);
}
