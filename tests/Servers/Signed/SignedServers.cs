using System.IO;
using System.Text;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers.Signed;

/// <summary>
/// NSD serves a whole tree from its own root; unbound resolves in front of it and, asked with CD, hands on what it would not believe.
/// </summary>
internal sealed class SignedServers(string folder, string net) : IAsyncDisposable
{
    public const int DnsPort = 53;
    private readonly List<Daemon> _daemons = [];

    /// <summary>unbound's process, for whoever wants to know what it costs.</summary>
    public Daemon Unbound => _daemons[1];

    /// <param name="zones">Names of zones and of the files, in the folder, that hold them.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task StartAsync(IEnumerable<(string Name, string File)> zones, CancellationToken stop)
    {
        StringBuilder nsd = new(Nsd());
        foreach ((string name, string file) in zones)
        {
            nsd.Append("zone:\n  name: \"").Append(name).Append("\"\n  zonefile: \"").Append(file).Append("\"\n");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "nsd.conf"), nsd.ToString(), stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "root.hints"), $". 3600 IN NS ns.example.\nns.example. 3600 IN A {net}.2\n", stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "unbound.conf"), Unbounds(), stop);
        Dictionary<string, string> none = [];
        _daemons.Add(Daemon.Start("/usr/sbin/nsd", ["-d", "-c", Path.Combine(folder, "nsd.conf")], none));
        _daemons.Add(Daemon.Start("/usr/sbin/unbound", ["-d", "-c", Path.Combine(folder, "unbound.conf")], none));
        await Port.WaitOpenAsync($"{net}.2", DnsPort, () => Complaint(_daemons[0]), stop);
        await Port.WaitOpenAsync($"{net}.1", DnsPort, () => Complaint(_daemons[1]), stop);
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

    private string Nsd() => $"""
        server:
          ip-address: {net}.2@{DnsPort}
          server-count: 1
          username: ""
          chroot: ""
          database: ""
          pidfile: ""
          zonesdir: "{folder}"
          xfrdir: "{folder}"
          xfrdfile: ""
          zonelistfile: "{folder}/zone.list"
          rrl-ratelimit: 0
        remote-control:
          control-enable: no

        """;

    private string Unbounds() => $"""
        server:
          interface: {net}.1@{DnsPort}
          access-control: 127.0.0.0/8 allow
          do-daemonize: no
          username: ""
          chroot: ""
          directory: "{folder}"
          pidfile: ""
          use-syslog: no
          do-ip6: no
          num-threads: 1
          module-config: "validator iterator"
          trust-anchor-file: "{folder}/root.ds"
          root-hints: "{folder}/root.hints"
          do-not-query-localhost: no
        remote-control:
          control-enable: no

        """;
}
