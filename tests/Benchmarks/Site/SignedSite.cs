using System.IO;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Signed;

namespace SmtpTls.Benchmarks.Site;

/// <summary>A zone with very many names for each algorithm, signed by BIND's tools, on NSD behind unbound with one thread.</summary>
internal sealed class SignedSite : IAsyncDisposable
{
    public static readonly int[] Algorithms = [8, 13, 15];
    private readonly SignedServers _servers;

    private SignedSite(string folder)
    {
        Folder = folder;
        string net = $"127.27.{250 + Random.Shared.Next(5)}";
        NameServer = net + ".1";
        _servers = new SignedServers(folder, net);
    }

    public string Folder { get; }

    public string NameServer { get; }

    public string AnchorFile => Path.Combine(Folder, "root.ds");

    public Daemon Unbound => _servers.Unbound;

    /// <summary>What this machine lacks for it; null when nothing.</summary>
    public static string? Missing() =>
        !OperatingSystem.IsLinux() ? "the real name servers run on Linux only"
        : new[] { "/usr/sbin/nsd", "/usr/sbin/unbound", ValidatorPeers.Delv }.Concat(ZoneSigner.Programs).FirstOrDefault(program => !File.Exists(program)) is { } missing
            ? $"{missing} is not installed (.ci/run installs it as root)"
        : Environment.IsPrivilegedProcess ? null : "root is needed to bind port 53";

    public static async Task<SignedSite> StartAsync(string folder, int names, CancellationToken stop)
    {
        SignedSite site = new(folder);
        try
        {
            await site.StartAsync(names, stop);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public static string Name(int algorithm, int number) => $"h{number}.alg{algorithm}.example.";

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    private async Task StartAsync(int names, CancellationToken stop)
    {
        string net = NameServer[..^2];
        SignedTree tree = new(Folder, net);
        string[] lines = [.. Enumerable.Range(0, names).Select(n => $"h{n} A 192.0.2.1")];
        IReadOnlyList<(string Name, string File)> served = await tree.WriteAsync(
            [
                new SignedZone(".", Signer.Bind, 13) { IsBare = true },
                new SignedZone("example.", Signer.Bind, 13) { IsBare = true },
                .. Algorithms.Select(algorithm => new SignedZone($"alg{algorithm}.example.", Signer.Bind, algorithm) { IsBare = true, Lines = lines }),
            ],
            stop);
        await ValidatorPeers.PrepareAsync(Folder, NameServer, tree, stop);
        await _servers.StartAsync(served, stop);
    }
}
