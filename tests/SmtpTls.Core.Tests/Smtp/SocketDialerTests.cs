using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Smtp;

/// <summary>The dialer against real sockets on loopback: the socket is the thing tested.</summary>
public sealed class SocketDialerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_probe_over_a_real_socket_sends_each_command_in_one_segment()
    {
        using TcpListener listener = Listen();
        Task<List<string>> server = ServeAsync(listener, ["220 a\r\n", "250-a\r\n250 SIZE 1\r\n", "221 b\r\n"]);
        SmtpProbe probe = await ProbeAsync(listener, Stop);
        Assert.Equal(ProbeOutcome.NotOffered, probe.Outcome);
        Assert.Equal(["EHLO probe.example.net\r\n", "QUIT\r\n"], await server);
    }

    [Fact]
    public async Task A_closed_port_is_a_refusal()
    {
        using TcpListener listener = Listen();
        IPEndPoint address = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();
        SmtpProbe probe = await Prober().ProbeAsync(new ProbeTarget("a.example", address.Address, address.Port), Stop);
        Assert.Equal(ProbeOutcome.ConnectionRefused, probe.Outcome);
    }

    [Fact]
    public async Task A_reset_is_told_from_a_close()
    {
        using TcpListener listener = Listen();
        Task<SmtpProbe> probing = ProbeAsync(listener, Stop);
        using (Socket server = await listener.AcceptSocketAsync(Stop))
        {
            await server.SendAsync("220 a\r\n"u8.ToArray(), Stop);
            await server.ReceiveAsync(new byte[100], Stop);
            server.LingerState = new LingerOption(true, 0);
        }

        SmtpProbe probe = await probing;
        Assert.Equal((ProbeOutcome.Disconnected, "The connection was reset after EHLO was sent."), (probe.Outcome, probe.Fault!.Message));
    }

    [Fact]
    public async Task When_the_caller_stops_the_socket_is_closed()
    {
        using TcpListener listener = Listen();
        using CancellationTokenSource caller = new();
        Task<SmtpProbe> probing = ProbeAsync(listener, caller.Token);
        using Socket server = await listener.AcceptSocketAsync(Stop);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probing);
        try
        {
            Assert.Equal(0, await server.ReceiveAsync(new byte[1], Stop));
        }
        catch (SocketException e)
        {
            // As good an end: the dial itself was still under way.
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }

    [Fact]
    public async Task A_dial_that_was_stopped_opens_nothing()
    {
        using CancellationTokenSource caller = new();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new SocketDialer().DialAsync(new IPEndPoint(IPAddress.Loopback, 9), caller.Token));
    }

    [Fact]
    public async Task The_stream_says_whether_something_has_come_and_reads_by_every_call()
    {
        using TcpListener listener = Listen();
        using Stream stream = await new SocketDialer().DialAsync((IPEndPoint)listener.LocalEndpoint, Stop);
        using Socket server = await listener.AcceptSocketAsync(Stop);
        ILookAhead ahead = Assert.IsType<ILookAhead>(stream, exactMatch: false);
        Assert.False(ahead.DataAvailable);
        await server.SendAsync("abcd"u8.ToArray(), Stop);
        byte[] buffer = new byte[1];
        Assert.Equal(1, await stream.ReadAsync(buffer, Stop));
        Assert.True(ahead.DataAvailable);
        Assert.Equal(1, stream.Read(buffer, 0, 1));
#pragma warning disable CA1835 // SslStream on .NET Framework reads by these.
        Assert.Equal(1, await stream.ReadAsync(buffer, 0, 1, Stop));
#pragma warning restore CA1835
        Assert.Equal(1, await Task.Factory.FromAsync(stream.BeginRead, stream.EndRead, buffer, 0, 1, null));
        Assert.Equal((byte)'d', buffer[0]);
    }

    private static SmtpProber Prober() => new(new SocketDialer(), new ReplayUpgrader(), SystemClock.Instance, Replay.Options);

    private static Task<SmtpProbe> ProbeAsync(TcpListener listener, CancellationToken stop)
    {
        IPEndPoint address = (IPEndPoint)listener.LocalEndpoint;
        return Prober().ProbeAsync(new ProbeTarget("a.example", address.Address, address.Port), stop);
    }

    private static TcpListener Listen()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static async Task<List<string>> ServeAsync(TcpListener listener, string[] replies)
    {
        using Socket socket = await listener.AcceptSocketAsync(Stop);
        List<string> commands = [];
        byte[] buffer = new byte[1000];
        foreach (string reply in replies)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(reply), Stop);
            if (reply != replies[^1])
            {
                commands.Add(Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Stop)));
            }
        }

        return commands;
    }
}
