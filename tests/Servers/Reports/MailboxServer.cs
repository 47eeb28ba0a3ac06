using System.IO;
using System.Net.Sockets;
using System.Text;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers.Reports;

/// <summary>A Postfix of its own that takes mail for one domain on loopback and delivers it into a Maildir.</summary>
internal sealed class MailboxServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smtptls-mailbox-").FullName;
    private readonly string _address;
    private readonly int _port;
    private bool _started;

    public MailboxServer()
    {
        (string net, _port) = Port.FindFree();
        _address = net + ".10";
    }

    public string Maildir => Path.Combine(_folder, "boxes", "box");

    private string Etc => Path.Combine(_folder, "etc");

    public async Task StartAsync(CancellationToken stop)
    {
        foreach (string name in (string[])["etc", "queue", "data", "boxes"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }

        await File.WriteAllTextAsync(Path.Combine(Etc, "main.cf"), Main(), stop);
        await File.WriteAllTextAsync(Path.Combine(Etc, "master.cf"), Master(), stop);
        await Must("chmod", ["755", _folder], stop);
        await Must("chown", ["postfix", Path.Combine(_folder, "data")], stop);
        await Must("chown", ["nobody", Path.Combine(_folder, "boxes")], stop);
        await Must("postfix", ["-c", Etc, "check"], stop);
        _started = true;
        await Must("postfix", ["-c", Etc, "start"], stop);
        await Port.WaitOpenAsync(_address, _port, () => null, stop);
    }

    /// <summary>Sends messages over one connection and waits until all lie in the Maildir.</summary>
    public async Task DeliverAsync(IReadOnlyList<string> messages, CancellationToken stop)
    {
        using TcpClient client = new();
        await client.ConnectAsync(_address, _port, stop);
        using StreamReader reader = new(client.GetStream(), Encoding.ASCII, false, 1024, leaveOpen: true);
        await SayAsync(client, reader, null, "220", stop);
        await SayAsync(client, reader, "EHLO sender.test", "250", stop);
        foreach (string message in messages)
        {
            await SayAsync(client, reader, "MAIL FROM:<noreply@s.example>", "250", stop);
            await SayAsync(client, reader, "RCPT TO:<reports@mail.test>", "250", stop);
            await SayAsync(client, reader, "DATA", "354", stop);
            await SayAsync(client, reader, message.ReplaceLineEndings("\r\n").Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + "\r\n.", "250", stop);
        }

        await SayAsync(client, reader, "QUIT", "221", stop);
        string arrived = Path.Combine(Maildir, "new");
        while (!Directory.Exists(arrived) || Directory.GetFiles(arrived).Length < messages.Count)
        {
            await Task.Delay(100, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            await Must("postfix", ["-c", Etc, "stop"], CancellationToken.None);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task SayAsync(TcpClient client, StreamReader reader, string? line, string expected, CancellationToken stop)
    {
        if (line is not null)
        {
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), stop);
        }

        string? answer;
        do
        {
            answer = await reader.ReadLineAsync(stop);
        }
        while (answer is { Length: > 3 } && answer[3] == '-');
        Assert.StartsWith(expected, answer, StringComparison.Ordinal);
    }

    private async Task Must(string program, string[] arguments, CancellationToken stop)
    {
        CommandResult result = await new Command(program, arguments).RunAsync(stop);
        if (result.ExitCode != 0)
        {
            string log = Path.Combine(_folder, "postfix.log");
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.All}{(File.Exists(log) ? await File.ReadAllTextAsync(log, stop) : "")}");
        }
    }

    private string Main() => $"""
        compatibility_level = 3.6
        queue_directory = {_folder}/queue
        data_directory = {_folder}/data
        maillog_file = {_folder}/postfix.log
        maillog_file_prefixes = {_folder}
        myhostname = mx.mail.test
        mydestination =
        local_recipient_maps =
        alias_maps =
        inet_protocols = ipv4
        mynetworks = 127.0.0.0/8
        smtpd_peername_lookup = no
        smtpd_relay_restrictions = reject_unauth_destination
        virtual_mailbox_domains = mail.test
        virtual_mailbox_base = {_folder}/boxes
        virtual_mailbox_maps = static:box/
        virtual_minimum_uid = 100
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        virtual_mailbox_limit = 0
        import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME
        export_environment = TZ MAIL_CONFIG LANG

        """;

    private string Master() => $"""
        {_address}:{_port} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        virtual unix - n n - - virtual
        error unix - - n - - error
        retry unix - - n - - error
        proxymap unix - - n - - proxymap
        anvil unix - - n - 1 anvil
        tlsmgr unix - - n 1000? 1 tlsmgr
        postlog unix-dgram n - n - 1 postlogd

        """;
}
