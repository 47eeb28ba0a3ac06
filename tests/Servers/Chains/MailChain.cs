using System.IO;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers.Chains;

/// <summary>
/// Four servers in a row on loopback: Postfix, Exim, OpenSMTPD, Postfix. Mail for <c>tls.test</c> goes from the first to the second inside TLS
/// where that is offered, mail for <c>clear.test</c> never; OpenSMTPD as Debian packages it cannot do TLS and is not asked to.
/// </summary>
public sealed class MailChain : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smtptls-chain-").FullName;
    private readonly List<Daemon> _daemons = [];
    private readonly ChainPostfix _first, _last;
    private string _net = "";

    public MailChain()
    {
        _first = new ChainPostfix(Path.Combine(_folder, "first"));
        _last = new ChainPostfix(Path.Combine(_folder, "last"));
    }

    /// <summary>Why it does not run here; null when it does.</summary>
    public string? Missing { get; private set; }

    internal (string Address, int Port) Entrance { get; private set; }

    internal string FirstLog => _first.Log;

    internal string LastLog => _last.Log;

    internal string EximLog => File.Exists(Path.Combine(_folder, "exim", "log", "mainlog")) ? File.ReadAllText(Path.Combine(_folder, "exim", "log", "mainlog")) : "";

    internal string OpenSmtpdLog => _daemons.Count > 1 ? _daemons[1].Output : "";

    internal string Mailbox => _last.Mailbox;

    public async ValueTask InitializeAsync()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        Missing = Prerequisites.Missing() ?? await UnpackedServers.MissingAsync(Software.Exim, stop) ?? await UnpackedServers.MissingAsync(Software.OpenSmtpd, stop);
        if (Missing is not null)
        {
            return;
        }

        // Exim's and Postfix's own accounts must be able to pass through.
        await new Command("chmod", "755", _folder).RunAsync(stop);
        (_net, int port) = Port.FindFree();
        using TestAuthority authority = new("SmtpTls chain");
        string pem = authority.ChainPem(new LeafPlan("mx.chain.test"));
        string account = await ChainPostfix.AccountAsync(stop);
        await _last.StartAsync(($"{_net}.13", port), "last.chain.test", pem, _last.Keeps("tls.test, clear.test", account), stop);
        await StartEximAsync(pem, port, stop);
        await StartOpenSmtpdAsync(port, stop);
        Entrance = ($"{_net}.10", port);
        string route = $"relayhost = [{_net}.11]:{port}\ntransport_maps = inline:{{ {{ clear.test = clear:[{_net}.11]:{port} }} }}";
        await _first.StartAsync(Entrance, "first.chain.test", pem, route, stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Daemon daemon in _daemons)
        {
            await daemon.DisposeAsync();
        }

        await _first.DisposeAsync();
        await _last.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    private async Task StartEximAsync(string pem, int port, CancellationToken stop)
    {
        string home = await UnpackedServers.HomeAsync(_folder, "exim", ["Debian-exim"], stop), configuration = Path.Combine(_folder, "exim.conf");
        foreach (string part in (string[])["spool", "log", "program"])
        {
            Directory.CreateDirectory(Path.Combine(home, part));
        }

        await File.WriteAllTextAsync(Path.Combine(home, "chain.pem"), pem, stop);
        await new Command("chown", "-R", $"{UnpackedServers.EximAccount}:{UnpackedServers.EximAccount}", home).RunAsync(stop);
        await File.WriteAllTextAsync(configuration, Exim(home, port), stop);

        // Exim starts itself anew for each delivery, by then without root's rights: its program must lie where it may go.
        string root = UnpackedServers.Root(Software.Exim);
        await RunAsync(Software.Exim, $"mount --bind {root} {home}/program && {UnpackedServers.Accounts(home)}exec {home}/program/usr/sbin/exim4 -bdf -C {configuration}", $"{home}/program", ($"{_net}.11", port), stop);
    }

    private async Task StartOpenSmtpdAsync(int port, CancellationToken stop)
    {
        string home = await UnpackedServers.HomeAsync(_folder, "opensmtpd", ["opensmtpd", "opensmtpq"], stop), configuration = Path.Combine(home, "smtpd.conf");
        foreach (string part in (string[])["var/spool", "var/lib/opensmtpd/empty", "run"])
        {
            Directory.CreateDirectory(Path.Combine(home, part));
        }

        await File.WriteAllTextAsync(configuration, $"""
            listen on {_net}.12 port {port} hostname opensmtpd.chain.test
            action "on" relay host smtp+notls://{_net}.13:{port} src {_net}.12 helo opensmtpd.chain.test
            match from any for any action "on"

            """, stop);
        string binds = string.Concat(((string[])["var/spool", "var/lib", "run"]).Select(part => $"mount --bind {home}/{part} /{part} && "));
        string root = UnpackedServers.Root(Software.OpenSmtpd);
        await RunAsync(Software.OpenSmtpd, $"{UnpackedServers.Accounts(home)}{binds}exec {root}/usr/sbin/smtpd -d -f {configuration}", root, ($"{_net}.12", port), stop);
    }

    private async Task RunAsync(Software software, string script, string root, (string Address, int Port) place, CancellationToken stop)
    {
        string real = UnpackedServers.Root(software);
        string[] libraries = [.. Directory.GetDirectories(real, "*-linux-gnu", SearchOption.AllDirectories).Select(path => root + path[real.Length..])];
        Daemon daemon = Daemon.Start("unshare", ["-m", "sh", "-c", script], new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = string.Join(':', libraries) });
        _daemons.Add(daemon);
        await Port.WaitOpenAsync(place.Address, place.Port, () => daemon.HasExited ? daemon.Output : null, stop);
    }

    private string Exim(string home, int port) => $"""
        exim_path = {home}/program/usr/sbin/exim4
        deliver_drop_privilege = true
        primary_hostname = exim.chain.test
        spool_directory = {home}/spool
        log_file_path = {home}/log/%slog
        pid_file_path = {home}/exim.pid
        local_interfaces = <; [{_net}.11]:{port}
        tls_advertise_hosts = *
        tls_certificate = {home}/chain.pem
        tls_privatekey = {home}/chain.pem
        log_selector = +tls_cipher
        host_lookup =
        rfc1413_hosts =
        disable_ipv6 = true
        keep_environment = LD_LIBRARY_PATH
        acl_smtp_rcpt = all
        begin acl
        all:
          accept
        begin routers
        on:
          driver = manualroute
          route_list = * {_net}.12
          transport = out
          self = send
        begin transports
        out:
          driver = smtp
          port = {port}
          interface = {_net}.11
        begin retry
        * * F,1h,1s
        begin authenticators

        """;
}
