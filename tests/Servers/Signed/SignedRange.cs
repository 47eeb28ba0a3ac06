using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Servers.Signed;

/// <summary>
/// A tree of zones from a root of its own, signed by the tools of BIND, Knot and ldns, well and badly, behind NSD and unbound on loopback
/// addresses. Where that cannot be had, every test is skipped with the reason.
/// </summary>
public sealed class SignedRange : IAsyncLifetime
{
    private string? _folder;
    private SignedServers? _servers;
    private string _net = "";

    /// <summary>Why nothing runs; null when everything does.</summary>
    internal string? Missing { get; private set; }

    internal ValidatorPeers Peers => new(_folder!, $"{_net}.1");

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
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
            _folder = null;
        }
    }

    internal void SkipUnlessRunning() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    /// <summary>Our own resolver with the tree's anchor.</summary>
    internal Resolver CreateResolver() => new(
        new SocketDnsTransport(),
        [new DnsServer(IPAddress.Parse(_net + ".1"), SignedServers.DnsPort)],
        SystemClock.Instance,
        new ResolverOptions { Dnssec = DnssecMode.Validate, TrustAnchors = TrustAnchors.ReadFile(Path.Combine(_folder!, "root.ds")).Value! });

    private static string? FindMissing() =>
        !OperatingSystem.IsLinux() ? "real servers run on Linux only"
        : new[] { "/usr/sbin/nsd", "/usr/sbin/unbound" }.Concat(ZoneSigner.Programs).Concat(ValidatorPeers.Programs).Where(p => !File.Exists(p)).ToList() is { Count: > 0 } missing
            ? $"not installed: {string.Join(", ", missing)} (.ci/run installs them as root)"
        : !Environment.IsPrivilegedProcess ? "root is needed to bind port 53"
        : null;

    [SupportedOSPlatform("linux")]
    private async Task StartAsync(CancellationToken stop)
    {
        if (FindNet() is not { } net)
        {
            Missing = "port 53 is taken on every address of 127.27.0.0/16";
            return;
        }

        _net = net;
        _folder = Directory.CreateTempSubdirectory("smtptls-signed-").FullName;
        SignedTree tree = new(_folder, net);
        IReadOnlyList<(string Name, string File)> served = await tree.WriteAsync(SignedZones.All, stop);
        await ValidatorPeers.PrepareAsync(_folder, $"{net}.1", tree, stop);
        _servers = new SignedServers(_folder, net);
        await _servers.StartAsync(served, stop);
    }

    private static string? FindNet()
    {
        int first = Random.Shared.Next(250);
        return Enumerable.Range(0, 250).Select(i => $"127.27.{(first + i) % 250}")
            .FirstOrDefault(net => CanBind(net + ".1", ProtocolType.Udp) && CanBind(net + ".2", ProtocolType.Tcp));
    }

    private static bool CanBind(string address, ProtocolType protocol)
    {
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), SignedServers.DnsPort));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
