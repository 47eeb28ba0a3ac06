using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Lab.Catalog;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Dns;
using SmtpTls.Lab.Dns.Signing;
using SmtpTls.Lab.Servers;
using SmtpTls.Lab.Web;

namespace SmtpTls.Lab;

/// <summary>
/// The practice range: one process that plays a small internet of mail domains under <c>lab.test</c>, good and broken, for people to try
/// the program on and for tests. It consists of a DNS server with a signed tree, mail servers that each stand on an address of their own and share one port, web hosts with
/// MTA-STS policies, and a web server with revocation lists. All of it is on loopback, everything is made new at each start, and nothing remains at the end.
/// </summary>
internal sealed class LabRange : IAsyncDisposable
{
    private readonly LabWork _work = new();
    private readonly List<Socket> _sockets = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtptls-lab-");
    private readonly SmtpListener _smtp;
    private readonly LabWebServer _web;
    private readonly PolicyServer _policies;
    private readonly KeyRing _zoneKeys = new();
    private LabCertificates? _certificates;
    private bool _disposed;

    private LabRange(LabOptions options)
    {
        _smtp = new SmtpListener(_work, options);
        _web = new LabWebServer(_work);
        _policies = new PolicyServer(_work, options);
        CaFile = Path.Combine(_folder.FullName, "lab-root.pem");
        TrustAnchor = Path.Combine(_folder.FullName, "lab-root.ds");
    }

    public IPEndPoint DnsServer { get; private set; } = new(IPAddress.Loopback, 0);

    public int SmtpPort { get; private set; }

    /// <summary>The port of every policy host.</summary>
    public int? MtaStsPort { get; private set; }

    /// <summary>The root's certificate as PEM, deleted with the range.</summary>
    public string CaFile { get; }

    /// <summary>The same names from a resolver that has never heard of DNSSEC and passes on nothing of it.</summary>
    public IPEndPoint PlainDnsServer { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>A file with the root's DS record, deleted with the range.</summary>
    public string? TrustAnchor { get; }

    public IReadOnlyList<LabDomain> Domains { get; private set; } = [];

    /// <summary>Every mail server with its address.</summary>
    public IReadOnlyList<LabHost> Hosts { get; private set; } = [];

    /// <summary>Every MTA-STS policy host with its address, those that refuse connections too.</summary>
    public IReadOnlyList<PolicyHost> PolicyHosts { get; private set; } = [];

    /// <summary>Connections to mail servers that ended, oldest first.</summary>
    public IReadOnlyList<LabVisit> Visits => _smtp.Visits;

    /// <summary>Request lines that the web server with the revocation lists got, oldest first.</summary>
    public IReadOnlyList<string> WebRequests => _web.Requests;

    /// <summary>Connections to policy hosts and what was asked there, oldest first.</summary>
    public IReadOnlyList<PolicyVisit> PolicyVisits => _policies.Visits;

    /// <summary>Connections, listeners and other work under way.</summary>
    public int Running => _work.Running;

    /// <exception cref="LabStartException">An address or port cannot be had on this machine.</exception>
    public static async Task<LabRange> StartAsync(LabOptions options, CancellationToken stop)
    {
        LabRange range = new(options);
        try
        {
            await Task.Run(() => range.Start(options), stop).ConfigureAwait(false);
            return range;
        }
        catch
        {
            // Whatever it was, it is not handled here: only what was opened is closed.
            await range.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            await _work.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _sockets.ForEach(static socket => socket.Dispose());
            _certificates?.Dispose();
            _zoneKeys.Dispose();
            _folder.Delete(recursive: true);
        }
    }

    private void Start(LabOptions options)
    {
        IReadOnlyList<LabCase> cases = options.Cases ?? LabCatalog.Cases(LabAddresses.HasIPv6());
        IReadOnlyList<LabPlace> places = LabPlace.Assign(cases);
        IReadOnlyList<PolicyPlace> policies = PolicyPlace.Assign(cases, places.Count);
        IReadOnlyList<Socket> mail = Listen([.. places.Where(static p => p.Server.Script is not null).Select(static p => p.Address)], options.SmtpPort, out int mailPort);
        IReadOnlyList<Socket> policy = Listen([.. policies.Where(static p => p.Listens).Select(static p => p.Address)], options.MtaStsPort, out int policyPort);
        (SmtpPort, MtaStsPort) = (mailPort, policyPort);
        (Socket udp, Socket tcp) = LabAddresses.BindDns(options.DnsPort);
        (Socket plainUdp, Socket plainTcp) = LabAddresses.BindDns(0);
        _sockets.AddRange([udp, tcp, plainUdp, plainTcp]);
        Socket web = Listen([IPAddress.Loopback], 0, out int webPort)[0];
        (DnsServer, PlainDnsServer) = ((IPEndPoint)udp.LocalEndPoint!, (IPEndPoint)plainUdp.LocalEndPoint!);

        string webRoot = $"http://127.0.0.1:{webPort}/";
        _certificates = new LabCertificates(new LabSetting(options.Clock.Now, webRoot, webRoot.TrimEnd('/') + LabWebServer.SilentPath));
        Hosts = [.. places.Where(static p => p.Server.Script is not null).AsParallel().AsOrdered().Select(p => p.ToHost(_certificates))];
        Lazy<SslStreamCertificateContext> fallback = new(() => _certificates.Make(new CertificateRecipe(), "default.web-hosting.test"));
        PolicyHosts = [.. policies.Select(p => p.ToHost(_certificates, fallback))];
        File.WriteAllText(CaFile, _certificates.Root.Certificate.ExportCertificatePem() + "\n");
        Domains = [.. cases.Select(LabCatalog.ToDomain)];

        ServeEach(mail, Hosts, _smtp.Serve);
        ServeEach(policy, [.. PolicyHosts.Where(static host => host.Script.Conduct != PolicyConduct.Refuse)], _policies.Serve);
        IReadOnlyList<Zone> zones = new LabZones(_zoneKeys, options.Clock.Now, new LabTlsaPlace(mailPort, Hosts, _certificates.Root.Certificate)).Build(cases, places, policies);
        File.WriteAllText(TrustAnchor!, LabZones.TrustAnchor(zones) + "\n");
        new DnsListener(new ZoneAnswerer(zones), _work).Serve(udp, tcp);
        new DnsListener(new ZoneAnswerer(zones, strips: true), _work).Serve(plainUdp, plainTcp);
        _web.Serve(web, _certificates.BuildWebFiles());
    }

    private IReadOnlyList<Socket> Listen(IReadOnlyList<IPAddress> addresses, int port, out int chosen)
    {
        IReadOnlyList<Socket> sockets = LabAddresses.ListenEverywhere(addresses, port, out chosen);
        _sockets.AddRange(sockets);
        return sockets;
    }

    private static void ServeEach<T>(IReadOnlyList<Socket> sockets, IReadOnlyList<T> hosts, Action<Socket, T> serve)
    {
        for (int i = 0; i < sockets.Count; i++)
        {
            serve(sockets[i], hosts[i]);
        }
    }
}
