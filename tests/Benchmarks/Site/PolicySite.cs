using System.IO;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Policies;
using SmtpTls.Servers.Range;

namespace SmtpTls.Benchmarks.Site;

/// <summary>
/// Many mail domains with a policy each on one real nginx, their records on NSD behind unbound: at port 443 and port 53 of loopback addresses,
/// since a sender's resolver asks no others.
/// </summary>
internal sealed class PolicySite : IAsyncDisposable
{
    private const int PerCertificate = 20;
    private readonly string _folder;
    private readonly NameServers _names;
    private readonly Nginx _nginx;
    private readonly string _net;

    private PolicySite(string folder)
    {
        _folder = folder;
        _net = $"127.26.{250 + Random.Shared.Next(5)}";
        _names = new NameServers(folder, _net, 53);
        _nginx = new Nginx(folder, _net + ".2");
    }

    public string NameServer => _net + ".1";

    public string CaFile => Path.Combine(_folder, "root.pem");

    public string ResolvConf => Path.Combine(_folder, "resolv.conf");

    /// <summary>What this machine lacks for it; null when nothing.</summary>
    public static string? Missing()
    {
        string[] programs = [Nginx.Program, "/usr/sbin/nsd", "/usr/sbin/unbound", MtaStsQueryProgram, "/usr/bin/unshare"];
        return !OperatingSystem.IsLinux() ? "the real policy host runs on Linux only"
            : programs.FirstOrDefault(program => !File.Exists(program)) is { } missing ? $"{missing} is not installed (.ci/run installs it as root)"
            : Environment.IsPrivilegedProcess ? null : "root is needed to bind ports 53 and 443";
    }

    public static async Task<PolicySite> StartAsync(string folder, int domains, CancellationToken stop)
    {
        var site = new PolicySite(folder);
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

    public static string Domain(int number) => $"d{number}.test";

    public async ValueTask DisposeAsync()
    {
        await _nginx.DisposeAsync();
        await _names.DisposeAsync();
    }

    private const string MtaStsQueryProgram = "/usr/bin/mta-sts-query";

    private async Task StartAsync(int domains, CancellationToken stop)
    {
        using var authority = new TestAuthority("SmtpTls benchmark");
        await File.WriteAllTextAsync(CaFile, authority.RootPem, stop);
        await File.WriteAllTextAsync(ResolvConf, $"nameserver {NameServer}\noptions timeout:5 attempts:3\n", stop);
        for (int first = 0; first < domains; first += PerCertificate)
        {
            string[] hosts = [.. Enumerable.Range(first, Math.Min(PerCertificate, domains - first)).Select(n => "mta-sts." + Domain(n))];
            await File.WriteAllTextAsync(Path.Combine(_folder, hosts[0] + ".pem"), authority.ChainPem(new LeafPlan(hosts) { Ecdsa = true }), stop);
            await File.WriteAllTextAsync(Path.Combine(_folder, hosts[0] + ".txt"), "version: STSv1\r\nmode: enforce\r\nmx: *.example.test\r\nmax_age: 604800\r\n", stop);
            _nginx.AddServer(hosts[0], "default_type text/plain;", hosts[1..]);
        }

        await _names.StartAsync(
            Enumerable.Range(0, domains).SelectMany(n => new[] { $"_mta-sts.{Domain(n)}. 3600 IN TXT \"v=STSv1; id=1;\"", $"mta-sts.{Domain(n)}. 3600 IN A {_net}.2" }),
            stop);
        await _nginx.StartAsync(stop);
    }
}
