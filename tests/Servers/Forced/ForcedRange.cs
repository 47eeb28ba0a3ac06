using System.IO;
using System.Net.Mail;
using System.Runtime.Versioning;
using System.Text.Json;
using SmtpTls.Servers.Certificates;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers.Forced;

/// <summary>A partner: how its server is set up, and what a rule for it must come to.</summary>
/// <param name="Label">Its domain is <c>label.test</c>, its MX <c>mx.label.test</c>.</param>
/// <param name="Number">The last octet of its address.</param>
/// <param name="Level">The rule's level.</param>
/// <param name="Delivered">Whether mail under the rule arrives.</param>
internal sealed record Partner(string Label, int Number, string Level, bool Delivered)
{
    public LeafPlan? Leaf { get; init; }

    public bool Stranger { get; init; }

    public IReadOnlyList<string> TlsDomains { get; init; } = [];

    /// <summary>What the forecast names, for one that breaks.</summary>
    public string Problem { get; init; } = "";

    public string Domain => $"{Label}.test";

    public string Host => $"mx.{Label}.test";
}

/// <summary>
/// A Postfix that sends, under a policy map made of the rules by the program, and a second one that plays the partners and really takes mail in.
/// The sender finds them by MX records, through a resolver of its own.
/// </summary>
public sealed class ForcedRange : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private string _folder = "";
    private string _net = "";
    private NameServers? _names;
    private Postfix? _partners;
    private Postfix? _sender;

    internal static IReadOnlyList<Partner> Partners { get; } =
    [
        new("forced-good", 40, "Domain", true) { Leaf = new LeafPlan("mx.forced-good.test"), TlsDomains = ["mx.forced-good.test"] },
        new("forced-star", 41, "Domain", true) { Leaf = new LeafPlan("a.mx.forced-star.test"), TlsDomains = ["mx.other.test", "*.forced-star.test"] },
        new("forced-usual", 42, "Domain", true) { Leaf = new LeafPlan("mx.forced-usual.test") },
        new("forced-encrypt", 43, "Encrypt", true) { Leaf = new LeafPlan("mx.forced-encrypt.test") { SelfSigned = true, Send = Sent.Leaf } },
        new("forced-expired", 44, "Domain", false)
        {
            Leaf = new LeafPlan("mx.forced-expired.test") { NotBefore = Now.AddDays(-100), NotAfter = Now.AddDays(-10) }, TlsDomains = ["mx.forced-expired.test"], Problem = "Expired",
        },
        new("forced-wrong", 45, "Domain", false) { Leaf = new LeafPlan("mail.elsewhere.test"), TlsDomains = ["mx.forced-wrong.test"], Problem = "NameMismatch" },
        new("forced-stranger", 46, "Domain", false) { Leaf = new LeafPlan("mx.forced-stranger.test") { Send = Sent.Root }, Stranger = true, Problem = "UntrustedRoot" },
        new("forced-clear", 47, "Encrypt", false) { Problem = "NotOffered" },
    ];

    internal string? Missing { get; private set; }

    internal string RuleFile => Path.Combine(_folder, "rules.json");

    /// <summary>The lines that the program printed.</summary>
    internal string PolicyMap { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Missing = Prerequisites.Missing();
        if (Missing is not null || !OperatingSystem.IsLinux())
        {
            return;
        }

        int port;
        (_net, port) = Port.FindFree();
        CommandResult namespaces = await new Command("unshare", "-m", "true").RunAsync(TestContext.Current.CancellationToken);
        Missing = port != 25 ? "the sender looks for its partners on port 25, which is not free" : namespaces.ExitCode != 0 ? "the sender needs a mount namespace" : null;
        if (Missing is not null)
        {
            return;
        }

        try
        {
            await StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>The program, against these servers.</summary>
    internal static async Task<CommandResult> RunAsync(params string[] arguments) =>
        await new Command("dotnet", [Path.Combine(AppContext.BaseDirectory, "smtptls.dll"), .. arguments]) { Limit = TimeSpan.FromMinutes(2) }.RunAsync(TestContext.Current.CancellationToken);

    internal string[] Live => ["--live", "--dns-server", $"{_net}.1:53", "--ca-file", Path.Combine(_folder, "root.pem"), "--skip-revocation-check", "--helo-name", "client.test", "--timeout-sec", "20"];

    /// <summary>Sends a message through the forcing Postfix and waits for what becomes of it: the line of its log.</summary>
    internal async Task<string> SendAsync(string recipient)
    {
        using SmtpClient client = new($"{_net}.30", 25);
        using MailMessage message = new("sender@forced-sender.test", recipient, "forced TLS", "This must be encrypted.");
        await client.SendMailAsync(message, TestContext.Current.CancellationToken);
        for (int i = 0; i < 400; i++)
        {
            if (_sender!.Log().Split('\n').LastOrDefault(line => line.Contains($"to=<{recipient}>", StringComparison.Ordinal) && line.Contains("status=", StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"nothing became of the message to {recipient}: {_sender!.Log()}");
    }

    internal string PartnersLog() => _partners!.Log();

    /// <summary>Messages that really lie in a partner's mailbox.</summary>
    internal int Delivered() => Directory.Exists(Mailbox) ? Directory.GetFiles(Mailbox).Length : 0;

    private string Mailbox => Path.Combine(_folder, "mail", "inbox", "new");

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? one in (IAsyncDisposable?[])[_sender, _partners, _names])
        {
            if (one is not null)
            {
                await one.DisposeAsync();
            }
        }

        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [SupportedOSPlatform("linux")]
    private async Task StartAsync(CancellationToken stop)
    {
        _folder = Directory.CreateTempSubdirectory("smtptls-forced-").FullName;
        foreach (string name in (string[])["", "partners", "sender", "mail"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
            File.SetUnixFileMode(Path.Combine(_folder, name), (UnixFileMode)(name == "mail" ? 0x1FF : 0x1ED));
        }

        using TestAuthority authority = new("SmtpTls forced"), stranger = new("SmtpTls forced stranger");
        await File.WriteAllTextAsync(Path.Combine(_folder, "root.pem"), authority.RootPem, stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "openssl.cnf"), "", stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "resolv.conf"), $"nameserver {_net}.1\n", stop);
        _names = new NameServers(_folder, _net, 53);
        await _names.StartAsync(Partners.SelectMany(one => (string[])[$"{one.Domain}. IN MX 10 {one.Host}.", $"{one.Host}. IN A {_net}.{one.Number}"]), stop);
        await StartPartnersAsync(authority, stranger, stop);
        await StartSenderAsync(stop);
    }

    [SupportedOSPlatform("linux")]
    private async Task StartPartnersAsync(TestAuthority authority, TestAuthority stranger, CancellationToken stop)
    {
        List<PostfixListener> listeners = [];
        foreach (Partner one in Partners)
        {
            string file = Path.Combine(_folder, $"{one.Label}.pem");
            await File.WriteAllTextAsync(file, one.Leaf is null ? "" : (one.Stranger ? stranger : authority).ChainPem(one.Leaf), stop);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listeners.Add(new PostfixListener($"{_net}.{one.Number}", one.Host, one.Leaf is null ? ["smtpd_tls_security_level=none"] : [$"smtpd_tls_chain_files={file}"]));
        }

        string main = $"""
            virtual_mailbox_domains = {string.Join(", ", Partners.Select(one => one.Domain))}
            virtual_mailbox_base = {_folder}/mail
            virtual_mailbox_maps = static:inbox/
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            smtpd_tls_loglevel = 1
            """;
        _partners = new Postfix(Path.Combine(_folder, "partners"), Path.Combine(_folder, "openssl.cnf"), new PostfixRole(main, Queue + "virtual unix - n n - - virtual\n", null));
        await _partners.StartAsync(listeners, 25, stop);
    }

    private async Task StartSenderAsync(CancellationToken stop)
    {
        await File.WriteAllTextAsync(RuleFile, JsonSerializer.Serialize(new
        {
            version = 1,
            rules = Partners.Select(one => new { name = one.Label, domains = new[] { one.Domain }, level = one.Level, tlsDomains = one.TlsDomains }),
        }), stop);
        CommandResult written = await RunAsync("rule", "postfix", RuleFile);
        Assert.True(written.ExitCode == 0, written.All);
        PolicyMap = written.Output;
        string map = Path.Combine(_folder, "policy");
        await File.WriteAllTextAsync(map, PolicyMap, stop);
        CommandResult mapped = await new Command("postmap", $"hash:{map}") { Environment = new Dictionary<string, string> { ["MAIL_CONFIG"] = _partners!.ConfigurationFolder } }.RunAsync(stop);
        Assert.True(mapped is { ExitCode: 0, Errors: "" }, mapped.All);
        string main = $"""
            mynetworks = 127.0.0.0/8
            smtpd_relay_restrictions = permit_mynetworks, reject
            smtp_tls_security_level = may
            smtp_tls_policy_maps = hash:{map}
            smtp_tls_CAfile = {_folder}/root.pem
            smtp_tls_mandatory_protocols = >=TLSv1.2
            smtp_tls_loglevel = 1
            smtp_bind_address = {_net}.30
            """;
        _sender = new Postfix(Path.Combine(_folder, "sender"), Path.Combine(_folder, "openssl.cnf"),
            new PostfixRole(main, Queue + "smtp unix - - n - - smtp\n", Path.Combine(_folder, "resolv.conf")));
        await _sender.StartAsync([new PostfixListener($"{_net}.30", "forced-sender.test", ["smtpd_tls_security_level=none"])], 25, stop);
    }

    private const string Queue = """
        qmgr unix n - n 300 1 qmgr
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        flush unix n - n 1000? 0 flush
        error unix - - n - - error
        retry unix - - n - - error
        scache unix - - n - 1 scache

        """;
}
