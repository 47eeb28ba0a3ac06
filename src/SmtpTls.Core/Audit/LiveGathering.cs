using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit.Journal;
using SmtpTls.Dns;
using SmtpTls.Http;
using SmtpTls.MtaSts;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Audit;

/// <summary>A gatherer over real sockets, put together for one run of a face: the cmdlets' or the program's.</summary>
internal sealed class LiveGathering : IDisposable
{
    /// <summary>A silent server at the head of the line holds up so much of what is done behind it, and no more.</summary>
    private const int HeldPerWindow = 2;

    private readonly Gatherer _gatherer;
    private readonly Resolver _resolver;
    private readonly PoliteWebSource _policyHosts;
    private readonly AuditOptions _options;

    private LiveGathering(Gatherer gatherer, Resolver resolver, PoliteWebSource policyHosts, AuditOptions options)
    {
        _gatherer = gatherer;
        _resolver = resolver;
        _policyHosts = policyHosts;
        _options = options;
    }

    public EgressWatch Egress => _gatherer.Egress;

    /// <summary>Set once a DNS server was seen to pass no DNSSEC records: one sentence and the remedy, to be said once.</summary>
    public string? DnssecNotice => _resolver.NoDnssec?.Message;

    public static LiveGathering Create(AuditOptions options, IReadOnlyList<DnsServer> servers, TrustSet trust)
    {
        SystemClock clock = SystemClock.Instance;
        Resolver resolver = new(new SocketDnsTransport(), servers, clock, new ResolverOptions
        {
            Dnssec = options.Dnssec,
            TrustAnchors = options.TrustAnchors,
            ServersAreNamed = options.DnsServersAreNamed,
        });
        SmtpProber prober = new(new SocketDialer(), new TlsUpgrader(), clock, new ProbeOptions
        {
            HeloName = options.HeloName,
            ConnectLimit = options.ConnectTimeout,
            TotalLimit = options.Timeout,
        })
        {
            OldVersions = new OldVersionUpgrader(),
        };
        HttpWebSource web = new(LookupBy(resolver), new WebSourceOptions { AllowPrivateNetwork = options.AllowPrivateNetwork, ConnectLimit = options.ConnectTimeout }, clock);
        ChainAssessor assessor = new(trust, clock);
        WebCertificateJudge judge = new(assessor, clock);
        PoliteWebSource policyHosts = new(PolicySource(LookupBy(resolver), options, judge), LookupBy(resolver), options);
        GatherTools tools = new(resolver, prober, assessor, new RevocationChecker(web, trust, clock), clock)
        {
            Policies = new StsLookup(resolver, new StsFetch(policyHosts, judge, clock, new StsFetchOptions { Port = options.MtaStsPort, Limit = options.Timeout }), clock)
            {
                Store = options.StatePath is null ? null : new PolicyStore(options.StatePath, clock),
            },
        };
        return new LiveGathering(new Gatherer(tools, options), resolver, policyHosts, options);
    }

    /// <summary>Unlike everywhere else, the certificate decides here: without a good one there is no policy (RFC 8461 §3.3).</summary>
    private static HttpWebSource PolicySource(AddressLookup lookup, AuditOptions options, WebCertificateJudge judge) =>
        new(lookup, new WebSourceOptions
        {
            AllowPrivateNetwork = options.AllowPrivateNetwork,
            CertificateCheck = judge.Check,
            Proxy = options.Proxy,
            ConnectLimit = options.ConnectTimeout,
        }, SystemClock.Instance);

    /// <summary>Facts of each subject, in the order of the input unless <paramref name="asCompleted"/>.</summary>
    public IAsyncEnumerable<DomainFacts> GatherAsync(IAsyncEnumerable<AuditTarget> targets, bool asCompleted, CancellationToken stop) =>
        GatherAsync(targets, new GatherPlan { AsCompleted = asCompleted }, stop);

    /// <summary>Facts of each subject that is this run's part, from the journal where they are known already.</summary>
    /// <exception cref="StateLostException">The journal can no longer be written.</exception>
    public async IAsyncEnumerable<DomainFacts> GatherAsync(IAsyncEnumerable<AuditTarget> targets, GatherPlan plan, [EnumeratorCancellation] CancellationToken stop)
    {
        int window = Math.Max(16, _options.ThrottleLimit * 3);
        IAsyncEnumerable<Placed> placed = PlaceAsync(targets, stop);
        if (plan.Shard is { } shard)
        {
            // Only names are asked for here, so that more may be under way.
            placed = TakeAsync(Sweep.RunAsync(placed, (one, cancel) => SortAsync(one, shard, cancel), new SweepPlan(4 * window, false), stop), stop);
        }

        _gatherer.Kept = plan.Journal;
        SweepPlan wide = new(window, plan.AsCompleted) { MostHeld = HeldPerWindow * window };
        await foreach (DomainFacts facts in Sweep.RunAsync(placed, (one, cancel) => FactsAsync(one, plan.Journal, cancel), wide, stop).ConfigureAwait(false))
        {
            yield return facts;
        }

        // Only when the last one was taken: whoever stops before goes on the next time.
        if (_gatherer.Egress.State != EgressState.Blocked)
        {
            plan.Journal?.Finish();
        }
    }

    private async Task<DomainFacts> FactsAsync(Placed one, AuditJournal? journal, CancellationToken stop)
    {
        if (journal?.Find(one.Target.ToString()) is { } known)
        {
            return known;
        }

        DomainFacts facts = await _gatherer.GatherAsync(one.Target, stop).ConfigureAwait(false);

        // While the way out is blocked nothing is learnt: the next start, from a network where mail may leave, asks again.
        if (_gatherer.Egress.State != EgressState.Blocked)
        {
            journal?.Keep(one.Place, facts);
        }

        return facts;
    }

    private async Task<Placed> SortAsync(Placed one, Shard shard, CancellationToken stop) => one.Target is { IsHost: false, Name: { } domain }
        ? one with { Belongs = shard.Holds(await Shard.KeyOfAsync(_resolver, domain, stop).ConfigureAwait(false)) }
        : one with { Belongs = shard.Holds(one.Target.ToString()) };

    private static async IAsyncEnumerable<Placed> PlaceAsync(IAsyncEnumerable<AuditTarget> targets, [EnumeratorCancellation] CancellationToken stop)
    {
        long place = 0;
        await foreach (AuditTarget target in targets.WithCancellation(stop).ConfigureAwait(false))
        {
            yield return new Placed(target, place++);
        }
    }

    private static async IAsyncEnumerable<Placed> TakeAsync(IAsyncEnumerable<Placed> all, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (Placed one in all.WithCancellation(stop).ConfigureAwait(false))
        {
            if (one.Belongs)
            {
                yield return one;
            }
        }
    }

    // The run's own resolver and its cache, so that --dns-server holds for revocation too.
    private static AddressLookup LookupBy(Resolver resolver) => async (host, stop) =>
        (await HostAddresses.FindAsync(resolver, DnsName.FromDomain(DomainName.Parse(host)), IPPreference.Any, stop).ConfigureAwait(false)).Addresses;

    public void Dispose()
    {
        _gatherer.Dispose();
        _policyHosts.Dispose();
    }

    private sealed record Placed(AuditTarget Target, long Place)
    {
        /// <summary>False where another machine works on it.</summary>
        public bool Belongs { get; init; } = true;
    }
}

/// <summary>What is done with a list, and how its results are handed out.</summary>
internal sealed record GatherPlan
{
    /// <summary>Results as they come instead of in the order of the input.</summary>
    public bool AsCompleted { get; init; }

    /// <summary>Keeps the run, and knows what an interrupted one has done already; null for neither.</summary>
    public AuditJournal? Journal { get; init; }

    /// <summary>The part of the list; null for all of it.</summary>
    public Shard? Shard { get; init; }
}
