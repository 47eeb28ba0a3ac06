using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using SmtpTls.Dns;
using SmtpTls.Http;
using SmtpTls.MtaSts;
using SmtpTls.MtaSts.Publish;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Range;
using SmtpTls.Tls;

namespace SmtpTls.Servers.Policies;

/// <summary>
/// A real nginx with a private authority that serves good and broken policies, and name servers in front, on loopback addresses: port 443 and
/// port 53, since a sender's resolver knows no others. Where that cannot be had, every test is skipped with the reason.
/// </summary>
public sealed class PolicyRange : IAsyncLifetime
{
    private const int DnsPort = 53;
    private static readonly string[] Programs = [Nginx.Program, "/usr/sbin/nsd", "/usr/sbin/unbound", "/usr/bin/unshare"];
    private string? _folder;
    private NameServers? _names;
    private Nginx? _nginx;
    private string _net = "";

    /// <summary>The domain whose policy the generated kit hosts, and what that is.</summary>
    internal const string KitDomain = "kit.test";

    /// <summary>Why nothing runs; null when everything does.</summary>
    internal string? Missing { get; private set; }

    internal MtaStsPolicyPlan? KitPlan { get; private set; }

    internal string CaFile => Path.Combine(_folder!, "root.pem");

    internal string ResolvConf => Path.Combine(_folder!, "resolv.conf");

    public async ValueTask InitializeAsync()
    {
        Missing = FindMissing();
        if (Missing is not null || !OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            await StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            // xunit disposes only what was initialised; no server may stay behind.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
        {
            await _nginx.DisposeAsync();
        }

        if (_names is not null)
        {
            await _names.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
            _folder = null;
        }
    }

    internal void SkipUnlessRunning() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    /// <summary>Our own look-up, as strict as a sender, over real sockets.</summary>
    internal StsLookup CreateLookup()
    {
        SystemClock clock = SystemClock.Instance;
        Resolver resolver = new(new SocketDnsTransport(), [new DnsServer(IPAddress.Parse(_net + ".1"), DnsPort)], clock, new ResolverOptions());
        WebCertificateJudge judge = new(new ChainAssessor(TrustSet.Load(CaFile).Value!, clock), clock);
        HttpWebSource web = new(
            async (host, stop) => (await HostAddresses.FindAsync(resolver, DnsName.FromDomain(DomainName.Parse(host)), IPPreference.Any, stop)).Addresses,
            new WebSourceOptions { AllowPrivateNetwork = true, CertificateCheck = judge.Check },
            clock);
        return new StsLookup(resolver, new StsFetch(web, judge, clock, new StsFetchOptions()), clock);
    }

    private static string? FindMissing() =>
        !OperatingSystem.IsLinux() ? "real servers run on Linux only"
        : Programs.Where(p => !File.Exists(p)).ToList() is { Count: > 0 } missing ? $"not installed: {string.Join(", ", missing)} (.ci/run installs them as root)"
        : !Environment.IsPrivilegedProcess ? "root is needed to bind ports 53 and 443"
        : null;

    [SupportedOSPlatform("linux")]
    private async Task StartAsync(CancellationToken stop)
    {
        if (FindNet() is not { } net)
        {
            Missing = "ports 53 and 443 are taken on every address of 127.26.0.0/16";
            return;
        }

        _net = net;
        _folder = Directory.CreateTempSubdirectory("smtptls-policies-").FullName;
        using TestAuthority authority = new("SmtpTls policy test");
        using TestAuthority stranger = new("SmtpTls policy stranger");
        await File.WriteAllTextAsync(CaFile, authority.RootPem, stop);
        await File.WriteAllTextAsync(ResolvConf, $"nameserver {net}.1\noptions timeout:2 attempts:2\n", stop);
        _nginx = new Nginx(_folder, net + ".2");
        await AddAsync(new PolicyCase("default"), authority, stop);
        foreach (PolicyCase one in PolicyCases.All)
        {
            await AddAsync(one, one.Stranger ? stranger : authority, stop);
        }

        await AddKitAsync(authority, stop);
        _names = new NameServers(_folder, net, DnsPort);
        await _names.StartAsync(PolicyCases.All.SelectMany(Records).Concat(KitRecords()), stop);
        await _nginx.StartAsync(stop);
    }

    private async Task AddAsync(PolicyCase one, TestAuthority authority, CancellationToken stop)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder!, one.Host + ".txt"), one.Body, stop);
        await File.WriteAllTextAsync(Path.Combine(_folder!, one.Host + ".pem"), authority.ChainPem(one.Leaf ?? new LeafPlan(one.Host) { Ecdsa = true }), stop);
        _nginx!.AddServer(one.Host, one.Directives ?? "default_type text/plain;");
    }

    /// <summary>The nginx kit as it is written, but for where it listens and where its files lie, which its README leaves to the reader.</summary>
    private async Task AddKitAsync(TestAuthority authority, CancellationToken stop)
    {
        DomainName domain = DomainName.Parse(KitDomain);
        Assert.True(PlannedMx.TryRead("*.mail.protection.outlook.com", out MxPattern? pattern, out _));
        StsPolicy policy = new() { Mode = MtaStsMode.Enforce, MaxAge = 1209600, Mx = [pattern] };
        KitPlan = PolicyPlanner.Plan(new PolicyWish { Domain = domain, Policy = policy, Hosting = HostingKind.Nginx }, SystemClock.Instance.Now);
        HostedPolicy hosted = new(domain, KitPlan.PolicyText);
        string kit = Path.Combine(_folder!, "kit");
        Assert.Equal(OutcomeState.Found, FileSet.Write(kit, HostingKit.Files(HostingKind.Nginx, hosted), replace: false).State);

        string pem = authority.ChainPem(new LeafPlan(hosted.Host) { Ecdsa = true });
        Directory.CreateDirectory(Path.Combine(kit, "live", hosted.Host));
        await File.WriteAllTextAsync(Path.Combine(kit, "live", hosted.Host, "fullchain.pem"), pem[pem.IndexOf("-----BEGIN CERTIFICATE", StringComparison.Ordinal)..], stop);
        await File.WriteAllTextAsync(Path.Combine(kit, "live", hosted.Host, "privkey.pem"), pem[..pem.IndexOf("-----BEGIN CERTIFICATE", StringComparison.Ordinal)], stop);
        string file = Path.Combine(kit, hosted.Host + ".conf");
        string text = await File.ReadAllTextAsync(file, stop);
        string adapted = text.Replace("listen 443 ssl;", $"listen {_net}.2:443 ssl;", StringComparison.Ordinal)
            .Replace("    listen [::]:443 ssl;\n", "", StringComparison.Ordinal)
            .Replace("/etc/letsencrypt/", kit + "/", StringComparison.Ordinal)
            .Replace("/var/www/", kit + "/", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, adapted, stop);
        _nginx!.Include(file);
    }

    private IEnumerable<string> Records(PolicyCase one) =>
    [
        .. one.Texts.Select(text => $"_mta-sts.{one.Domain}. IN TXT {text}"),
        .. one.Zone,
        .. one.Zone.Any(line => line.StartsWith(one.Host, StringComparison.Ordinal)) ? Array.Empty<string>() : [$"{one.Host}. IN A {_net}.2"],
    ];

    // The record is the plan's own line.
    private IEnumerable<string> KitRecords() => [KitPlan!.Records[0].ZoneLine!, $"mta-sts.{KitDomain}. IN A {_net}.2"];

    private static string? FindNet()
    {
        int first = Random.Shared.Next(250);
        return Enumerable.Range(0, 250).Select(i => $"127.26.{(first + i) % 250}")
            .FirstOrDefault(net => CanBind(net + ".1", DnsPort, ProtocolType.Udp) && CanBind(net + ".1", DnsPort, ProtocolType.Tcp) && CanBind(net + ".2", 443, ProtocolType.Tcp));
    }

    private static bool CanBind(string address, int port, ProtocolType protocol)
    {
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
