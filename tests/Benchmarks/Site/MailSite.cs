using System.IO;
using System.Runtime.Versioning;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Range;

namespace SmtpTls.Benchmarks.Site;

/// <summary>
/// Many mail domains on one real Postfix: each domain has a mail host of its own name, the hosts belong to some providers and share
/// some addresses and one chain, as the customers of hosting companies do. The default limits of a polite run are never in the way.
/// </summary>
internal sealed class MailSite : IAsyncDisposable
{
    private const int Addresses = 64;
    private const int Providers = 20;
    private readonly string _folder;
    private readonly Postfix _postfix;
    private readonly NameServers _names;
    private readonly string _net;

    private MailSite(string folder, (string Net, int Port) place)
    {
        _folder = folder;
        (_net, Port) = place;
        _postfix = new Postfix(folder, "/etc/ssl/openssl.cnf");
        _names = new NameServers(folder, _net);
    }

    public int Port { get; }

    public string Resolver => _names.Resolver;

    public string CaFile => Path.Combine(_folder, "root.pem");

    /// <summary>For the loop: address and host on each line.</summary>
    public string TargetFile => Path.Combine(_folder, "targets");

    /// <summary>What this machine lacks for it; null when nothing.</summary>
    public static string? Missing()
    {
        string[] programs = ["/usr/sbin/postfix", "/usr/sbin/nsd", "/usr/sbin/unbound"];
        return !OperatingSystem.IsLinux() ? "the real mail server runs on Linux only"
            : programs.FirstOrDefault(program => !File.Exists(program)) is { } missing ? $"{missing} is not installed (.ci/run installs it as root)"
            : Environment.IsPrivilegedProcess ? null : "root is needed to start Postfix";
    }

    [SupportedOSPlatform("linux")]
    public static async Task<MailSite> StartAsync(string folder, int domains, CancellationToken stop)
    {
        var site = new MailSite(folder, Servers.Range.Port.FindFree());
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
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, count).Select(Domain), stop);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _postfix.DisposeAsync();
        await _names.DisposeAsync();
    }

    private static string Domain(int number) => $"d{number}.test";

    private static string Provider(int number) => $"p{number % Providers}.test";

    private static string Host(int number) => $"h{number}.{Provider(number)}";

    private string Address(int number) => $"{_net}.{10 + (number % Addresses)}";

    [SupportedOSPlatform("linux")]
    private async Task StartAsync(int domains, CancellationToken stop)
    {
        // Postfix's processes are not root and must reach their queue below.
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        using var authority = new TestAuthority("SmtpTls benchmark");
        await File.WriteAllTextAsync(CaFile, authority.RootPem, stop);
        string keys = Path.Combine(_folder, "chain.pem");
        await File.WriteAllTextAsync(keys, authority.ChainPem(new LeafPlan([.. Enumerable.Range(0, Providers).Select(p => $"*.{Provider(p)}")])), stop);
        File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllLinesAsync(TargetFile, Enumerable.Range(0, domains).Select(n => $"{Address(n)} {Host(n)}"), stop);

        await _names.StartAsync(Enumerable.Range(0, domains).SelectMany(n => new[] { $"{Domain(n)}. 3600 IN MX 10 {Host(n)}.", $"{Host(n)}. 3600 IN A {Address(n)}" }), stop);
        string[] options = [$"smtpd_tls_chain_files={keys}", "max_use=100000"];
        await _postfix.StartAsync([.. Enumerable.Range(0, Addresses).Select(n => new PostfixListener(Address(n), "mx.test", options))], Port, stop);
    }
}
