using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using SmtpTls.Lab.Catalog;

namespace SmtpTls.Cli.Tests;

/// <summary>No server of the range, however hostile, makes the program big, slow or wrong: each in a process of its own.</summary>
public sealed class HostileMemoryTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private const int AtOnce = 4;
    private const long Mebibyte = 1 << 20;
    private const long MostAboveIdle = 64 * Mebibyte;
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(8), Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Starting .NET four times at once on a busy machine.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_hostile_server_costs_at_most_64_MiB_above_a_run_that_probes_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux keeps the highest mark of a process where others can read it.");
        Probed idle = await ProbeAsync("null-mx.lab.test");
        Assert.Equal("NullMx", idle.Outcome);
        ConcurrentBag<string> wrong = [], seen = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(HostileCases.All().Select(LabCatalog.ToDomain), parallel, async (expected, _) =>
        {
            Probed probed = await ProbeAsync(expected.Domain);
            string figures = $"{expected.Domain}: {probed.Outcome}, {probed.Took.TotalSeconds:0.0} s, {(probed.PeakBytes - idle.PeakBytes) / (double)Mebibyte:0.0} MiB above idle";
            seen.Add(figures);
            if (probed.Outcome != expected.Expected || probed.Took > ProbeLimit + Margin || probed.PeakBytes > idle.PeakBytes + MostAboveIdle)
            {
                wrong.Add($"{figures}; expected {expected.Expected}");
            }
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"idle: {idle.PeakBytes / (double)Mebibyte:0.0} MiB\n{string.Join('\n', seen.Order())}");
        Assert.Empty(wrong);
    }

    private async Task<Probed> ProbeAsync(string domain)
    {
        string limit = ProbeLimit.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        Stopwatch watch = Stopwatch.StartNew();
        using Process process = Smtptls.Start(lab.Live("starttls", "--jsonl", "--timeout-sec", limit, domain));
        process.StandardInput.Close();
        Task<Ran> end = Smtptls.EndAsync(process, watch);
        long peak = 0;

        // The kernel keeps the mark; it has to be read while the process is there.
        using PeriodicTimer timer = new(Interval);
        while (!end.IsCompleted && await timer.WaitForNextTickAsync())
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        Ran ran = await end;
        string[] outcomes = [.. ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("outcome").GetString()!)];
        return new Probed(outcomes.FirstOrDefault() ?? ran.ToString(), peak, watch.Elapsed);
    }

    private static long PeakOf(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(static one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended between two looks.
            return 0;
        }
    }

    private sealed record Probed(string Outcome, long PeakBytes, TimeSpan Took);
}
