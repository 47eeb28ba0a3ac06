using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Benchmarks.Site;

namespace SmtpTls.Benchmarks;

/// <summary>
/// Whole-run figures: real processes against a real server, the product and a yardstick in turn, so that what else the machine does falls on
/// both. The table goes to standard output, everything else to standard error.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [Settings.Nothing])
        {
            return 0;
        }

        if (Settings.Read(args) is not { } settings)
        {
            await Console.Error.WriteLineAsync(Settings.Usage);
            return 2;
        }

        using var stopped = new CancellationTokenSource();

        // Whoever ends the measurement ends its servers too.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            await RunAsync(settings, stopped.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return 130;
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.Cancel();
        }
    }

    private static async Task RunAsync(Settings settings, CancellationToken stop)
    {
        if (settings.OnlyServes && OperatingSystem.IsLinux())
        {
            await Sweeps.ServeAsync(settings.Targets, stop);
        }

        var table = new Table(Console.Out);
        Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, load {Load()}; "
            + $"medians of {settings.Rounds} interleaved rounds, of {settings.Starts} starts");
        if (settings.MeasuresSweeps && MailSite.Missing() is { } missing)
        {
            Console.Error.WriteLine($"sweeps not measured: {missing}");
        }
        else if (settings.MeasuresSweeps && OperatingSystem.IsLinux())
        {
            await new Sweeps(settings, Console.Error).RunAsync(table, stop);
        }

        if (settings.MeasuresPolicies && PolicySite.Missing() is { } lacking)
        {
            Console.Error.WriteLine($"policies not measured: {lacking}");
        }
        else if (settings.MeasuresPolicies)
        {
            await new Policies(settings, Console.Error).RunAsync(table, stop);
        }

        if (settings.MeasuresDnssec && SignedSite.Missing() is { } absent)
        {
            Console.Error.WriteLine($"dnssec not measured: {absent}");
        }
        else if (settings.MeasuresDnssec)
        {
            await new Validations(settings, Console.Error).RunAsync(table, stop);
        }

        if (settings.MeasuresDane && DaneSite.Missing() is { } without)
        {
            Console.Error.WriteLine($"dane not measured: {without}");
        }
        else if (settings.MeasuresDane && OperatingSystem.IsLinux())
        {
            await new DaneSweeps(settings, Console.Error).RunAsync(table, stop);
        }

        if (settings.MeasuresAudits && AuditSite.Missing() is { } lack)
        {
            Console.Error.WriteLine($"audits not measured: {lack}");
        }
        else if (settings.MeasuresAudits && OperatingSystem.IsLinux())
        {
            await new Audits(settings, Console.Error).RunAsync(table, stop);
        }

        if (settings.MeasuresStarts)
        {
            await new Starts(settings, Console.Error).RunAsync(table, stop);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nload at the end {Load()}"));
    }

    /// <summary>What else goes on: figures taken on a busy machine are to be known as such.</summary>
    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";
}
