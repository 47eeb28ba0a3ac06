using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.Versioning;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Benchmarks.Loop;
using SmtpTls.Benchmarks.Mox;
using SmtpTls.Benchmarks.Site;
using SmtpTls.Servers.Large;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Benchmarks;

/// <summary>
/// Whole audits, STARTTLS, certificate, DANE, MTA-STS and TLS-RPT all judged, beside the packages of mox, asked for the same, and the tools that do a part of it
/// each: <c>posttls-finger -l dane</c> under <c>xargs -P4</c>, <c>postfix-mta-sts-query</c>, the OpenSSL loop, and the least
/// that a client in C has to send for an audit, on the same servers in turn. Then domains without a policy of their own that share four mail hosts, and the
/// memory of 2,000 and of 20,000 domains over 500 hosts.
/// </summary>
internal sealed class Audits(Settings settings, TextWriter log)
{
    private const int FingerCount = 400, QueryCount = 50, MoxAtOnce = 16, FloorAtOnce = 16, Many = 20_000, Hosts = 500, SharedHosts = 4;
    private readonly Series _ours = new(), _cpu = new(), _peak = new(), _connections = new(), _finger = new(), _query = new(), _loop = new(), _journal = new();
    private readonly Series _floor = new(), _floorCpu = new(), _moxToFloor = new();
    private readonly Series _mox = new(), _moxCpu = new(), _moxPeak = new(), _moxConnections = new();
    private readonly Series _shared = new(), _sharedCpu = new(), _sharedStartTls = new(), _few = new(), _many = new(), _growth = new();

    /// <summary>What this machine lacks for all of it; null when nothing.</summary>
    public static string? Missing() => DaneSweeps.Missing() ?? PolicySite.Missing();

    [SupportedOSPlatform("linux")]
    public async Task RunAsync(Table table, CancellationToken stop)
    {
        await OnSiteAsync((settings.Targets, settings.Targets, settings.Targets), OneEachAsync, stop);
        await OnSiteAsync((Many, SharedHosts, 0), SharedAsync, stop);
        await OnSiteAsync((Many, Hosts, 2000), async (site, folder) =>
        {
            await AuditAsync(site, settings.Targets, [], stop);
            for (int round = 1; round <= Math.Min(settings.Rounds, 2); round++)
            {
                double few = (await AuditAsync(site, 2000, [], stop)).PeakBytes!.Value / 1048576.0, many = (await AuditAsync(site, Many, [], stop)).PeakBytes!.Value / 1048576.0;
                _few.Add(few);
                _many.Add(many);
                _growth.Add(many / few);
                log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory, round {round}: {few:F0} MiB at 2000, {many:F0} MiB at {Many}"));
            }
        }, stop);
        Print(table);
    }

    [SupportedOSPlatform("linux")]
    private async Task OneEachAsync(AuditSite site, string folder)
    {
        CancellationToken stop = CancellationToken.None;
        (OpenSslLoop? loop, string problem) = await OpenSslLoop.CompileAsync(folder, stop);
        log.WriteLine(loop is null ? problem : "audits: a mail host each");
        (MoxAudit? mox, problem) = await MoxAudit.BuildAsync(folder, stop);
        log.Write(mox is null ? problem + "\n" : "");
        await AuditAsync(site, settings.Targets, [], stop);
        for (int round = 1; round <= settings.Rounds; round++)
        {
            long before = Connections();
            ProcessUse use = await AuditAsync(site, settings.Targets, [], stop);
            _connections.Add((Connections() - before) / (double)settings.Targets);
            _ours.Add(settings.Targets / use.Seconds);
            _cpu.Add(1000 * use.CpuSeconds / settings.Targets);
            _peak.Add(use.PeakBytes / 1048576.0);
            _journal.Add(settings.Targets / (await AuditAsync(site, settings.Targets, ["--state-path", Path.Combine(folder, $"state-{round}")], stop)).Seconds);
            if (mox is not null)
            {
                before = Connections();
                ProcessUse peer = await mox.RunAsync(site, new Load(settings.Targets, MoxAtOnce), stop);
                _moxConnections.Add((Connections() - before) / (double)settings.Targets);
                _mox.Add(settings.Targets / peer.Seconds);
                _moxCpu.Add(1000 * peer.CpuSeconds / settings.Targets);
                _moxPeak.Add(peer.PeakBytes / 1048576.0);
            }

            _finger.Add(await FingerAsync(site, Math.Min(FingerCount, settings.Targets), stop));
            _query.Add(await QueryAsync(site, Math.Min(QueryCount, settings.Targets), stop));
            if (loop is not null)
            {
                LoopRun floor = await loop.AuditAsync(site, await site.DomainFileAsync(settings.Targets, stop), FloorAtOnce, stop);
                _floor.Add(floor.Rate);
                _floorCpu.Add(floor.CpuMs);
                if (mox is not null)
                {
                    _moxToFloor.Add(_mox.Last / floor.Rate);
                }

                _loop.Add((await loop.RunAsync((site.TargetFile, 25), new Load(settings.Targets, settings.AtOnce), site.CaFile, stop)).Rate);
            }

            log.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round} of {settings.Rounds}: {_ours.Last:F0} domains/s, {_cpu.Last:F1} ms CPU, {_peak.Last:F0} MiB; mox {(_mox.IsEmpty ? 0 : _mox.Last):F0}, posttls-finger {_finger.Last:F0}, mta-sts-query {_query.Last:F1}, loop {(_loop.IsEmpty ? 0 : _loop.Last):F0}, least {(_floor.IsEmpty ? 0 : _floor.Last):F0}"));
        }
    }

    /// <summary>What a list of customers of one provider is like: nearly all of the work is each domain's own questions to the DNS.</summary>
    [SupportedOSPlatform("linux")]
    private async Task SharedAsync(AuditSite site, string folder)
    {
        CancellationToken stop = CancellationToken.None;
        await AuditAsync(site, Many, [], stop);
        for (int round = 1; round <= Math.Min(settings.Rounds, 3); round++)
        {
            ProcessUse use = await AuditAsync(site, Many, [], stop);
            _shared.Add(Many / use.Seconds);
            _sharedCpu.Add(1000 * use.CpuSeconds / Many);
            _sharedStartTls.Add(Many / (await AuditAsync(site, Many, [], stop, "starttls")).Seconds);
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SharedHosts} mail hosts for all, round {round}: {_shared.Last:F0} domains/s, {_sharedCpu.Last:F2} ms CPU, STARTTLS alone {_sharedStartTls.Last:F0}"));
        }
    }

    /// <summary>Starts the servers, prints the commands that reach them, and waits to be stopped.</summary>
    [SupportedOSPlatform("linux")]
    public static Task ServeAsync(Settings settings, CancellationToken stop) => OnSiteAsync((settings.Targets, settings.Targets, settings.Targets), async (site, folder) =>
    {
        Console.WriteLine(string.Join(' ', (string[])[.. Tool.Program, .. await ArgumentsAsync(site, settings.Targets, settings.AtOnce, stop)]));
        await Task.Delay(Timeout.Infinite, stop);
    }, stop);

    [SupportedOSPlatform("linux")]
    private static async Task OnSiteAsync((int Domains, int Hosts, int Policies) size, Func<AuditSite, string, Task> work, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smtptls-benchmark-");
        try
        {
            await using AuditSite site = await AuditSite.StartAsync(folder.FullName, size, stop);
            await work(site, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The program as a user starts it who has all servers to himself: the policies of all domains are at one address. Every verdict has to be one, or the figure is none.</summary>
    private async Task<ProcessUse> AuditAsync(AuditSite site, int count, string[] more, CancellationToken stop, string verb = "audit")
    {
        ProcessUse use = await Tool.RunAsync([.. await ArgumentsAsync(site, count, settings.AtOnce, stop, verb), .. more], stop);
        return use.ExitCode == 0 && use.Lines == count ? use
            : throw new InvalidOperationException($"smtptls gave {use.Lines} results for {count} domains and ended with {use.ExitCode}: {use.Output[..Math.Min(use.Output.Length, 3000)]}");
    }

    private static async Task<string[]> ArgumentsAsync(AuditSite site, int count, int atOnce, CancellationToken stop, string verb = "audit") =>
    [
        verb, "--input", await site.DomainFileAsync(count, stop), "--jsonl", "--dns-server", site.NameServer, "--trust-anchor", site.AnchorFile, "--ca-file", site.CaFile,
        .. verb == "audit" ? (string[])["--allow-private-network"] : [], "--skip-revocation-check", "--helo-name", "client.test", "--max-per-address", "32",
        "--throttle-limit", atOnce.ToString(CultureInfo.InvariantCulture),
    ];

    private static async Task<double> FingerAsync(AuditSite site, int count, CancellationToken stop)
    {
        const string script = "mount --bind \"$1\" /etc/resolv.conf && exec xargs -a \"$2\" -P4 -n1 /usr/sbin/posttls-finger -c -l dane -L summary";
        Command command = new("unshare", "-m", "sh", "-c", script, "sh", site.ResolvConf, await site.DomainFileAsync(count, stop))
        {
            Environment = new Dictionary<string, string> { ["MAIL_CONFIG"] = site.ConfigurationFolder },
        };
        return await RateAsync(command, count, "Verified TLS connection established", stop);
    }

    private static async Task<double> QueryAsync(AuditSite site, int count, CancellationToken stop)
    {
        const string script = "mount --bind \"$1\" /etc/resolv.conf && exec xargs -a \"$2\" -P4 -n1 /usr/bin/mta-sts-query";
        Command command = new("unshare", "-m", "sh", "-c", script, "sh", site.ResolvConf, await site.DomainFileAsync(count, stop))
        {
            Environment = new Dictionary<string, string> { ["SSL_CERT_FILE"] = site.CaFile, ["SSL_CERT_DIR"] = "/nonexistent" },
        };
        return await RateAsync(command, count, "VALID", stop);
    }

    private static async Task<double> RateAsync(Command command, int count, string mark, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        string text = (await (command with { Limit = TimeSpan.FromMinutes(5) }).RunAsync(stop)).All;
        double seconds = watch.Elapsed.TotalSeconds;
        int good = text.Split(mark).Length - 1;
        return good >= count ? count / seconds : throw new InvalidOperationException($"{good} of {count} domains were good:\n{text[..Math.Min(3000, text.Length)]}");
    }

    /// <summary>TCP connections that this machine has begun so far: those of an audit are all to the servers here.</summary>
    private static long Connections()
    {
        string[] lines = [.. File.ReadLines("/proc/net/snmp").Where(line => line.StartsWith("Tcp:", StringComparison.Ordinal))];
        string[] names = lines[0].Split(' '), values = lines[1].Split(' ');
        return long.Parse(values[Array.IndexOf(names, "ActiveOpens")], CultureInfo.InvariantCulture);
    }

    private void Print(Table table)
    {
        int targets = settings.Targets;
        table.Begin($"mox's packages, {MoxAtOnce} at a time");
        table.Compare($"domains a second, everything judged ({targets}, a mail host each)", _ours, _mox, new Aim("at least 1.3", ratio => ratio >= 1.3));
        table.Compare("CPU a domain, ms", _cpu, _moxCpu);
        table.Compare($"peak memory at {targets} domains, MiB", _peak, _moxPeak);
        table.Compare("connections a domain (SMTP, its second kind of key, policy; whatever else the machine began counts too)", _connections, _moxConnections);
        table.Begin($"the least a client in C can send, {FloorAtOnce} at a time");
        table.Compare($"domains a second, everything judged ({targets}, a mail host each)", _ours, _floor);
        table.Compare("CPU a domain, ms", _cpu, _floorCpu);
        table.Show("the same ratio of mox's packages", _moxToFloor);
        table.Begin("posttls-finger -l dane, xargs -P4");
        table.Compare($"domains a second, everything judged ({targets}, a mail host each)", _ours, _finger, new Aim("at least 1.5", ratio => ratio >= 1.5));
        table.Compare("the same, kept in a journal", _journal, _finger);
        table.Begin("postfix-mta-sts-query, xargs -P4");
        table.Compare("domains a second, everything judged", _ours, _query);
        table.Begin("OpenSSL loop");
        table.Compare("domains a second, everything judged, and handshakes a second", _ours, _loop);
        table.Show($"peak memory at {targets} domains, MiB", _peak, new Aim("under 150", mib => mib < 150));
        table.Show($"domains a second where {Many} share {SharedHosts} mail hosts", _shared, new Aim("at least 2000", rate => rate >= 2000));
        table.Show("CPU a domain there, ms", _sharedCpu);
        table.Show("domains a second there, STARTTLS alone", _sharedStartTls, new Aim("at least 2000", rate => rate >= 2000));
        table.Show($"peak memory at 2000 domains over {Hosts} hosts, MiB", _few);
        table.Show($"peak memory at {Many} domains over {Hosts} hosts, MiB", _many, new Aim("under 150", mib => mib < 150));
        table.Show("their ratio", _growth, new Aim("at most 1.5", ratio => ratio <= 1.5));
    }
}
