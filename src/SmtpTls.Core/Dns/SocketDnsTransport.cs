using System;
using System.Buffers;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Compat;

namespace SmtpTls.Dns;

/// <summary>
/// UDP and TCP to DNS servers. Every UDP query has a socket of its own, so the operating system picks a fresh source port, and the socket
/// is connected, so that it hears only the server that was asked and its "port unreachable" (RFC 5452 §9.2, RFC 5625 §6.2).
/// </summary>
internal sealed class SocketDnsTransport : IDnsTransport
{
    /// <summary>We announce 1232 (RFC 6891 §6.2.3); what comes in a longer datagram than this is cut, and then asked for over TCP.</summary>
    private const int MostDatagram = 4096;

    /// <summary>Messages on one TCP connection that answer another question before we give up.</summary>
    private const int MostStrayMessages = 16;

    public Task<byte[]> ExchangeAsync(DnsExchange exchange, CancellationToken stop) =>
        exchange.Tcp ? ExchangeTcpAsync(exchange, stop) : ExchangeUdpAsync(exchange, stop);

    private static async Task<byte[]> ExchangeUdpAsync(DnsExchange exchange, CancellationToken stop)
    {
        using Socket socket = new(exchange.Server.Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

        // Connecting a datagram socket sends nothing and does not wait.
        socket.Connect(new IPEndPoint(exchange.Server.Address, exchange.Server.Port));
        await SocketCalls.SendAsync(socket, new ArraySegment<byte>(exchange.Query), stop).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MostDatagram);
        try
        {
            while (true)
            {
                int length = await ReceiveDatagramAsync(socket, buffer, stop).ConfigureAwait(false);
                byte[] octets = buffer.AsSpan(0, length).ToArray();
                if (exchange.IsAnswer(octets))
                {
                    return octets;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> ReceiveDatagramAsync(Socket socket, byte[] buffer, CancellationToken stop)
    {
        try
        {
            return await SocketCalls.ReceiveAsync(socket, new ArraySegment<byte>(buffer, 0, MostDatagram), stop).ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
        {
            // Windows says so when a datagram was cut; elsewhere it is just cut.
            return MostDatagram;
        }
    }

    private static async Task<byte[]> ExchangeTcpAsync(DnsExchange exchange, CancellationToken stop)
    {
        using Socket socket = new(exchange.Server.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await SocketCalls.ConnectAsync(socket, new IPEndPoint(exchange.Server.Address, exchange.Server.Port), stop).ConfigureAwait(false);

        // RFC 7766 §8: the length and the message in one piece, or some servers give up.
        byte[] query = exchange.Query;
        byte[] framed = [(byte)(query.Length >> 8), (byte)query.Length, .. query];
        for (int sent = 0; sent < framed.Length;)
        {
            sent += await SocketCalls.SendAsync(socket, new ArraySegment<byte>(framed, sent, framed.Length - sent), stop).ConfigureAwait(false);
        }

        for (int i = 0; i < MostStrayMessages; i++)
        {
            byte[] length = await ReceiveExactlyAsync(socket, 2, stop).ConfigureAwait(false);
            byte[] octets = await ReceiveExactlyAsync(socket, (length[0] << 8) | length[1], stop).ConfigureAwait(false);
            if (exchange.IsAnswer(octets))
            {
                return octets;
            }
        }

        throw new IOException($"The server sent {MostStrayMessages} messages that answer another question.");
    }

    private static async Task<byte[]> ReceiveExactlyAsync(Socket socket, int count, CancellationToken stop)
    {
        // 65535 at most: the length is two octets.
        byte[] octets = new byte[count];
        for (int have = 0; have < count;)
        {
            int more = await SocketCalls.ReceiveAsync(socket, new ArraySegment<byte>(octets, have, count - have), stop).ConfigureAwait(false);
            have += more > 0 ? more : throw new IOException($"The server closed the connection after {have} of {count} octets.");
        }

        return octets;
    }
}
