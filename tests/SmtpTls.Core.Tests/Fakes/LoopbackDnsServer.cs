using System.Net;
using System.Net.Sockets;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>A server on a loopback socket, UDP and TCP on one port, that answers with whatever octets a test gives it.</summary>
internal sealed class LoopbackDnsServer : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _tcp;
    private readonly Func<DnsMessage, bool, IEnumerable<byte[]>> _reply;

    /// <param name="reply">Messages to send for a query; the flag says that it came over TCP.</param>
    public LoopbackDnsServer(Func<DnsMessage, bool, IEnumerable<byte[]>> reply)
    {
        _reply = reply;
        _tcp = Bind(_udp);
        Server = new DnsServer(IPAddress.Loopback, ((IPEndPoint)_udp.LocalEndPoint!).Port);
        _ = ServeUdpAsync();
        _ = ServeTcpAsync();
    }

    public DnsServer Server { get; }

    /// <summary>Cuts TCP messages after so many octets.</summary>
    public int MostTcpOctets { get; set; } = int.MaxValue;

    public static DnsMessage Answer(DnsMessage query, params string[] records) => new()
    {
        Id = query.Id,
        IsResponse = true,
        RecursionAvailable = true,
        Questions = query.Questions,
        Answers = [.. records.Select(FakeDns.ParseRecord)],
    };

    public void Dispose()
    {
        _stop.Cancel();
        _udp.Dispose();
        _tcp.Dispose();
        _stop.Dispose();
    }

    private static TcpListener Bind(Socket udp)
    {
        for (int tries = 0; ; tries++)
        {
            TcpListener tcp = new(IPAddress.Loopback, 0);
            tcp.Start();
            try
            {
                udp.Bind(tcp.LocalEndpoint);
                return tcp;
            }
            catch (SocketException) when (tries < 20)
            {
                // Another socket has this port for UDP.
                tcp.Dispose();
            }
        }
    }

    private static DnsMessage Read(byte[] octets)
    {
        Assert.True(DnsMessage.TryParse(octets, out DnsMessage? query, out string? error), error);
        return query;
    }

    private async Task ServeUdpAsync()
    {
        byte[] buffer = new byte[4096];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                foreach (byte[] octets in _reply(Read(buffer[..received.ReceivedBytes]), false))
                {
                    await _udp.SendToAsync(octets, received.RemoteEndPoint, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The test is over.
            }
        }
    }

    private async Task ServeTcpAsync()
    {
        try
        {
            while (true)
            {
                using Socket socket = await _tcp.AcceptSocketAsync(_stop.Token);
                byte[] buffer = new byte[4096];
                int length = await socket.ReceiveAsync(buffer, _stop.Token);
                foreach (byte[] octets in _reply(Read(buffer[2..length]), true))
                {
                    byte[] framed = [(byte)(octets.Length >> 8), (byte)octets.Length, .. octets];
                    await socket.SendAsync(framed.AsMemory(0, Math.Min(framed.Length, MostTcpOctets)), _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }
}
