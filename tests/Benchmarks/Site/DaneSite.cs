using System.IO;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Dane;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Range;
using SmtpTls.Servers.Signed;
using SmtpTls.Tls;

namespace SmtpTls.Benchmarks.Site;

/// <summary>Many mail domains with TLSA records in a signed zone, on one real Postfix with one RSA certificate; hosts of some providers share some addresses.</summary>
internal sealed class DaneSite : IAsyncDisposable
{
    private const int Addresses = 64, Providers = 20;
    private readonly string _folder, _net;
    private readonly Postfix _postfix;
    private readonly SignedServers _names;

    private DaneSite(string folder)
    {
        _folder = folder;
        _net = $"127.29.{Random.Shared.Next(250)}";
        _postfix = new Postfix(folder, "/etc/ssl/openssl.cnf");
        _names = new SignedServers(folder, _net);
    }

    public string NameServer => _net + ".1:53";

    public string AnchorFile => Path.Combine(_folder, "root.ds");

    public string ResolvConf => Path.Combine(_folder, "resolv.conf");

    public string ConfigurationFolder => _postfix.ConfigurationFolder;

    /// <summary>What this machine lacks for it; null when nothing.</summary>
    public static string? Missing() => SignedSite.Missing()
        ?? new[] { "/usr/sbin/postfix", "/usr/sbin/posttls-finger", "/usr/bin/unshare", "/usr/bin/xargs" }.FirstOrDefault(program => !File.Exists(program));

    [SupportedOSPlatform("linux")]
    public static async Task<DaneSite> StartAsync(string folder, int domains, CancellationToken stop)
    {
        DaneSite site = new(folder);
        try
        {
            await site.StartAsync(domains, stop);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>A file of the first so many domains.</summary>
    public async Task<string> DomainFileAsync(int count, CancellationToken stop)
    {
        string path = Path.Combine(_folder, $"domains-{count}");
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, count).Select(n => $"d{n}.mail"), stop);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _postfix.DisposeAsync();
        await _names.DisposeAsync();
    }

    [SupportedOSPlatform("linux")]
    private async Task StartAsync(int domains, CancellationToken stop)
    {
        // Postfix's processes are not root and must reach their queue below.
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        using TestAuthority authority = new("SmtpTls benchmark");
        string keys = Path.Combine(_folder, "chain.pem"), pem = authority.ChainPem(new LeafPlan("mx.mail"));
        await File.WriteAllTextAsync(keys, pem, stop);
        File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(ResolvConf, $"nameserver {_net}.1\noptions trust-ad edns0\n", stop);
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(pem);
        TlsaRecord record = TlsaRecord.Of(3, 1, 1, CertificateReader.Read(leaf.RawData));
        string[] lines = [.. Enumerable.Range(0, domains).SelectMany(n => new[]
        {
            $"d{n} MX 10 h{n}.p{n % Providers}", $"h{n}.p{n % Providers} A {_net}.{10 + (n % Addresses)}", $"_25._tcp.h{n}.p{n % Providers} TLSA {record}",
        })];
        SignedTree tree = new(_folder, _net);
        IReadOnlyList<(string Name, string File)> served = await tree.WriteAsync(
            [new SignedZone(".", Signer.Bind, 13) { IsBare = true }, new SignedZone("example.", Signer.Bind, 13) { IsBare = true }, new SignedZone("mail.", Signer.Bind, 13) { IsBare = true, Lines = lines }], stop);
        await File.WriteAllLinesAsync(AnchorFile, tree.Anchors, stop);
        await _names.StartAsync(served, stop);
        string[] options = [$"smtpd_tls_chain_files={keys}", "max_use=100000"];
        await _postfix.StartAsync([.. Enumerable.Range(0, Addresses).Select(n => new PostfixListener($"{_net}.{10 + n}", "mx.mail", options))], 25, stop);
    }
}
