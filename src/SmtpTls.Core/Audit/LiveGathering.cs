using System;
using System.Collections.Generic;
using System.Threading;
using SmtpTls.Dns;
using SmtpTls.Http;
using SmtpTls.MtaSts;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Audit;

/// <summary>A gatherer over real sockets, put together for one run of a face: the cmdlets' or the program's.</summary>
internal sealed class LiveGathering : IDisposable
{
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
        HttpWebSource web = new(LookupBy(resolver), new WebSourceOptions { AllowPrivateNetwork = options.AllowPrivateNetwork }, clock);
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
        new(lookup, new WebSourceOptions { AllowPrivateNetwork = options.AllowPrivateNetwork, CertificateCheck = judge.Check, Proxy = options.Proxy }, SystemClock.Instance);

    /// <summary>Facts of each subject, in the order of the input unless <paramref name="asCompleted"/>.</summary>
    public IAsyncEnumerable<DomainFacts> GatherAsync(IAsyncEnumerable<AuditTarget> targets, bool asCompleted, CancellationToken stop) =>
        Sweep.RunAsync(targets, _gatherer.GatherAsync, new SweepPlan(Math.Max(16, _options.ThrottleLimit * 4), asCompleted), stop);

    // The run's own resolver and its cache, so that --dns-server holds for revocation too.
    private static AddressLookup LookupBy(Resolver resolver) => async (host, stop) =>
        (await HostAddresses.FindAsync(resolver, DnsName.FromDomain(DomainName.Parse(host)), IPPreference.Any, stop).ConfigureAwait(false)).Addresses;

    public void Dispose()
    {
        _gatherer.Dispose();
        _policyHosts.Dispose();
    }
}
