using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace SmtpTls.Servers.Chains;

/// <summary>Hands one message to a server, with or without TLS.</summary>
internal static class TestMail
{
    public static async Task SendAsync((string Address, int Port) server, string recipient, string subject, bool tls, CancellationToken stop)
    {
        using TcpClient client = new();
        await client.ConnectAsync(server.Address, server.Port, stop);
        Stream stream = client.GetStream();
        await ExpectAsync(stream, null, '2', stop);
        await ExpectAsync(stream, "EHLO client.chain.test", '2', stop);
        if (tls)
        {
            await ExpectAsync(stream, "STARTTLS", '2', stop);
            SslStream inside = new(stream, false, (_, _, _, _) => true);
            await inside.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "mx.chain.test" }, stop);
            stream = inside;
            await ExpectAsync(stream, "EHLO client.chain.test", '2', stop);
        }

        await ExpectAsync(stream, "MAIL FROM:<a@sender.test>", '2', stop);
        await ExpectAsync(stream, $"RCPT TO:<{recipient}>", '2', stop);
        await ExpectAsync(stream, "DATA", '3', stop);
        await ExpectAsync(stream, $"From: a@sender.test\r\nSubject: {subject}\r\nMessage-ID: <{subject}@sender.test>\r\n\r\nbody\r\n.", '2', stop);
        await ExpectAsync(stream, "QUIT", '2', stop);
        await stream.DisposeAsync();
    }

    private static async Task ExpectAsync(Stream stream, string? command, char wanted, CancellationToken stop)
    {
        if (command is not null)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), stop);
        }

        StringBuilder reply = new();
        byte[] octets = new byte[4096];
        while (!IsComplete(reply))
        {
            int count = await stream.ReadAsync(octets, stop);
            Assert.True(count > 0, $"The server closed after {command}: {reply}");
            reply.Append(Encoding.ASCII.GetString(octets, 0, count));
        }

        Assert.True(reply[0] == wanted, $"{command}: {reply}");
    }

    private static bool IsComplete(StringBuilder reply)
    {
        string[] lines = reply.ToString().Split("\r\n");
        return lines.Length > 1 && lines[^1].Length == 0 && lines[^2].Length > 3 && lines[^2][3] == ' ';
    }
}
