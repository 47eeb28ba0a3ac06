using System.Globalization;
using System.IO;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers.Chains;

/// <summary>A Postfix of a chain: takes mail in, and passes it on or keeps it in a Maildir. Its log tells of every TLS session.</summary>
internal sealed class ChainPostfix : IAsyncDisposable
{
    private readonly string _folder;
    private bool _started;

    public ChainPostfix(string folder) => _folder = folder;

    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    public string Mailbox => Path.Combine(_folder, "mail", "box", "new");

    private string Configuration => Path.Combine(_folder, "etc");

    private string LogFile => Path.Combine(_folder, "postfix.log");

    /// <param name="place">Where it listens.</param>
    /// <param name="name">What it calls itself.</param>
    /// <param name="pem">Key and certificate.</param>
    /// <param name="route">Lines of main.cf about what happens to mail.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task StartAsync((string Address, int Port) place, string name, string pem, string route, CancellationToken stop)
    {
        foreach (string part in (string[])["etc", "queue", "data", "mail"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, part));
        }

        string chain = Path.Combine(_folder, "chain.pem");
        await File.WriteAllTextAsync(chain, pem, stop);
        await File.WriteAllTextAsync(Path.Combine(Configuration, "main.cf"), Main(place.Address, name, chain) + route + "\n", stop);
        await File.WriteAllTextAsync(Path.Combine(Configuration, "master.cf"), Master(place), stop);
        await Must("chown", "postfix", Path.Combine(_folder, "data"), Path.Combine(_folder, "mail"));
        await Must("postfix", "-c", Configuration, "check");
        _started = true;
        await Must("postfix", "-c", Configuration, "start");
        await Port.WaitOpenAsync(place.Address, place.Port, () => null, stop);

        async Task Must(string program, params string[] arguments)
        {
            CommandResult result = await new Command(program, arguments).RunAsync(stop);
            Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result.All}{Log}");
        }
    }

    public static async Task<string> AccountAsync(CancellationToken stop)
    {
        CommandResult user = await new Command("id", "-u", "postfix").RunAsync(stop), group = await new Command("id", "-g", "postfix").RunAsync(stop);
        return $"virtual_minimum_uid = 1\nvirtual_uid_maps = static:{user.Output.Trim()}\nvirtual_gid_maps = static:{group.Output.Trim()}\n";
    }

    public string Keeps(string domains, string account) => $"""
        virtual_mailbox_domains = {domains}
        virtual_mailbox_base = {_folder}/mail
        virtual_mailbox_maps = static:box/
        {account}
        """;

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            _started = false;
            await new Command("postfix", "-c", Configuration, "stop").RunAsync(CancellationToken.None);
        }
    }

    private string Main(string address, string name, string chain) => $"""
        compatibility_level = 3.6
        queue_directory = {_folder}/queue
        data_directory = {_folder}/data
        maillog_file = {LogFile}
        maillog_file_prefixes = {_folder}
        myhostname = {name}
        mydestination =
        local_recipient_maps =
        alias_maps =
        inet_protocols = ipv4
        smtp_bind_address = {address}
        smtp_host_lookup = native
        mynetworks = 127.0.0.0/8
        smtpd_peername_lookup = no
        smtpd_relay_restrictions = permit_mynetworks, reject
        smtpd_tls_security_level = may
        smtpd_tls_chain_files = {chain}
        smtpd_tls_received_header = yes
        smtpd_tls_loglevel = 1
        smtp_tls_loglevel = 1
        smtp_tls_security_level = may
        import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME
        export_environment = TZ MAIL_CONFIG LANG

        """;

    private static string Master((string Address, int Port) place) => string.Create(CultureInfo.InvariantCulture, $"""
        {place.Address}:{place.Port} inet n - n - - smtpd
        tlsmgr unix - - n 1000? 1 tlsmgr
        anvil unix - - n - 1 anvil
        rewrite unix - - n - - trivial-rewrite
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        smtp unix - - n - - smtp
        clear unix - - n - - smtp
          -o smtp_tls_security_level=none
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        proxymap unix - - n - - proxymap
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """);
}
