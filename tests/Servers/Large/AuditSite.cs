using System.IO;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Dane;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Policies;
using SmtpTls.Servers.Range;
using SmtpTls.Servers.Signed;
using SmtpTls.Tls;

namespace SmtpTls.Servers.Large;

/// <summary>
/// Many mail domains that do everything: MX in a signed zone, STARTTLS and a certificate that holds on one real Postfix, TLSA records, an enforced MTA-STS policy
/// on one real nginx, a TLS-RPT record. They share as many mail hosts as they are given; the first of them have policies, as many as wanted.
/// </summary>
internal sealed class AuditSite : IAsyncDisposable
{
    public const int Addresses = 64;
    private const int Providers = 20, PerCertificate = 20, DnsPort = 53, SmtpPort = 25, HttpsPort = 443;
    private readonly string _folder, _net;
    private readonly Postfix _postfix;
    private readonly SignedServers _names;
    private readonly Nginx _nginx;

    private AuditSite(string folder)
    {
        _folder = folder;
        _net = Port.FindNet("127.29", (1, DnsPort), (2, DnsPort), (7, HttpsPort), (10, SmtpPort))
            ?? throw new InvalidOperationException("ports 25, 53 and 443 are taken on every network of 127.29.0.0/16");
        _postfix = new Postfix(folder, "/etc/ssl/openssl.cnf");
        _names = new SignedServers(folder, _net);
        _nginx = new Nginx(folder, PolicyAddress);
    }

    public string NameServer => $"{_net}.1:{DnsPort}";

    public string PolicyAddress => _net + ".7";

    public string AnchorFile => Path.Combine(_folder, "root.ds");

    public string CaFile => Path.Combine(_folder, "root.pem");

    public string ResolvConf => Path.Combine(_folder, "resolv.conf");

    public string ConfigurationFolder => _postfix.ConfigurationFolder;

    /// <summary>For the loop: address and host on each line.</summary>
    public string TargetFile => Path.Combine(_folder, "targets");

    /// <summary>Connections that its mail servers have taken so far, as Postfix logged them.</summary>
    public int MailConnections => _postfix.Log().Split(": connect from ").Length - 1;

    /// <summary>What this machine lacks for it; null when nothing.</summary>
    public static string? Missing() => Prerequisites.Missing()
        ?? (ZoneSigner.Programs.Append(Nginx.Program).Where(program => !File.Exists(program)).ToList() is { Count: > 0 } missing
            ? $"not installed: {string.Join(", ", missing)} (.ci/run installs them as root)" : null);

    [SupportedOSPlatform("linux")]
    public static async Task<AuditSite> StartAsync(string folder, (int Domains, int Hosts, int Policies) size, CancellationToken stop)
    {
        AuditSite site = new(folder);
        try
        {
            await site.StartAsync(size, stop);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public static string Domain(int number) => $"d{number}.mail";

    /// <summary>A file of the first so many domains.</summary>
    public async Task<string> DomainFileAsync(int count, CancellationToken stop)
    {
        string path = Path.Combine(_folder, $"domains-{count}");
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, count).Select(Domain), stop);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _nginx.DisposeAsync();
        await _postfix.DisposeAsync();
        await _names.DisposeAsync();
    }

    [SupportedOSPlatform("linux")]
    private async Task StartAsync((int Domains, int Hosts, int Policies) size, CancellationToken stop)
    {
        (int domains, int hosts, int policies) = size;
        // Postfix's processes are not root and must reach their queue below.
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        using TestAuthority authority = new("SmtpTls mail site");
        string keys = Path.Combine(_folder, "chain.pem");
        string pem = authority.ChainPem(new LeafPlan([.. Enumerable.Range(0, Providers).Select(p => $"*.p{p}.mail")]));
        await File.WriteAllTextAsync(keys, pem, stop);
        File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(CaFile, authority.RootPem, stop);
        await File.WriteAllTextAsync(ResolvConf, $"nameserver {_net}.1\noptions trust-ad edns0\n", stop);
        await File.WriteAllLinesAsync(TargetFile, Enumerable.Range(0, domains).Select(n => $"{Address(n % hosts)} {Host(n % hosts)}"), stop);
        await AddPoliciesAsync(authority, policies, stop);

        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(pem);
        TlsaRecord record = TlsaRecord.Of(3, 1, 1, CertificateReader.Read(leaf.RawData));
        string[] lines =
        [
            .. Enumerable.Range(0, hosts).SelectMany(n => new[] { $"{InZone(n)} A {Address(n)}", $"_25._tcp.{InZone(n)} TLSA {record}" }),
            .. Enumerable.Range(0, domains).SelectMany(n => new[]
            {
                $"d{n} MX 10 {InZone(n % hosts)}", $"_smtp._tls.d{n} TXT \"v=TLSRPTv1; rua=mailto:tls@d{n}.mail\"",
            }),
            .. Enumerable.Range(0, policies).SelectMany(n => new[] { $"_mta-sts.d{n} TXT \"v=STSv1; id=1;\"", $"mta-sts.d{n} A {PolicyAddress}" }),
        ];
        SignedTree tree = new(_folder, _net);
        IReadOnlyList<(string Name, string File)> served = await tree.WriteAsync(
            [new SignedZone(".", Signer.Bind, 13) { IsBare = true }, new SignedZone("example.", Signer.Bind, 13) { IsBare = true }, new SignedZone("mail.", Signer.Bind, 13) { IsBare = true, Lines = lines }], stop);
        await File.WriteAllLinesAsync(AnchorFile, tree.Anchors, stop);
        await _names.StartAsync(served, stop);
        if (policies > 0)
        {
            await _nginx.StartAsync(stop);
        }

        string[] options = [$"smtpd_tls_chain_files={keys}", "max_use=100000"];
        await _postfix.StartAsync([.. Enumerable.Range(0, Addresses).Select(n => new PostfixListener(Address(n), "mx.mail", options))], SmtpPort, stop);
    }

    private async Task AddPoliciesAsync(TestAuthority authority, int count, CancellationToken stop)
    {
        for (int first = 0; first < count; first += PerCertificate)
        {
            string[] names = [.. Enumerable.Range(first, Math.Min(PerCertificate, count - first)).Select(n => $"mta-sts.d{n}.mail")];
            await File.WriteAllTextAsync(Path.Combine(_folder, names[0] + ".pem"), authority.ChainPem(new LeafPlan(names) { Ecdsa = true }), stop);
            string mx = string.Concat(Enumerable.Range(0, Providers).Select(p => $"mx: *.p{p}.mail\r\n"));
            await File.WriteAllTextAsync(Path.Combine(_folder, names[0] + ".txt"), $"version: STSv1\r\nmode: enforce\r\n{mx}max_age: 604800\r\n", stop);
            _nginx.AddServer(names[0], "default_type text/plain;", names[1..]);
        }
    }

    private static string InZone(int number) => $"h{number}.p{number % Providers}";

    public static string Host(int number) => InZone(number) + ".mail";

    private string Address(int number) => $"{_net}.{10 + (number % Addresses)}";
}
