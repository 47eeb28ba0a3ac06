using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Benchmarks.Site;
using SmtpTls.Dns;
using SmtpTls.Http;
using SmtpTls.MtaSts;
using SmtpTls.Servers.Processes;
using SmtpTls.Tls;

namespace SmtpTls.Benchmarks;

/// <summary>
/// MTA-STS policies a second, ours and postfix-mta-sts-resolver's in turn, on the same nginx. Cold: record asked and policy fetched; ours once more with
/// every policy kept on disk, which theirs does not do here. Cached: record asked, and its id found to be the one of the policy that is held, ours
/// read from disk, theirs given by the caller. All inside a process that runs already.
/// </summary>
internal sealed class Policies(Settings settings, TextWriter log)
{
    private const string Peer = """
        import asyncio, sys, time
        from postfix_mta_sts_resolver.resolver import STSResolver, STSFetchResult
        count, at_once = int(sys.argv[1]), int(sys.argv[2])
        async def run(resolver, known, wanted):
            gate = asyncio.Semaphore(at_once)
            async def one(n):
                async with gate:
                    status, _ = await resolver.resolve('d%d.test' % n, known)
                    if status is not wanted: raise SystemExit('d%d.test: %s' % (n, status))
            start = time.perf_counter()
            await asyncio.gather(*(one(n) for n in range(count)))
            return count / (time.perf_counter() - start)
        async def main():
            resolver = STSResolver(loop=asyncio.get_running_loop(), timeout=30)
            await resolver.resolve('d0.test')
            print(await run(resolver, None, STSFetchResult.VALID), await run(resolver, '1', STSFetchResult.NOT_CHANGED))
        asyncio.run(main())

        """;

    private readonly Series _cold = new(), _kept = new(), _cached = new(), _theirCold = new(), _theirCached = new();

    private int Count => Math.Min(settings.Targets, 500);

    public async Task RunAsync(Table table, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smtptls-benchmark-");
        try
        {
            await using PolicySite site = await PolicySite.StartAsync(folder.FullName, Count, stop);

            // Code compiled, names known to unbound; its figures do not count.
            await OurRunAsync(site, null, true, stop);
            await OurRunAsync(site, Path.Combine(folder.FullName, "warm"), true, stop);
            await OurRunAsync(site, Path.Combine(folder.FullName, "warm"), false, stop);
            for (int round = 1; round <= settings.Rounds; round++)
            {
                await OurRoundAsync(site, Path.Combine(folder.FullName, $"store-{round}"), stop);
                (double theirCold, double theirCached) = await TheirRoundAsync(site, stop);
                _theirCold.Add(theirCold);
                _theirCached.Add(theirCached);
                log.WriteLine($"round {round} of {settings.Rounds}: {_cold.Last:F0} policies/s, kept {_kept.Last:F0}, cached {_cached.Last:F0}; the resolver {theirCold:F0} and {theirCached:F0}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        table.Begin("postfix-mta-sts-resolver");
        table.Compare($"policies a second, cold, {settings.AtOnce} at a time ({Count})", _cold, _theirCold);
        table.Compare("the same, ours kept on disk", _kept, _theirCold);
        table.Compare("policies a second, cached", _cached, _theirCached);
    }

    private async Task OurRoundAsync(PolicySite site, string store, CancellationToken stop)
    {
        _cold.Add(await OurRunAsync(site, null, true, stop));
        _kept.Add(await OurRunAsync(site, store, true, stop));
        _cached.Add(await OurRunAsync(site, store, false, stop));
    }

    /// <summary>A resolver of its own each time, so that every record is asked for again.</summary>
    private async Task<double> OurRunAsync(PolicySite site, string? store, bool fetches, CancellationToken stop)
    {
        SystemClock clock = SystemClock.Instance;
        Resolver resolver = new(new SocketDnsTransport(), [new DnsServer(IPAddress.Parse(site.NameServer), 53)], clock, new ResolverOptions());
        WebCertificateJudge judge = new(new ChainAssessor(TrustSet.Load(site.CaFile).Value!, clock), clock);
        HttpWebSource web = new(
            async (host, cancel) => (await HostAddresses.FindAsync(resolver, DnsName.FromDomain(DomainName.Parse(host)), IPPreference.Any, cancel)).Addresses,
            new WebSourceOptions { AllowPrivateNetwork = true, CertificateCheck = judge.Check },
            clock);
        StsLookup lookup = new(resolver, new StsFetch(web, judge, clock, new StsFetchOptions()), clock)
        {
            Store = store is null ? null : new PolicyStore(store, clock),
            OnlyWhenNeeded = true,
        };
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count),
            new ParallelOptions { MaxDegreeOfParallelism = settings.AtOnce, CancellationToken = stop },
            async (number, cancel) =>
            {
                StsFacts facts = await lookup.LookUpAsync(DomainName.Parse(PolicySite.Domain(number)), cancel);
                if (fetches ? facts.Published is null : facts.Cached is null || facts.Fetch is not null)
                {
                    throw new InvalidOperationException($"{facts.Domain}: {facts.Fetch?.Reading.Policy.Fault} {facts.Record.Outcome.Fault} {string.Join(' ', facts.StoreNotices)}");
                }
            });
        return Count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>In a mount namespace where the system's resolver is ours.</summary>
    private async Task<(double Cold, double Cached)> TheirRoundAsync(PolicySite site, CancellationToken stop)
    {
        Command command = new(
            "unshare", "-m", "sh", "-c", "mount --bind \"$1\" /etc/resolv.conf && shift && exec /usr/bin/python3 -c \"$@\"", "sh", site.ResolvConf, Peer, Text(Count), Text(settings.AtOnce))
        {
            Environment = new Dictionary<string, string> { ["SSL_CERT_FILE"] = site.CaFile, ["SSL_CERT_DIR"] = "/nonexistent" },
            Limit = TimeSpan.FromMinutes(5),
        };
        CommandResult result = await command.RunAsync(stop);
        return result.ExitCode == 0 && result.Output.Split(' ') is [string cold, string cached]
            ? (Number(cold), Number(cached))
            : throw new InvalidOperationException($"the resolver ended with {result.ExitCode}: {result.All}");
    }

    private static double Number(string text) => double.Parse(text.Trim(), CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
