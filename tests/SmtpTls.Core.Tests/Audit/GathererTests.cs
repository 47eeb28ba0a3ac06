using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using SmtpTls.Audit;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Core.Tests.Tls;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Http;
using SmtpTls.Lab;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>The gatherer over real sockets, against the practice range.</summary>
public sealed class GathererTests
{
    [Fact]
    public async Task A_host_is_probed_once_a_run_however_many_name_it()
    {
        await using LabRange range = await LabRange.StartAsync(new LabOptions(), TestContext.Current.CancellationToken);
        AuditOptions options = new() { HeloName = "test.example", Port = range.SmtpPort, MaxPerProvider = 64, SkipRevocationCheck = true, TrustAnchors = TrustAnchors.ReadFile(range.TrustAnchor!).Value! };
        DnsServer server = new(range.DnsServer.Address, range.DnsServer.Port);
        using LiveGathering gathering = LiveGathering.Create(options, [server], TrustSet.Load(range.CaFile).Value!);
        List<DomainFacts> facts = [];
        await foreach (DomainFacts one in gathering.GatherAsync(Targets(), false, TestContext.Current.CancellationToken))
        {
            facts.Add(one);
        }

        string address = facts[0].Hosts[0].Addresses[0].Probe.Target.Address.ToString();

        // A visit is noted when the server's side of it has ended, which may be after ours; a range that is gone has noted all.
        await range.DisposeAsync();
        Assert.Single(range.Visits, visit => visit.Address.ToString() == address);
        Assert.Equal("good-rsa.lab.test", facts[0].Domain!.ToString());
        Assert.Null(facts[1].Domain);
        Assert.Same(facts[0].Hosts[0].Addresses[0], facts[1].Hosts[0].Addresses[0]);
        Assert.Equal(MailRouteState.Null, facts[2].MxState);
        Assert.Equal(EgressState.Open, gathering.Egress.State);

        static async IAsyncEnumerable<AuditTarget> Targets()
        {
            await Task.Yield();
            yield return AuditTarget.Domain(DomainName.Parse("good-rsa.lab.test"));
            yield return AuditTarget.TryParseHost("mx.good-rsa.lab.test", out AuditTarget? host, out _) ? host! : throw new InvalidOperationException();
            yield return AuditTarget.Domain(DomainName.Parse("null-mx.lab.test"));
        }
    }

    [Fact]
    public async Task Hosts_behind_one_chain_share_what_its_issuer_says()
    {
        Certificates.Node root = Certificates.Root();
        ECDsa key = Certificates.NewKey();
        Certificates.Node leaf = root.Issue(Certificates.Server("mx.example.com", key).PointingAt("http://pki.example/"), key);
        TrustSet trust = TrustSet.Of([root.Der], []);
        ManualClock time = new();
        ReplayScript script = ReplayScript.Read(Path.Combine(AppContext.BaseDirectory, "Data", "postfix.smtp"));
        SmtpProber prober = new(new ReplayDialer(new ReplayStream(script, time), new ReplayStream(script, time)), new ChainSender(leaf.Der), time, new ProbeOptions { HeloName = "test.example" });
        SilentWeb web = new();
        GatherTools tools = new(new FakeDns().CreateResolver(), prober, new ChainAssessor(trust, SystemClock.Instance), new RevocationChecker(web, trust, SystemClock.Instance), time);
        using Gatherer gatherer = new(tools, new AuditOptions { HeloName = "test.example" });
        DomainFacts[] facts = await Task.WhenAll(GatherAsync("192.0.2.1"), GatherAsync("192.0.2.2"));

        ChainFacts? chain = facts[0].Hosts[0].Addresses[0].Chain;
        Assert.Equal(RevocationState.Unknown, chain?.Revocation);
        Assert.Same(chain, facts[1].Hosts[0].Addresses[0].Chain);
        Assert.Equal(["http://pki.example/ocsp", "http://pki.example/list.crl"], web.Asked);

        Task<DomainFacts> GatherAsync(string address) => gatherer.GatherAsync(new AuditTarget(null, IPAddress.Parse(address), true), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("[192.0.2.1]", "192.0.2.1")]
    [InlineData("[IPv6:2001:db8::1]", "2001:db8::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("MX1.Example.com.", "mx1.example.com")]
    public void A_host_is_a_name_or_an_address(string text, string target)
    {
        Assert.True(AuditTarget.TryParseHost(text, out AuditTarget? host, out _));
        Assert.Equal(target, host!.ToString());
        Assert.True(host.IsHost);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0x7f.1")]
    [InlineData("a b")]
    public void What_is_neither_is_refused(string text) => Assert.False(AuditTarget.TryParseHost(text, out _, out _));

    /// <summary>Every handshake brings the same certificate, each time in octets of its own, as a real one does.</summary>
    private sealed class ChainSender(byte[] certificate) : ITlsUpgrader
    {
        public Task<TlsSession> UpgradeAsync(Stream plain, TlsRequest request, CancellationToken stop) =>
            new ReplayUpgrader { Good = new TlsHandshake { Succeeded = true, Version = "TLSv1.3", Chain = [[.. certificate]] } }.UpgradeAsync(plain, request, stop);
    }

    /// <summary>Nobody answers there; it counts who was asked.</summary>
    private sealed class SilentWeb : IWebSource
    {
        public ConcurrentQueue<string> Asked { get; } = new();

        public Task<WebAnswer> FetchAsync(WebQuery query, CancellationToken stop)
        {
            Asked.Enqueue(query.Url.AbsoluteUri);
            return Task.FromResult(new WebAnswer { State = WebState.NameNotFound, Fault = new Fault(FaultKind.NameNotFound, "no such host.") });
        }
    }
}
