using System.IO;
using System.Runtime.Versioning;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Peers;

namespace SmtpTls.Servers.Range;

/// <summary>
/// Real mail servers and real name servers on loopback for the whole test run: started once, stopped at its end. Where they
/// cannot be had (not root, not installed) it starts nothing and every test is skipped with that reason.
/// </summary>
public sealed class ServerRange : IAsyncLifetime
{
    /// <summary>The client side of OpenSSL without a lower bound: old versions and weak keys are looked at, not refused.</summary>
    private const string AnyProtocol = """
        openssl_conf = init
        [init]
        ssl_conf = ssl
        [ssl]
        system_default = any
        [any]
        MinProtocol = None
        CipherString = DEFAULT:@SECLEVEL=0

        """;

    private readonly Dictionary<string, Task<SmtpTlsAnswer>> _answers = [];
    private readonly Dictionary<Software, string> _missing = [];
    private readonly Lock _lock = new();
    private string? _folder;
    private Postfix? _postfix;
    private NameServers? _names;
    private UnpackedServers? _unpacked;

    /// <summary>Why nothing runs; null when everything does.</summary>
    internal string? Missing { get; private set; }

    internal string Net { get; private set; } = "";

    internal int SmtpPort { get; private set; }

    internal string Resolver => _names!.Resolver;

    internal string CaFile => Path.Combine(_folder!, "root.pem");

    internal IReadOnlyDictionary<string, string> PeerEnvironment => new Dictionary<string, string>
    {
        ["OPENSSL_CONF"] = Path.Combine(_folder!, "openssl.cnf"),
        ["MAIL_CONFIG"] = _postfix!.ConfigurationFolder,
    };

    public async ValueTask InitializeAsync()
    {
        Missing = Prerequisites.Missing();
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

    /// <summary>One run of the program over all domains, shared by every test that asks.</summary>
    internal Task<SmtpTlsAnswer> AnswerAsync(CancellationToken stop)
    {
        lock (_lock)
        {
            if (!_answers.TryGetValue("all", out Task<SmtpTlsAnswer>? answer))
            {
                string[] domains = [.. Running().Select(c => c.Domain), .. ZoneOnly.Domains];
                answer = new SmtpTlsProgram(this).StartTlsAsync(domains, stop);
                _answers.Add("all", answer);
            }

            return answer;
        }
    }

    internal void SkipUnlessRunning() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    internal void SkipUnlessRunning(ServerCase server)
    {
        SkipUnlessRunning();
        Assert.SkipWhen(_missing.ContainsKey(server.Software), _missing.GetValueOrDefault(server.Software, ""));
    }

    internal IEnumerable<ServerCase> Running() => ServerCases.All.Where(c => !_missing.ContainsKey(c.Software));

    public async ValueTask DisposeAsync()
    {
        if (_postfix is not null)
        {
            await _postfix.DisposeAsync();
        }

        if (_unpacked is not null)
        {
            await _unpacked.DisposeAsync();
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

    [SupportedOSPlatform("linux")]
    private async Task StartAsync(CancellationToken stop)
    {
        (Net, SmtpPort) = Port.FindFree();
        _folder = Directory.CreateTempSubdirectory("smtptls-servers-").FullName;
        // Postfix's processes are not root and must reach their queue below; the key files keep to root.
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        string opensslConfiguration = Path.Combine(_folder, "openssl.cnf");
        await File.WriteAllTextAsync(opensslConfiguration, AnyProtocol, stop);
        using var authority = new TestAuthority("SmtpTls test");
        using var stranger = new TestAuthority("SmtpTls stranger");
        await File.WriteAllTextAsync(CaFile, authority.RootPem, stop);

        _names = new NameServers(_folder, Net);
        await _names.StartAsync(ServerCases.All.SelectMany(Records).Concat(ZoneOnly.Records(Net)), stop);

        var listeners = new List<PostfixListener>();
        foreach (ServerCase server in ServerCases.All.Where(c => c.Software == Software.Postfix))
        {
            IReadOnlyList<string> files = await WriteKeysAsync(server, server.Stranger ? stranger : authority, stop);
            string[] chains = files.Count > 0 ? [$"smtpd_tls_chain_files={string.Join(',', files)}"] : [];
            listeners.Add(new PostfixListener(server.Address(Net), server.Host, [.. chains, .. server.Options]));
        }

        _postfix = new Postfix(_folder, opensslConfiguration);
        await _postfix.StartAsync(listeners, SmtpPort, stop);
        await StartUnpackedAsync(authority, stop);
    }

    private async Task StartUnpackedAsync(TestAuthority authority, CancellationToken stop)
    {
        _unpacked = new UnpackedServers(_folder!);
        foreach (Software software in new[] { Software.Exim, Software.OpenSmtpd })
        {
            if (await UnpackedServers.MissingAsync(software, stop) is { } reason)
            {
                _missing.Add(software, reason);
                continue;
            }

            (string Address, string Pem)[] hosts = [.. ServerCases.All.Where(c => c.Software == software)
                .Select(c => (c.Address(Net), authority.ChainPem(c.Leaves[0])))];
            await (software == Software.Exim
                ? _unpacked.StartEximAsync(hosts, SmtpPort, stop)
                : _unpacked.StartOpenSmtpdAsync(hosts[0], SmtpPort, stop));
        }
    }

    private IEnumerable<string> Records(ServerCase server) =>
        [$"{server.Domain}. IN MX 10 {server.Host}.", $"{server.Host}. IN A {server.Address(Net)}"];

    [SupportedOSPlatform("linux")]
    private async Task<IReadOnlyList<string>> WriteKeysAsync(
        ServerCase server, TestAuthority authority, CancellationToken stop)
    {
        var files = new List<string>();
        foreach (LeafPlan plan in server.Leaves)
        {
            string file = Path.Combine(_folder!, $"{server.Label}-{files.Count}.pem");
            await File.WriteAllTextAsync(file, authority.ChainPem(plan), stop);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            files.Add(file);
        }

        return files;
    }
}

/// <summary>Shares the range between all test classes.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRange : ICollectionFixture<ServerRange>
{
    internal const string Name = "servers";
}
