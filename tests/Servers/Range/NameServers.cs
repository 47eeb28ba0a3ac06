using System.IO;
using System.Text;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers.Range;

/// <summary>
/// NSD serves the zone <c>test.</c> and unbound resolves in front of it, as at a real site: the program asks unbound only.
/// Every name outside <c>test.</c> is forwarded to NSD too, which refuses it, so that no question leaves the machine.
/// </summary>
internal sealed class NameServers : IAsyncDisposable
{
    private const int ZonePort = 5301;
    private readonly List<Daemon> _daemons = [];
    private readonly string _folder;
    private readonly string _net;
    private readonly int _port;

    public NameServers(string folder, string net, int port = 5300)
    {
        _folder = folder;
        _net = net;
        _port = port;
    }

    public string Resolver => $"{_net}.1:{_port}";

    public async Task StartAsync(IEnumerable<string> records, CancellationToken stop)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "test.zone"), Zone(records), stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "nsd.conf"), NsdConfiguration(), stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "unbound.conf"), UnboundConfiguration(), stop);
        var none = new Dictionary<string, string>();
        _daemons.Add(Daemon.Start("/usr/sbin/nsd", ["-d", "-c", Path.Combine(_folder, "nsd.conf")], none));
        _daemons.Add(Daemon.Start("/usr/sbin/unbound", ["-d", "-c", Path.Combine(_folder, "unbound.conf")], none));
        await Port.WaitOpenAsync($"{_net}.2", ZonePort, () => Complaint(_daemons[0]), stop);
        await Port.WaitOpenAsync($"{_net}.1", _port, () => Complaint(_daemons[1]), stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Daemon daemon in _daemons)
        {
            await daemon.DisposeAsync();
        }

        _daemons.Clear();
    }

    private static string? Complaint(Daemon daemon) => daemon.HasExited ? daemon.Output : null;

    private string Zone(IEnumerable<string> records)
    {
        var zone = new StringBuilder();
        zone.AppendLine("$ORIGIN test.").AppendLine("$TTL 60");
        zone.AppendLine("@ IN SOA ns.test. hostmaster.test. 1 3600 600 86400 60");
        zone.AppendLine("@ IN NS ns.test.").Append("ns IN A ").Append(_net).AppendLine(".2");
        foreach (string record in records)
        {
            zone.AppendLine(record);
        }

        return zone.ToString();
    }

    private string NsdConfiguration() => $"""
        server:
          ip-address: {_net}.2@{ZonePort}
          server-count: 1
          username: ""
          chroot: ""
          database: ""
          pidfile: ""
          zonesdir: "{_folder}"
          xfrdir: "{_folder}"
          xfrdfile: ""
          zonelistfile: "{_folder}/zone.list"
          rrl-ratelimit: 0
        remote-control:
          control-enable: no
        zone:
          name: test.
          zonefile: test.zone

        """;

    private string UnboundConfiguration() => $"""
        server:
          interface: {_net}.1@{_port}
          access-control: 127.0.0.0/8 allow
          do-daemonize: no
          username: ""
          chroot: ""
          directory: "{_folder}"
          pidfile: ""
          use-syslog: no
          do-ip6: no
          module-config: "iterator"
          do-not-query-localhost: no
          local-zone: "test." nodefault
        remote-control:
          control-enable: no
        stub-zone:
          name: "test."
          stub-addr: {_net}.2@{ZonePort}
        forward-zone:
          name: "."
          forward-addr: {_net}.2@{ZonePort}

        """;
}
