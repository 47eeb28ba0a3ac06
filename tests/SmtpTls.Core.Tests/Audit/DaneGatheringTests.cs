using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Audit;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Core.Tests.Tls;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Http;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>How often a server is asked for the certificate that it did not show by itself.</summary>
public sealed class DaneGatheringTests
{
    private const string One = "mx1.example.com", Two = "mx2.example.com";

    private static readonly byte[] Leaf = Seen.Certificate();
    private static readonly IReadOnlyList<byte[]> Chain = [Leaf];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_without_the_other_kind_is_asked_once_for_all_its_names()
    {
        using Case it = new("CLOSE", Chain, Chain);
        Assert.All([await it.FindAsync(One), await it.FindAsync(Two)], seen =>
        {
            Assert.Equal([null, "RSA"], seen.Shown.Select(shown => shown.AskedFor));
            Assert.Equal([OutcomeState.Found, OutcomeState.Absent], seen.Shown.Select(shown => shown.State));
        });
        Assert.Equal(1, it.Dialled);
    }

    [Fact]
    public async Task Where_names_show_lists_of_their_own_every_name_is_asked()
    {
        using Case it = new("CLOSE", Chain, [Leaf, Leaf]);
        await it.FindAsync(One);
        await it.FindAsync(Two);
        Assert.Equal(2, it.Dialled);
    }

    [Fact]
    public async Task What_one_name_could_not_be_told_the_next_asks_for_itself()
    {
        using Case it = new("S: what?\nCLOSE", Chain, Chain);
        Assert.Equal(OutcomeState.Unknown, (await it.FindAsync(One)).Shown[1].State);
        await it.FindAsync(Two);
        Assert.Equal(2, it.Dialled);
    }

    [Fact]
    public async Task A_server_with_Ed25519_is_asked_for_both_other_kinds()
    {
        using X509Certificate2 issuer = Certificates.Root().Certificate;
        System.Security.Cryptography.X509Certificates.PublicKey key = System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo([.. Convert.FromHexString("302a300506032b6570032100"), .. new byte[32]], out _);
        using X509Certificate2 leaf = new CertificateRequest(new X500DistinguishedName("CN=" + One), key, HashAlgorithmName.SHA256)
            .Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(Certificates.NewKey()), Seen.Now.AddDays(-1), Seen.Now.AddDays(1), [1]);
        using Case it = new("CLOSE", [leaf.RawData], [leaf.RawData]);
        DaneSeen seen = await it.FindAsync(One);
        Assert.Equal([null, "RSA", "ECDSA"], seen.Shown.Select(shown => shown.AskedFor));
        Assert.Equal("Ed25519", seen.Shown[0].Leaf!.Info.KeyType);
        Assert.Equal(2, it.Dialled);
    }

    /// <summary>Two names of one address, both with a TLSA record of the certificate that they show.</summary>
    private sealed class Case : IDisposable
    {
        private readonly Resolver _resolver;
        private readonly ProbeBudget _budget;
        private readonly DaneGathering _gathering;
        private readonly Dialer _dialer;

        /// <param name="after">What the server does where the handshake would begin.</param>
        /// <param name="chains">What each name shows by itself.</param>
        public Case(string after, params IReadOnlyList<byte[]>[] chains)
        {
            TlsaRecord tlsa = TlsaRecord.Of(3, 1, 1, CertificateReader.Read(Leaf));
            FakeDns dns = new()
            {
                Behave = query => query.Reply(DnsRcode.NoError, query.Question.Type switch
                {
                    DnsType.A => [FakeDns.ParseRecord($"{query.Question.Name} 300 A 192.0.2.9")],
                    DnsType.Tlsa => [new DnsRecord(query.Question.Name, DnsType.Tlsa, 300, new TlsaData(3, 1, 1, tlsa.Data))],
                    _ => [],
                }) with { AuthenticData = true },
            };
            SystemClock clock = SystemClock.Instance;
            TrustSet trust = TrustSet.Of([], []);
            AuditOptions options = new() { HeloName = "test.example", Asked = Mechanisms.StartTls | Mechanisms.Dane };
            _resolver = dns.CreateResolver(new ResolverOptions { Dnssec = DnssecMode.TrustAd, ServersAreNamed = true });
            _dialer = new Dialer(after);
            _budget = new ProbeBudget(options, clock);
            SmtpProber prober = new(_dialer, new ReplayUpgrader(), clock, new ProbeOptions { HeloName = "test.example" });
            GatherTools tools = new(_resolver, prober, new ChainAssessor(trust, clock), new RevocationChecker(new FakeWeb(_ => new WebAnswer { State = WebState.NameNotFound }), trust, clock), clock);
            _gathering = new DaneGathering(tools, options, _budget, (target, _) => Task.FromResult(new AddressFacts(
                Seen.Probe(ProbeOutcome.Encrypted) with { Target = target, Tls = new TlsHandshake { Succeeded = true, Version = "TLSv1.3", Chain = chains[target.Host == One ? 0 : 1] } }, Seen.Anchored)));
        }

        public int Dialled => _dialer.Count;

        public async Task<DaneSeen> FindAsync(string host)
        {
            DnsAnswer address = await _resolver.AskAsync(DnsName.Parse(host), DnsType.A, Stop);
            return (await _gathering.FindAsync(host, [address], [IPAddress.Parse("192.0.2.9")], Stop))!;
        }

        public void Dispose() => _budget.Dispose();
    }

    private sealed class Dialer(string after) : IDialer
    {
        public int Count { get; private set; }

        public Task<Stream> DialAsync(IPEndPoint address, CancellationToken stop)
        {
            Count++;
            return Task.FromResult<Stream>(new ReplayStream(ReplayScript.Parse($"S: 220 {One}\nC: EHLO\nS: 250-{One}\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n{after}"), new ManualClock()));
        }
    }
}
