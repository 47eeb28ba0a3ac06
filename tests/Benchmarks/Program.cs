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
    /// <summary>What can be measured, in this order, each by its name on the command line.</summary>
    public static IReadOnlyDictionary<string, Part> Parts { get; } = new Dictionary<string, Part>
    {
        ["sweeps"] = new(MailSite.Missing, static (settings, table, stop) => OperatingSystem.IsLinux() ? new Sweeps(settings, Console.Error).RunAsync(table, stop) : Task.CompletedTask),
        ["policies"] = new(PolicySite.Missing, static (settings, table, stop) => new Policies(settings, Console.Error).RunAsync(table, stop)),
        ["dnssec"] = new(SignedSite.Missing, static (settings, table, stop) => new Validations(settings, Console.Error).RunAsync(table, stop)),
        ["dane"] = new(DaneSweeps.Missing, static (settings, table, stop) => OperatingSystem.IsLinux() ? new DaneSweeps(settings, Console.Error).RunAsync(table, stop) : Task.CompletedTask),
        ["plans"] = new(Nothing, static (settings, table, stop) => Run(() => new Plans(settings, Console.Error).Run(table, stop))),
        ["reports"] = new(Nothing, static (settings, table, stop) => new Reports(settings, Console.Error).RunAsync(table, stop)),
        ["headers"] = new(Nothing, static (settings, table, stop) => new HeaderReading(settings, Console.Error).RunAsync(table, stop)),
        ["audits"] = new(Audits.Missing, static (settings, table, stop) => OperatingSystem.IsLinux() ? new Audits(settings, Console.Error).RunAsync(table, stop) : Task.CompletedTask),
        ["pages"] = new(Pages.Missing, static (settings, table, stop) => new Pages(settings, Console.Error).RunAsync(table, stop)),
        ["starts"] = new(Nothing, static (settings, table, stop) => new Starts(settings, Console.Error).RunAsync(table, stop)),
    };

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
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smtptls-program-");
        try
        {
            string about = await Tool.PublishAsync(folder.FullName, stop);
            Console.Error.WriteLine(about);
            await RunAsync(settings, about, stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(Settings settings, string about, CancellationToken stop)
    {
        if (settings.OnlyServes && OperatingSystem.IsLinux())
        {
            await (settings.Parts.Contains("audits") ? Audits.ServeAsync(settings, stop) : Sweeps.ServeAsync(settings.Targets, stop));
        }

        var table = new Table(Console.Out);
        Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, load {Load()}; "
            + $"medians of {settings.Rounds} interleaved rounds, of {settings.Starts} starts; {about.Split('\n')[0]}");
        foreach ((string name, Part part) in Parts.Where(part => settings.Measures(part.Key)))
        {
            if (part.Missing() is { } missing)
            {
                Console.Error.WriteLine($"{name} not measured: {missing}");
            }
            else
            {
                await part.RunAsync(settings, table, stop);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nload at the end {Load()}"));
    }

    /// <summary>What else goes on: figures taken on a busy machine are to be known as such.</summary>
    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    private static string? Nothing() => null;

    private static Task Run(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    /// <summary>One measurement.</summary>
    /// <param name="Missing">What this machine lacks for it; null when nothing.</param>
    /// <param name="RunAsync">Measures, and prints its rows.</param>
    internal sealed record Part(Func<string?> Missing, Func<Settings, Table, CancellationToken, Task> RunAsync);
}
