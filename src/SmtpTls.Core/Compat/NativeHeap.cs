#if !NETSTANDARD2_0
using System;
using System.Runtime.InteropServices;
#endif

namespace SmtpTls.Compat;

/// <summary>
/// The heap of the C library, where compression and cryptography have their memory. glibc keeps what was freed: where large pieces come and go between small
/// ones, more and more lies there of no use to anybody, and a run that needs eight megabytes of it holds sixty after twenty thousand domains.
/// </summary>
internal static class NativeHeap
{
#if NETSTANDARD2_0
    /// <summary>Gives back to the system what is free; nothing where no such way is known.</summary>
    public static void Trim()
    {
    }
#else
    /// <summary>Gives back to the system what is free; nothing where no such way is known.</summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = TrimHeap(0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc, with a heap of another kind.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimHeap(nuint left);
#endif
}
