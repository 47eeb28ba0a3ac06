using System.IO;
using System.Runtime.Versioning;
using System.Text.Json;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;
using SmtpTls.Servers.Signed;

namespace SmtpTls.Servers.Dane;

/// <summary>
/// A Postfix for each case behind zones that BIND's tools signed, with NSD and a validating unbound in front: our program asks them, and so does
/// posttls-finger, in a mount namespace where they are the system's resolver. Where that cannot be had, every test is skipped with the reason.
/// </summary>
public sealed class DaneRange : IAsyncLifetime
{
    private readonly Lock _lock = new();
    private string? _folder;
    private Postfix? _postfix;
    private SignedServers? _names;
    private string _net = "";
    private Task<IReadOnlyList<DaneResult>>? _ours;

    /// <summary>Why nothing runs; null when everything does.</summary>
    internal string? Missing { get; private set; }

    internal static string? FindMissing() => Prerequisites.Missing()
        ?? (ZoneSigner.Programs.Append("/usr/bin/unshare").Where(program => !File.Exists(program)).ToList() is { Count: > 0 } lacking
            ? $"not installed: {string.Join(", ", lacking)} (.ci/run installs them as root)" : null);

    public async ValueTask InitializeAsync()
    {
        Missing = FindMissing();
        if (Missing is not null || !OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            await StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            // xunit disposes only what was initialised; no server may stay behind.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_postfix is not null)
        {
            await _postfix.DisposeAsync();
        }

        if (_names is not null)
        {
            await _names.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
            _folder = null;
        }
    }

    internal void SkipUnlessRunning() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    /// <summary>One run of the program over all domains, shared by every test that asks.</summary>
    internal Task<IReadOnlyList<DaneResult>> AnswerAsync(CancellationToken stop)
    {
        lock (_lock)
        {
            return _ours ??= AskAsync(stop);
        }
    }

    internal async Task<(PeerEffect Effect, string Raw)> AskPeerAsync(DaneCase item, CancellationToken stop)
    {
        Command command = new("/usr/bin/unshare", "-m", "/bin/sh", "-c", "mount --bind \"$1\" /etc/resolv.conf && shift && exec /usr/sbin/posttls-finger \"$@\"",
            "sh", Path.Combine(_folder!, "resolv.conf"), "-c", "-l", "dane", "-L", "summary,certmatch,verbose", "-T", "10", item.Domain)
        {
            Environment = new Dictionary<string, string> { ["MAIL_CONFIG"] = _postfix!.ConfigurationFolder },
        };
        string text = (await command.RunAsync(stop)).All;
        return (EffectOf(text), text);
    }

    /// <summary>A free network of its own: port 53 for DNS, 25 for mail.</summary>
    internal static string? FindNet() => Port.FindNet("127.28", (1, 53), (2, 53), (10, 25));

    private static PeerEffect EffectOf(string text)
    {
        bool Has(string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
        return Has("Verified TLS connection established") ? PeerEffect.Authenticates
            : Has("DNSSEC-signed TLSA record:") && !Has("all TLSA records unusable") ? PeerEffect.Refuses
            : Has("TLS connection established") ? PeerEffect.DoesNotAuthenticate
            : PeerEffect.Skips;
    }

    [SupportedOSPlatform("linux")]
    private async Task StartAsync(CancellationToken stop)
    {
        if (FindNet() is not { } net)
        {
            Missing = "ports 25 and 53 are taken on every network of 127.28.0.0/16";
            return;
        }

        _net = net;
        _folder = Directory.CreateTempSubdirectory("smtptls-dane-").FullName;
        OpenToPostfix(_folder);
        using TestAuthority authority = new("SmtpTls DANE");
        List<PostfixListener> listeners = [];
        List<string> lines = [];
        int number = 10;
        foreach (DaneCase item in DaneCases.All)
        {
            string address = $"{net}.{number++}";
            List<string> files = [];
            List<DaneChain> chains = [];
            foreach (LeafPlan plan in item.Certificates)
            {
                string pem = authority.ChainPem(plan), file = Path.Combine(_folder, $"{item.Name}-{files.Count}.pem");
                await File.WriteAllTextAsync(file, pem, stop);
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                files.Add(file);
                chains.Add(DaneChain.Read(pem, authority.RootPem));
            }

            string[] options = files.Count > 0 ? [$"smtpd_tls_chain_files={string.Join(',', files)}"] : ["smtpd_tls_security_level=none"];
            listeners.Add(new PostfixListener(address, item.Host, [.. options, .. item.Options]));
            lines.AddRange(LinesOf(item, address, chains));
        }

        // The host in the unsigned zone.
        listeners.Add(new PostfixListener($"{net}.9", "mx.plain.example", listeners[0].Options));
        await File.WriteAllTextAsync(Path.Combine(_folder, "openssl.cnf"), "", stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "resolv.conf"), $"nameserver {net}.1\noptions trust-ad edns0\n", stop);
        _names = await DaneZones.StartAsync(_folder, net, lines, stop);
        _postfix = new Postfix(_folder, Path.Combine(_folder, "openssl.cnf"));
        await _postfix.StartAsync(listeners, 25, stop);
    }

    [SupportedOSPlatform("linux")]
    internal static void OpenToPostfix(string folder) => File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

    private static IEnumerable<string> LinesOf(DaneCase item, string address, IReadOnlyList<DaneChain> chains)
    {
        string[] records = [.. item.Records(chains)];
        string[] lines = item.Lines is { } own ? [.. own(address)]
            : [$"{item.Name} MX 10 mx.{item.Name}", $"mx.{item.Name} A {address}", .. records.Length == 0 ? Array.Empty<string>() : [$"_25._tcp.mx.{item.Name} TLSA {{0}}"]];
        return lines.SelectMany(line => line.Contains("{0}", StringComparison.Ordinal) ? records.Select(record => line.Replace("{0}", record, StringComparison.Ordinal)) : [line]);
    }

    private async Task<IReadOnlyList<DaneResult>> AskAsync(CancellationToken stop)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "smtptls.dll"), "dane", .. DaneCases.All.Select(item => item.Domain), "--dns-server", $"{_net}.1:53",
            "--trust-anchor", Path.Combine(_folder!, "root.ds"), "--skip-revocation-check", "--helo-name", "client.test", "--timeout-sec", "20", "--max-per-provider", "16", "--json",
        ];
        CommandResult result = await new Command("dotnet", arguments) { Limit = TimeSpan.FromMinutes(2) }.RunAsync(stop);
        return result.Output.TrimStart().StartsWith('[')
            ? JsonSerializer.Deserialize<DaneResult[]>(result.Output, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException($"smtptls ended with {result.ExitCode}: {result.All}");
    }
}
