using System.Globalization;
using System.IO;
using System.Runtime.Versioning;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Benchmarks.Loop;
using SmtpTls.Benchmarks.Site;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Benchmarks;

/// <summary>The program's sweeps and the loop's, in turn, against the same Postfix.</summary>
internal sealed class Sweeps(Settings settings, TextWriter log)
{
    private readonly Series _loopOne = new(), _loopMany = new(), _loopManyBlind = new(), _loopCpu = new();
    private readonly Series _one = new(), _many = new(), _cpu = new(), _cpuMore = new(), _peak = new(), _peakFew = new(), _growth = new();
    private readonly Series _byDotnet = new(), _byDotnetCpu = new(), _byDotnetPeak = new();

    private int Few => settings.Targets / 4;

    [SupportedOSPlatform("linux")]
    public async Task RunAsync(Table table, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smtptls-benchmark-");
        try
        {
            (OpenSslLoop? loop, string problem) = await OpenSslLoop.CompileAsync(folder.FullName, stop);
            log.WriteLine(loop is null ? problem : "the loop is compiled; starting Postfix, NSD and unbound");
            await using MailSite site = await MailSite.StartAsync(folder.FullName, settings.Targets, stop);

            // Every smtpd is forked, every name known to the resolver, and the disk's part of each program read.
            await SweepAsync(site, new Load(settings.Targets, settings.AtOnce), stop);
            for (int round = 1; round <= settings.Rounds; round++)
            {
                await RoundAsync(site, loop, stop);
                log.WriteLine($"round {round} of {settings.Rounds}: sweep {_many.Last:F0}/s, loop {(_loopMany.IsEmpty ? 0 : _loopMany.Last):F0}/s, CPU {_cpu.Last:F2} ms a probe");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Print(table);
    }

    /// <summary>Starts the servers, prints the commands that reach them, and waits to be stopped.</summary>
    [SupportedOSPlatform("linux")]
    public static async Task ServeAsync(int targets, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smtptls-benchmark-");
        try
        {
            (OpenSslLoop? loop, _) = await OpenSslLoop.CompileAsync(folder.FullName, stop);
            await using MailSite site = await MailSite.StartAsync(folder.FullName, targets, stop);
            Console.WriteLine(string.Join(' ', (string[])[.. Tool.Program, .. await ArgumentsAsync(site, new Load(targets, 32), stop)]));
            Console.WriteLine(loop is null ? "" : $"{folder}/smtp_loop {site.TargetFile} {site.Port} 32 {targets} {site.CaFile}");
            await Task.Delay(Timeout.Infinite, stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SupportedOSPlatform("linux")]
    private async Task RoundAsync(MailSite site, OpenSslLoop? loop, CancellationToken stop)
    {
        var one = new Load(settings.Targets / 8, 1);
        var many = new Load(settings.Targets, settings.AtOnce);
        if (loop is not null)
        {
            (string, int) targets = (site.TargetFile, site.Port);
            _loopOne.Add((await loop.RunAsync(targets, one, site.CaFile, stop)).Rate);
            _loopManyBlind.Add((await loop.RunAsync(targets, many, null, stop)).Rate);
            LoopRun verified = await loop.RunAsync(targets, many, site.CaFile, stop);
            _loopMany.Add(verified.Rate);
            _loopCpu.Add(verified.CpuMs);
        }

        ProcessUse all = await SweepAsync(site, many, stop);
        ProcessUse few = await SweepAsync(site, many with { Count = Few }, stop);
        if (Tool.IsCompiledAhead)
        {
            ProcessUse slow = await SweepAsync(site, many, stop, Tool.ByDotnet);
            _byDotnet.Add(many.Count / slow.Seconds);
            _byDotnetCpu.Add(1000 * slow.CpuSeconds / many.Count);
            _byDotnetPeak.Add(slow.PeakBytes / 1048576.0);
        }

        _one.Add(one.Count / (await SweepAsync(site, one, stop)).Seconds);
        _many.Add(many.Count / all.Seconds);
        _cpu.Add(1000 * all.CpuSeconds / many.Count);
        _cpuMore.Add(1000 * (all.CpuSeconds - few.CpuSeconds) / (many.Count - Few));
        _peak.Add(all.PeakBytes / 1048576.0);
        _peakFew.Add(few.PeakBytes / 1048576.0);
        _growth.Add((all.PeakBytes - few.PeakBytes) / 1024.0 / (many.Count - Few));
    }

    /// <summary>The program as a user starts it, with its default limits; its results are read and thrown away.</summary>
    private static async Task<ProcessUse> SweepAsync(MailSite site, Load load, CancellationToken stop, IReadOnlyList<string>? program = null)
    {
        ProcessUse use = await Tool.RunAsync(program ?? Tool.Program, await ArgumentsAsync(site, load, stop), stop);
        return use.ExitCode == 0 && use.Lines == load.Count ? use
            : throw new InvalidOperationException($"smtptls gave {use.Lines} results for {load.Count} domains and ended with {use.ExitCode}: {use.Output}");
    }

    // The OpenSSL loop asks no DNS, and the site's zones are not signed: proofs have a benchmark of their own.
    private static async Task<string[]> ArgumentsAsync(MailSite site, Load load, CancellationToken stop) =>
    [
        "starttls", "--input", await site.DomainFileAsync(load.Count, stop), "--port", Text(site.Port), "--dns-server", site.Resolver, "--dnssec-mode", "Off",
        "--ca-file", site.CaFile, "--throttle-limit", Text(load.AtOnce), "--helo-name", "client.test", "--fail-on", "high", "--jsonl",
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Print(Table table)
    {
        int targets = settings.Targets;
        table.Begin("OpenSSL loop");
        table.Compare($"handshakes a second, one after another ({targets / 8}, whole run)", _one, _loopOne);
        table.Compare($"handshakes a second, {settings.AtOnce} at a time ({targets}, whole run)", _many, _loopMany, new Aim("ratio at least 0.6", r => r >= 0.6));
        table.Compare("the same, the loop verifying nothing", _many, _loopManyBlind);
        table.Compare("client CPU a probe, ms (whole run, start included)", _cpu, _loopCpu, new Aim("at most 2.5 times", r => r <= 2.5));
        table.Show("client CPU a probe, ms (the aim's figure, where the loop takes 1.0)", _cpu, new Aim("at most 2.5 ms", ms => ms <= 2.5));
        table.Compare($"client CPU a probe beyond the first {Few}, ms", _cpuMore, _loopCpu);
        table.Show($"peak memory at {targets} targets, MiB", _peak, new Aim("under 100 MiB", mib => mib < 100));
        table.Show($"peak memory at {Few} targets, MiB", _peakFew);
        table.Show($"growth from {Few} to {targets}, KiB a target", _growth);
        if (!_byDotnet.IsEmpty)
        {
            table.Compare($"handshakes a second by dotnet, {settings.AtOnce} at a time", _byDotnet, _loopMany);
            table.Compare("client CPU a probe by dotnet, ms", _byDotnetCpu, _loopCpu);
            table.Show("peak memory by dotnet, MiB", _byDotnetPeak);
        }
    }
}
