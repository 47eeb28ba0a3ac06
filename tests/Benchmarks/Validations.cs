using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Benchmarks.Site;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Signed;

namespace SmtpTls.Benchmarks;

/// <summary>
/// Answers validated a second, ours and unbound's in turn, from the same zones. Warm: the keys of all zones are known, every name is new to
/// both. We ask unbound with CD, so that it validates nothing for us; the same unbound, asked without CD, validates for a client that does
/// not. What one core could do follows from the processor time of the process that validates. Cold: nothing is known, each look-up begins
/// at the root's key; beside delv, a process for each look-up, which is how it is used.
/// </summary>
internal sealed class Validations(Settings settings, TextWriter log)
{
    private const int ColdCount = 40;
    private const int WarmUps = 1;
    private static readonly TimeSpan CompileTime = TimeSpan.FromSeconds(8);
    private static readonly Aim PerCore = new("at least 0.7", ratio => ratio >= 0.7);
    private static readonly Aim Below1 = new("under 1", value => value < 1);

    private int Count => Math.Min(settings.Targets, 500);

    public async Task RunAsync(Table table, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smtptls-benchmark-");
        try
        {
            await using SignedSite site = await SignedSite.StartAsync(folder.FullName, Count * ((2 * (settings.Rounds + WarmUps)) + 1), stop);
            Run[] runs = [.. SignedSite.Algorithms.Select(algorithm => new Run(settings, site, algorithm, Count))];

            // The runtime compiles in the background what runs often, for seconds, on processor time that would be counted.
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < CompileTime;)
            {
                foreach (Run run in runs)
                {
                    await run.RehearseAsync(stop);
                }
            }

            table.Begin("unbound, delv");
            foreach (Run run in runs)
            {
                await run.MeasureAsync(table, log, stop);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class Run(Settings settings, SignedSite site, int algorithm, int count)
    {
        private readonly Series _ours = new(), _theirs = new(), _oursPerCore = new(), _theirsPerCore = new(), _ourCpu = new(), _theirCpu = new(), _plainCpu = new();
        private readonly Series _cold = new(), _delv = new(), _coldCpu = new(), _delvCpu = new();
        private int _next;

        public async Task MeasureAsync(Table table, TextWriter log, CancellationToken stop)
        {
            // Keys known to unbound; its figures do not count.
            for (int i = 0; i < WarmUps; i++)
            {
                await WarmAsync(stop);
                await TheirWarmAsync(stop);
            }


            for (int round = 1; round <= settings.Rounds; round++)
            {
                Keep(await WarmAsync(stop), _ours, _ourCpu, _oursPerCore);
                (double rate, double cpu, double plain) = await TheirWarmAsync(stop);
                Keep((rate, cpu), _theirs, _theirCpu, _theirsPerCore);
                _plainCpu.Add(plain);
                (rate, cpu) = await ColdAsync(stop);
                _cold.Add(rate);
                _coldCpu.Add(cpu);
                (rate, cpu) = await DelvAsync(stop);
                _delv.Add(rate);
                _delvCpu.Add(cpu);
                log.WriteLine($"algorithm {algorithm}, round {round} of {settings.Rounds}: warm {_ours.Last:F0}/s and {_ourCpu.Last:F3} ms, unbound {_theirs.Last:F0}/s and {_theirCpu.Last:F3} ms; cold {_cold.Last:F0}/s, delv {_delv.Last:F0}/s");
            }

            string name = $"algorithm {algorithm}";
            table.Compare($"{name}: validated a second and core, warm ({count})", _oursPerCore, _theirsPerCore, PerCore);
            table.Compare($"{name}: validated a second, warm, {settings.AtOnce} at a time", _ours, _theirs);
            table.Show($"{name}: ms of CPU a look-up, warm", _ourCpu, Below1);
            table.Show($"{name}: the same of a look-up that is not validated here", _plainCpu);
            table.Compare($"{name}: chains validated a second, cold, one at a time (delv: a process each)", _cold, _delv);
            table.Compare($"{name}: ms of CPU a chain, cold", _coldCpu, _delvCpu);
        }

        /// <summary>The same first names each time: new to the resolver, not to unbound.</summary>
        public async Task RehearseAsync(CancellationToken stop)
        {
            _next = 0;
            await WarmAsync(stop);
            await ColdAsync(stop);
            _next = 0;
            await TheirWarmAsync(stop);
            _next = count;
        }

        private static void Keep((double Rate, double Cpu) measured, Series rate, Series cpu, Series perCore)
        {
            rate.Add(measured.Rate);
            cpu.Add(measured.Cpu);
            perCore.Add(1000 / measured.Cpu);
        }

        private static TimeSpan MyCpu() => Environment.CpuUsage.TotalTime;

        private DnsName[] NextNames()
        {
            DnsName[] names = [.. Enumerable.Range(_next, count).Select(n => DnsName.Parse(SignedSite.Name(algorithm, n)))];
            _next += count;
            return names;
        }

        private Resolver Create(IDnsTransport transport, bool validates) => new(
            transport,
            [new DnsServer(IPAddress.Parse(site.NameServer), SignedServers.DnsPort)],
            SystemClock.Instance,
            new ResolverOptions
            {
                Dnssec = validates ? DnssecMode.Validate : DnssecMode.TrustAd,
                DnssecOk = true,
                TrustAnchors = TrustAnchors.ReadFile(site.AnchorFile).Value!,
            });

        private async Task<(double Rate, double Cpu)> WarmAsync(CancellationToken stop)
        {
            CountingTransport counting = new(new SocketDnsTransport());
            Resolver resolver = Create(counting, validates: true);
            DnsName[] names = NextNames();
            await AskAsync(resolver, [DnsName.Parse($"alg{algorithm}.example.")], DnsType.NS, stop);
            (double seconds, double cpu) = await TimeAsync(() => AskAsync(resolver, names, DnsType.A, stop), MyCpu);

            // Each key set is asked for, and verified, once a run: those of the root, of example and of the zone.
            return counting.KeyQuestions == 3 ? (count / seconds, cpu / count) : throw new InvalidOperationException($"{counting.KeyQuestions} questions for keys of three zones");
        }

        private async Task<(double Rate, double Cpu, double AskersCpu)> TheirWarmAsync(CancellationToken stop)
        {
            Resolver resolver = Create(new SocketDnsTransport(), validates: false);
            DnsName[] names = NextNames();
            TimeSpan before = MyCpu();
            (double seconds, double cpu) = await TimeAsync(() => AskAsync(resolver, names, DnsType.A, stop), () => site.Unbound.Cpu);
            double mine = (MyCpu() - before).TotalMilliseconds / count;
            return (count / seconds, cpu / count, mine);
        }

        private async Task<(double Rate, double Cpu)> ColdAsync(CancellationToken stop)
        {
            DnsName name = DnsName.Parse(SignedSite.Name(algorithm, 0));
            (double seconds, double cpu) = await TimeAsync(
                async () =>
                {
                    for (int i = 0; i < ColdCount; i++)
                    {
                        await AskAsync(Create(new SocketDnsTransport(), validates: true), [name], DnsType.A, stop);
                    }
                },
                MyCpu);
            return (ColdCount / seconds, cpu / ColdCount);
        }

        private async Task<(double Rate, double Cpu)> DelvAsync(CancellationToken stop)
        {
            Series rate = new(), cpu = new();
            for (int i = 0; i < 10; i++)
            {
                ProcessUse use = await ProcessUse.OfAsync(
                    ValidatorPeers.Delv, ["@" + site.NameServer, "-4", "-a", Path.Combine(site.Folder, "delv.keys"), "+root=.", SignedSite.Name(algorithm, 0), "A"], stop);
                if (!use.Output.Contains("; fully validated", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"delv: {use.Output}");
                }

                rate.Add(1 / use.Seconds);
                cpu.Add(1000 * use.CpuSeconds);
            }

            return (rate.Median, cpu.Median);
        }

        private static async Task<(double Seconds, double CpuMilliseconds)> TimeAsync(Func<Task> work, Func<TimeSpan> cpu)
        {
            TimeSpan before = cpu();
            var watch = Stopwatch.StartNew();
            await work();
            return (watch.Elapsed.TotalSeconds, (cpu() - before).TotalMilliseconds);
        }

        private Task AskAsync(Resolver resolver, DnsName[] names, DnsType type, CancellationToken stop) => Parallel.ForEachAsync(
            names,
            new ParallelOptions { MaxDegreeOfParallelism = settings.AtOnce, CancellationToken = stop },
            async (name, cancel) =>
            {
                DnsAnswer answer = await resolver.AskAsync(name, type, cancel);
                if (answer.Security != DnsSecurity.Secure)
                {
                    throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{name}: {answer.Security} {answer.SecurityReason}"));
                }
            });
    }

    /// <summary>Sees how often keys are asked for.</summary>
    private sealed class CountingTransport(IDnsTransport inner) : IDnsTransport
    {
        private int _keyQuestions;

        public int KeyQuestions => _keyQuestions;

        public Task<byte[]> ExchangeAsync(DnsExchange exchange, CancellationToken stop)
        {
            // Twelve octets of header, the name's labels, a zero octet, the type.
            int at = 12;
            while (exchange.Query[at] != 0)
            {
                at += exchange.Query[at] + 1;
            }

            if (((exchange.Query[at + 1] << 8) | exchange.Query[at + 2]) == (int)DnsType.Dnskey)
            {
                Interlocked.Increment(ref _keyQuestions);
            }

            return inner.ExchangeAsync(exchange, stop);
        }
    }
}
