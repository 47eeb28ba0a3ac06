using System.IO;
using System.Net;
using System.Runtime.Versioning;
using SmtpTls.Audit;
using SmtpTls.Dane.Publish;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Dane;
using SmtpTls.Servers.Range;
using SmtpTls.Servers.Signed;
using SmtpTls.Tls;

namespace SmtpTls.Servers;

/// <summary>A change of certificates played through: a real Postfix, a zone signed anew at each step, and a clock of our own.</summary>
public sealed class RolloverTests
{
    private const string Host = "mx.mail.example", Name = "_25._tcp.mx";

    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_step_is_recognised_and_mail_flows_all_the_way()
    {
        Assert.SkipWhen(DaneRange.FindMissing() is not null, DaneRange.FindMissing() ?? "");
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using World world = World.Create();
        CertificateKey old = world.Make(ecdsa: false), next = world.Make(ecdsa: false), other = world.Make(ecdsa: true);
        TlsaWish wish = new() { Host = DomainName.Parse(Host), Ttl = 300, Current = [old.Chain, other.Chain], Next = [next.Chain], StartAt = Start };
        TlsaRecordPlan plan = TlsaPlanner.Plan(wish);
        string[] both = Data(plan.Publish), final = Data(plan.Final), today = Data(TlsaPlanner.Plan(wish with { Next = [] }).Publish);
        Assert.Equal((3, 2, 2), (both.Length, final.Length, today.Length));

        // Before anything is done.
        await world.SetAsync(today, [old, other]);
        await ExpectAsync(world, wish, plan.Steps[0].NotBefore, "Publish", safe: false, "Matched");

        // Both are published: the clock decides.
        await world.SetAsync(both, [old, other]);
        await ExpectAsync(world, wish, plan.Steps[2].NotBefore.AddSeconds(-1), "Wait", safe: false, "Matched");
        await ExpectAsync(world, wish, plan.Steps[2].NotBefore, "Switch", safe: false, "Matched");

        // The server uses the next certificate.
        await world.SetAsync(both, [next, other]);
        await ExpectAsync(world, wish, plan.Steps[4].NotBefore, "Remove", safe: true, "Matched");
        await world.SetAsync(final, [next, other]);
        await ExpectAsync(world, wish, plan.Steps[4].NotBefore, "Done", safe: true, "Matched");
    }

    [Fact]
    public async Task What_was_done_too_soon_is_recognised_and_mail_has_stopped()
    {
        Assert.SkipWhen(DaneRange.FindMissing() is not null, DaneRange.FindMissing() ?? "");
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using World world = World.Create();
        CertificateKey old = world.Make(ecdsa: true), next = world.Make(ecdsa: true);
        TlsaWish wish = new() { Host = DomainName.Parse(Host), Ttl = 300, Current = [old.Chain], Next = [next.Chain], StartAt = Start };
        TlsaRecordPlan plan = TlsaPlanner.Plan(wish);
        DateTime late = plan.Steps[4].NotBefore.AddDays(1);

        await world.SetAsync(Data(plan.Final), [old]);
        await ExpectAsync(world, wish, late, "RemovedTooSoon", safe: false, "Failed");
        await world.SetAsync(Data(TlsaPlanner.Plan(wish with { Next = [] }).Publish), [next]);
        await ExpectAsync(world, wish, late, "SwitchedTooSoon", safe: false, "Failed");
    }

    private static async Task ExpectAsync(World world, TlsaWish wish, DateTime at, string step, bool safe, string state)
    {
        DomainFacts facts = await world.LookAsync();
        TlsaRolloverCheck check = RolloverCheck.Judge(wish, RolloverView.Of(facts.Hosts[0].Dane!), new DateTimeOffset(at, TimeSpan.Zero));
        Assert.True(check.Step == step, $"{check.Step} instead of {step}: {check.Action}\n{string.Join('\n', check.Published)}\n{string.Join('\n', check.Served)}");
        Assert.Equal((safe, "Secure"), (check.SafeToRemove, check.Security));
        DaneResult result = new Judge(new CheckCatalog()).Assess(facts).Dane!.Hosts[0];
        Assert.True(result.State == state, $"{result.State} instead of {state} at {step}: {result.Reason}");
    }

    private static string[] Data(IEnumerable<string> lines) => [.. lines.Select(line => line.Split(" TLSA ")[1])];

    private sealed record CertificateKey(string Pem, CertificateChain Chain);

    /// <summary>One Postfix on one address, and the zone that says what it is.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("smtptls-rollover-").FullName;
        private readonly string _net;
        private readonly TestAuthority _authority = new("SmtpTls rollover");
        private readonly Postfix _postfix;
        private SignedServers? _names;
        private int _round;

        private World(string net)
        {
            _net = net;
            _postfix = new Postfix(_folder, Path.Combine(_folder, "openssl.cnf"));
            File.WriteAllText(Path.Combine(_folder, "openssl.cnf"), "");
        }

        [SupportedOSPlatform("linux")]
        public static World Create()
        {
            World world = new(DaneRange.FindNet() ?? throw new InvalidOperationException("ports 25 and 53 are taken"));
            DaneRange.OpenToPostfix(world._folder);
            return world;
        }

        public CertificateKey Make(bool ecdsa)
        {
            string pem = _authority.ChainPem(new LeafPlan(Host) { Ecdsa = ecdsa });
            return new CertificateKey(pem, new CertificateChain(DaneChain.Read(pem, _authority.RootPem).Sent));
        }

        public async Task SetAsync(IEnumerable<string> records, IReadOnlyList<CertificateKey> shown)
        {
            await StopAsync();
            string zones = Directory.CreateDirectory(Path.Combine(_folder, $"zones-{_round++}")).FullName;
            _names = await DaneZones.StartAsync(zones, _net, ["@ MX 10 mx", $"mx A {_net}.10", .. records.Select(record => $"{Name} TLSA {record}")], Stop);
            Anchors = TrustAnchors.ReadFile(Path.Combine(zones, "root.ds")).Value!;
            List<string> files = [];
            foreach (CertificateKey key in shown)
            {
                files.Add(Path.Combine(_folder, $"chain-{files.Count}.pem"));
                await File.WriteAllTextAsync(files[^1], key.Pem, Stop);
            }

            await _postfix.StartAsync([new PostfixListener($"{_net}.10", Host, [$"smtpd_tls_chain_files={string.Join(',', files)}"])], 25, Stop);
        }

        private TrustAnchors Anchors { get; set; } = TrustAnchors.Root;

        public async Task<DomainFacts> LookAsync()
        {
            AuditOptions options = new() { HeloName = "client.test", Asked = Mechanisms.StartTls | Mechanisms.Dane | Mechanisms.BothKeys, TrustAnchors = Anchors, SkipRevocationCheck = true };
            using LiveGathering gathering = LiveGathering.Create(options, [new DnsServer(IPAddress.Parse(_net + ".1"))], TrustSet.Load(null).Value!);
            await foreach (DomainFacts facts in gathering.GatherAsync(Targets(), false, Stop))
            {
                return facts;
            }

            throw new InvalidOperationException("no facts");
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _authority.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        private static async IAsyncEnumerable<AuditTarget> Targets()
        {
            await Task.CompletedTask;
            yield return AuditTarget.Domain(DomainName.Parse("mail.example"));
        }

        private async Task StopAsync()
        {
            await _postfix.DisposeAsync();
            if (_names is not null)
            {
                await _names.DisposeAsync();
                _names = null;
            }
        }
    }
}
