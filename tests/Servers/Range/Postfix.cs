using System.Globalization;
using System.IO;
using System.Text;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers.Range;

/// <summary>One listening address of Postfix and what its smtpd is told by <c>-o</c>.</summary>
internal sealed record PostfixListener(string Address, string HostName, IReadOnlyList<string> Options);

/// <summary>What a Postfix does beyond showing its TLS: it takes mail in, or sends mail on.</summary>
/// <param name="Main">Lines for main.cf.</param>
/// <param name="Services">Lines for master.cf.</param>
/// <param name="Resolver">A file that stands in for /etc/resolv.conf, in a mount namespace of its own; null for the machine's.</param>
internal sealed record PostfixRole(string Main, string Services, string? Resolver);

/// <summary>
/// One Postfix master with a configuration, queue and data folder of its own. Each listener in its <c>master.cf</c> plays
/// another mail host. The machine's own Postfix, if there is one, is neither read nor touched.
/// </summary>
internal sealed class Postfix : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _opensslConfiguration;
    private readonly PostfixRole? _role;
    private bool _started;

    public Postfix(string folder, string opensslConfiguration, PostfixRole? role = null)
    {
        _folder = folder;
        _opensslConfiguration = opensslConfiguration;
        _role = role;
    }

    /// <summary>For <c>MAIL_CONFIG</c>: the client tools want a main.cf as well.</summary>
    public string ConfigurationFolder => Path.Combine(_folder, "etc");

    private string LogFile => Path.Combine(_folder, "postfix.log");

    public async Task StartAsync(IReadOnlyList<PostfixListener> listeners, int port, CancellationToken stop)
    {
        foreach (string name in new[] { "etc", "queue", "data" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }

        await File.WriteAllTextAsync(Path.Combine(ConfigurationFolder, "main.cf"), Main(), stop);
        await File.WriteAllTextAsync(Path.Combine(ConfigurationFolder, "master.cf"), Master(listeners, port), stop);
        await Must("chown", ["postfix", Path.Combine(_folder, "data")], stop);
        await Must("postfix", ["-c", ConfigurationFolder, "check"], stop);
        _started = true;
        await (_role?.Resolver is { } resolver
            ? Must("unshare", ["-m", "sh", "-c", "mount --bind \"$1\" /etc/resolv.conf && exec postfix -c \"$0\" start", ConfigurationFolder, resolver], stop)
            : Must("postfix", ["-c", ConfigurationFolder, "start"], stop));
        foreach (PostfixListener listener in listeners)
        {
            await Port.WaitOpenAsync(listener.Address, port, () => null, stop);
        }
    }

    public string Log() => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    public async ValueTask DisposeAsync()
    {
        if (!_started)
        {
            return;
        }

        _started = false;
        try
        {
            await Must("postfix", ["-c", ConfigurationFolder, "stop"], CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // Its own stop command logs first and hangs when the log service is gone; then end the master itself.
            string pid = await File.ReadAllTextAsync(Path.Combine(_folder, "queue", "pid", "master.pid"));
            await Must("kill", [pid.Trim()], CancellationToken.None);
        }
    }

    private async Task Must(string program, string[] arguments, CancellationToken stop)
    {
        var command = new Command(program, arguments)
        {
            Environment = new Dictionary<string, string> { ["OPENSSL_CONF"] = _opensslConfiguration },
        };
        CommandResult result = await command.RunAsync(stop);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.All}{Log()}");
        }
    }

    private string Main() => $"""
        compatibility_level = 3.6
        queue_directory = {_folder}/queue
        data_directory = {_folder}/data
        maillog_file = {LogFile}
        maillog_file_prefixes = {_folder}
        myhostname = postfix.test
        mydestination =
        local_recipient_maps =
        alias_maps =
        inet_protocols = ipv4
        smtpd_peername_lookup = no
        smtpd_relay_restrictions = reject_unauth_destination
        smtpd_tls_security_level = may
        smtpd_tls_protocols = >=TLSv1.2
        smtpd_tls_session_cache_database =
        smtpd_client_connection_count_limit = 0
        smtpd_client_connection_rate_limit = 0
        smtpd_client_new_tls_session_rate_limit = 0
        default_process_limit = 200
        # Without MAIL_CONFIG in the first, the daemons would read the machine's own configuration.
        import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME OPENSSL_CONF
        export_environment = TZ MAIL_CONFIG LANG OPENSSL_CONF
        {_role?.Main}

        """;

    private string Master(IReadOnlyList<PostfixListener> listeners, int port)
    {
        var master = new StringBuilder();
        foreach (PostfixListener listener in listeners)
        {
            master.AppendLine(CultureInfo.InvariantCulture, $"{listener.Address}:{port} inet n - n - - smtpd");
            master.AppendLine(CultureInfo.InvariantCulture, $"  -o myhostname={listener.HostName}");
            foreach (string option in listener.Options)
            {
                master.AppendLine(CultureInfo.InvariantCulture, $"  -o {option}");
            }
        }

        master.AppendLine("tlsmgr unix - - n 1000? 1 tlsmgr");
        master.AppendLine("anvil unix - - n - 1 anvil");
        master.AppendLine("rewrite unix - - n - - trivial-rewrite");
        master.AppendLine("cleanup unix n - n - 0 cleanup");
        master.AppendLine("proxymap unix - - n - - proxymap");
        master.AppendLine("postlog unix-dgram n - n - 1 postlogd");
        master.AppendLine(_role?.Services);
        return master.ToString();
    }
}
