using System.IO;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers.Range;

/// <summary>
/// Exim and OpenSMTPD, which cannot be installed beside Postfix and are only unpacked, into the folder SMTPTLS_SERVERS. They
/// want accounts and folders that this machine does not have: each runs in a mount namespace of its own, where copies of
/// passwd and group, and empty folders, are bound over the real ones.
/// </summary>
internal sealed class UnpackedServers : IAsyncDisposable
{
    internal const int EximAccount = 31025;
    private readonly List<Daemon> _daemons = [];
    private readonly string _folder;

    public UnpackedServers(string folder) => _folder = folder;

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static async Task<string?> MissingAsync(Software software, CancellationToken stop)
    {
        if (!File.Exists(Program(software)))
        {
            return $"{software} is not unpacked at {Program(software)} (.ci/run does it; SMTPTLS_SERVERS names the folder)";
        }

        CommandResult result = await new Command("unshare", "-m", "true").RunAsync(stop);
        return result.ExitCode == 0 ? null : $"{software} needs a mount namespace: {result.Errors.Trim()}";
    }

    public async Task StartEximAsync(IReadOnlyList<(string Address, string Pem)> hosts, int port, CancellationToken stop)
    {
        string home = await HomeAsync(_folder, "exim", ["Debian-exim"], stop);
        foreach (string name in new[] { "spool", "log", "keys" })
        {
            Directory.CreateDirectory(Path.Combine(home, name));
        }

        foreach ((string address, string pem) in hosts)
        {
            await File.WriteAllTextAsync(Path.Combine(home, "keys", $"{address}.pem"), pem, stop);
        }

        // Only Exim's own account reads the keys, after it has given up root.
        await new Command("chown", "-R", $"{EximAccount}:{EximAccount}", home).RunAsync(stop);
        await new Command("chmod", "-R", "u=rwX,go=", Path.Combine(home, "keys")).RunAsync(stop);
        string configuration = Path.Combine(_folder, "exim.conf");
        await File.WriteAllTextAsync(configuration, Exim(home, hosts.Select(h => h.Address), port), stop);
        string start = $"exec {Program(Software.Exim)} -bdf -C {configuration}";
        await RunAsync(Software.Exim, Accounts(home) + start, (hosts[0].Address, port), stop);
    }

    public async Task StartOpenSmtpdAsync((string Address, string Pem) host, int port, CancellationToken stop)
    {
        string home = await HomeAsync(_folder, "opensmtpd", ["opensmtpd", "opensmtpq"], stop);
        foreach (string name in new[] { "var/spool", "var/lib/opensmtpd/empty", "run" })
        {
            Directory.CreateDirectory(Path.Combine(home, name));
        }

        string pem = Path.Combine(home, "pki.pem");
        await File.WriteAllTextAsync(pem, host.Pem, stop);
        await new Command("chmod", "600", pem).RunAsync(stop);
        string configuration = Path.Combine(home, "smtpd.conf");
        await File.WriteAllTextAsync(configuration, OpenSmtpd(pem, host.Address, port), stop);
        string start = Accounts(home)
            + string.Concat(new[] { "var/spool", "var/lib", "run" }.Select(f => $"mount --bind {home}/{f} /{f} && "))
            + $"exec {Program(Software.OpenSmtpd)} -d -f {configuration}";
        await RunAsync(Software.OpenSmtpd, start, (host.Address, port), stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Daemon daemon in _daemons)
        {
            await daemon.DisposeAsync();
        }

        _daemons.Clear();
    }

    internal static string Root(Software software) => Path.Combine(
        Environment.GetEnvironmentVariable("SMTPTLS_SERVERS") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "smtptls-servers"),
        software == Software.Exim ? "exim4-daemon-light" : "opensmtpd");

    internal static string Program(Software software) =>
        Path.Combine(Root(software), "usr/sbin", software == Software.Exim ? "exim4" : "smtpd");

    internal static string Accounts(string home) =>
        $"mount --bind {home}/passwd /etc/passwd && mount --bind {home}/group /etc/group && ";

    private static string Exim(string home, IEnumerable<string> addresses, int port) => $"""
        primary_hostname = mx.exim.test
        spool_directory = {home}/spool
        log_file_path = {home}/log/%slog
        pid_file_path = {home}/exim.pid
        local_interfaces = <; {string.Join(" ; ", addresses.Select(a => $"[{a}]:{port}"))}
        tls_advertise_hosts = *
        tls_certificate = {home}/keys/$received_ip_address.pem
        tls_privatekey = {home}/keys/$received_ip_address.pem
        host_lookup =
        rfc1413_hosts =
        smtp_accept_max = 200
        disable_ipv6 = true
        keep_environment =
        begin acl
        begin routers
        begin transports
        begin retry
        begin authenticators

        """;

    private static string OpenSmtpd(string pem, string address, int port) => $"""
        pki mx.opensmtpd.test cert "{pem}"
        pki mx.opensmtpd.test key "{pem}"
        listen on {address} port {port} tls pki mx.opensmtpd.test hostname mx.opensmtpd.test
        action "local" mbox
        match for local action "local"

        """;

    internal static async Task<string> HomeAsync(string folder, string name, string[] accounts, CancellationToken stop)
    {
        string home = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        string passwd = await File.ReadAllTextAsync("/etc/passwd", stop);
        string group = await File.ReadAllTextAsync("/etc/group", stop);
        for (int i = 0; i < accounts.Length; i++)
        {
            int id = EximAccount + i;
            string[] kept = [.. passwd.Split('\n').Where(l => !l.StartsWith(accounts[i] + ":", StringComparison.Ordinal))];
            passwd = $"{string.Join('\n', kept)}{accounts[i]}:x:{id}:{id}::/nonexistent:/usr/sbin/nologin\n";
            kept = [.. group.Split('\n').Where(l => !l.StartsWith(accounts[i] + ":", StringComparison.Ordinal))];
            group = $"{string.Join('\n', kept)}{accounts[i]}:x:{id}:\n";
        }

        await File.WriteAllTextAsync(Path.Combine(home, "passwd"), passwd, stop);
        await File.WriteAllTextAsync(Path.Combine(home, "group"), group, stop);
        return home;
    }

    private async Task RunAsync(Software software, string script, (string Address, int Port) first, CancellationToken stop)
    {
        string[] libraries = [.. Directory.GetDirectories(Root(software), "*-linux-gnu", SearchOption.AllDirectories)];
        var environment = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = string.Join(':', libraries) };
        Daemon daemon = Daemon.Start("unshare", ["-m", "sh", "-c", script], environment);
        _daemons.Add(daemon);
        await Port.WaitOpenAsync(first.Address, first.Port, () => daemon.HasExited ? daemon.Output : null, stop);
    }
}
