using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace SmtpTls.Servers.Processes;

/// <summary>What one run of a program took.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="CpuSeconds">Its own processor time, user and system, with that of the processes it waited for; null where the platform does not tell.</param>
/// <param name="PeakBytes">The most memory it had resident at once; null where the platform does not tell.</param>
/// <param name="Lines">Lines it printed.</param>
/// <param name="Output">What it printed, or its beginning.</param>
internal sealed record ProcessUse(int ExitCode, double Seconds, double? CpuSeconds, long? PeakBytes, int Lines, string Output)
{
    private const int Children = -1;
    private const int MostOutput = 16 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static Task<ProcessUse> OfAsync(string program, IReadOnlyList<string> arguments, CancellationToken stop) => OfAsync(program, arguments, null, stop);

    /// <param name="program">What is run.</param>
    /// <param name="arguments">As they are, without a shell.</param>
    /// <param name="eachLine">Gets every line that it prints, when it is there; null where nobody wants them.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<ProcessUse> OfAsync(string program, IReadOnlyList<string> arguments, Action<string>? eachLine, CancellationToken stop)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        double? before = CpuOfChildren();
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start");
        try
        {
            Task<(int Lines, string Text)> output = eachLine is null ? DrainAsync(process.StandardOutput, stop) : HandOutAsync(process.StandardOutput, eachLine, stop);
            Task<(int Lines, string Text)> errors = DrainAsync(process.StandardError, stop);
            Task<long?> peak = WatchAsync(process, stop);
            await process.WaitForExitAsync(stop);
            double seconds = watch.Elapsed.TotalSeconds;
            double? cpu = CpuOfChildren() - before;
            (int lines, string text) = await output;
            return new ProcessUse(process.ExitCode, seconds, cpu, await peak, lines, text + (await errors).Text);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<(int Lines, string Text)> DrainAsync(StreamReader reader, CancellationToken stop)
    {
        var kept = new System.Text.StringBuilder();
        char[] buffer = new char[16 * 1024];
        int lines = 0;
        for (int count; (count = await reader.ReadAsync(buffer, stop)) > 0;)
        {
            lines += buffer.AsSpan(0, count).Count('\n');
            kept.Append(buffer, 0, Math.Min(count, MostOutput - kept.Length));
        }

        return (lines, kept.ToString());
    }

    private static async Task<(int Lines, string Text)> HandOutAsync(StreamReader reader, Action<string> eachLine, CancellationToken stop)
    {
        int lines = 0;
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            lines++;
            eachLine(line);
        }

        return (lines, "");
    }

    /// <summary>The kernel keeps the highest mark itself; it only has to be read before the process is gone.</summary>
    private static async Task<long?> WatchAsync(Process process, CancellationToken stop)
    {
        string path = $"/proc/{process.Id}/status";
        long? peak = null;
        while (!process.HasExited)
        {
            peak = PeakIn(path) ?? peak;
            await Task.Delay(Interval, stop);
        }

        return peak;
    }

    private static long? PeakIn(string path)
    {
        try
        {
            string? line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
            return line is null ? null : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended between the two calls.
            return null;
        }
    }

    /// <summary>Processor time of every child that has ended and been waited for: between two calls, that of the one run between them.</summary>
    private static double? CpuOfChildren()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return null;
        }

        // struct rusage begins with two timevals of two longs each; the rest is 14 longs.
        long[] usage = new long[18];
        return GetResourceUsage(Children, usage) == 0 ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6) : null;
    }

    [DllImport("libc", EntryPoint = "getrusage"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetResourceUsage(int who, [Out] long[] usage);
}
