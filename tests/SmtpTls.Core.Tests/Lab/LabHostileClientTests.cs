using System.Net.Sockets;
using SmtpTls.Lab;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>The range must stand whatever its clients do: its end throws when a server failed in a way it should not.</summary>
public sealed class LabHostileClientTests
{
    private static readonly byte[][] Openings =
    [
        "EHLO x\r\nSTARTTLS\r\n"u8.ToArray(),
        "EHLO x\r\nSTARTTLS\r\nplain text in place of a handshake\r\n"u8.ToArray(),
        "QUIT\r\n"u8.ToArray(),
        "\r\n\r\n\0\0\r\n"u8.ToArray(),
        [],
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stands_clients_that_send_rubbish_and_break_off()
    {
        LabRange range = await LabRange.StartAsync(new LabOptions(), Stop);
        await Task.WhenAll(range.Hosts.SelectMany(host => Enumerable.Range(0, 2 * Openings.Length).Select(i => MeetAsync(range, host, i))));
        await range.DisposeAsync();
        Assert.Equal(0, range.Running);
    }

    private static async Task MeetAsync(LabRange range, LabHost host, int seed)
    {
        Random random = new(seed);
        using Socket socket = new(host.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host.Address, range.SmtpPort, Stop);
            await socket.SendAsync(Openings[seed % Openings.Length], SocketFlags.None, Stop);
            byte[] rubbish = new byte[random.Next(1, 6000)];
            random.NextBytes(rubbish);
            await socket.SendAsync(rubbish, SocketFlags.None, Stop);
            using CancellationTokenSource moment = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            moment.CancelAfter(random.Next(1, 100));
            await socket.ReceiveAsync(new byte[1000], SocketFlags.None, moment.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server reset first, or had nothing to say.
        }

        if (seed >= Openings.Length)
        {
            socket.LingerState = new LingerOption(true, 0);
        }
    }
}
