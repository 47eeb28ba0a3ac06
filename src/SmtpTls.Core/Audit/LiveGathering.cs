using System;
using System.Collections.Generic;
using System.Threading;
using SmtpTls.Dns;
using SmtpTls.Http;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Audit;

/// <summary>A gatherer over real sockets, put together for one run of a face: the cmdlets' or the program's.</summary>
internal sealed class LiveGathering : IDisposable
{
    private readonly Gatherer _gatherer;
    private readonly AuditOptions _options;

    private LiveGathering(Gatherer gatherer, AuditOptions options)
    {
        _gatherer = gatherer;
        _options = options;
    }

    public EgressWatch Egress => _gatherer.Egress;

    public static LiveGathering Create(AuditOptions options, IReadOnlyList<DnsServer> servers, TrustSet trust)
    {
        SystemClock clock = SystemClock.Instance;
        Resolver resolver = new(new SocketDnsTransport(), servers, clock, new ResolverOptions());
        SmtpProber prober = new(new SocketDialer(), new TlsUpgrader(), clock, new ProbeOptions
        {
            HeloName = options.HeloName,
            ConnectLimit = options.ConnectTimeout,
            TotalLimit = options.Timeout,
        })
        {
            OldVersions = new OldVersionUpgrader(),
        };
        HttpWebSource web = new(LookupBy(resolver), new WebSourceOptions { AllowPrivateNetwork = options.AllowPrivateNetwork }, clock);
        GatherTools tools = new(resolver, prober, new ChainAssessor(trust, clock), new RevocationChecker(web, trust, clock), clock);
        return new LiveGathering(new Gatherer(tools, options), options);
    }

    /// <summary>Facts of each subject, in the order of the input unless <paramref name="asCompleted"/>.</summary>
    public IAsyncEnumerable<DomainFacts> GatherAsync(IAsyncEnumerable<AuditTarget> targets, bool asCompleted, CancellationToken stop) =>
        Sweep.RunAsync(targets, _gatherer.GatherAsync, new SweepPlan(Math.Max(16, _options.ThrottleLimit * 4), asCompleted), stop);

    // The run's own resolver and its cache, so that --dns-server holds for revocation too.
    private static AddressLookup LookupBy(Resolver resolver) => async (host, stop) =>
        (await HostAddresses.FindAsync(resolver, DnsName.FromDomain(DomainName.Parse(host)), IPPreference.Any, stop).ConfigureAwait(false)).Addresses;

    public void Dispose() => _gatherer.Dispose();
}
