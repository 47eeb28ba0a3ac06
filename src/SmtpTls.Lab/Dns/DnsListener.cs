using System;
using System.Buffers.Binary;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab.Dns;

/// <summary>The range's DNS server on one address and port, UDP and TCP (RFC 7766 asks for both).</summary>
internal sealed class DnsListener
{
    private const int MostConnections = 200;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly ZoneAnswerer _answerer;
    private readonly LabWork _work;
    private int _open;

    public DnsListener(ZoneAnswerer answerer, LabWork work)
    {
        _answerer = answerer;
        _work = work;
    }

    /// <summary>Serves on two bound sockets, which are closed when the range ends.</summary>
    public void Serve(Socket udp, Socket tcp)
    {
        _work.Start(stop => ServeUdpAsync(udp, stop));
        _work.Start(stop => AcceptAsync(tcp, stop));
    }

    private async Task ServeUdpAsync(Socket udp, CancellationToken stop)
    {
        byte[] buffer = new byte[ushort.MaxValue];
        using (udp)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    SocketReceiveFromResult got = await udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), stop);
                    if (_answerer.Answer(buffer[..got.ReceivedBytes], tcp: false) is { } answer)
                    {
                        await udp.SendToAsync(answer, SocketFlags.None, got.RemoteEndPoint, stop);
                    }
                }
                catch (SocketException)
                {
                    // The asker's port is closed by now, and some platforms report that here. The next question may be served.
                }
            }
        }
    }

    private async Task AcceptAsync(Socket tcp, CancellationToken stop)
    {
        using (tcp)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    Socket socket = await tcp.AcceptAsync(stop);
                    _work.Start(token => ServeTcpAsync(socket, token));
                }
                catch (SocketException)
                {
                    await Task.Delay(10, stop);
                }
            }
        }
    }

    private async Task ServeTcpAsync(Socket socket, CancellationToken stop)
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        if (Interlocked.Increment(ref _open) <= MostConnections)
        {
            socket.NoDelay = true;
            try
            {
                while (await AnswerOneAsync(stream, stop))
                {
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The asker went away or had nothing more to ask (RFC 7766 §6.2.3 leaves the idle time to the server).
            }
        }

        Interlocked.Decrement(ref _open);
    }

    private async Task<bool> AnswerOneAsync(NetworkStream stream, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Idle);
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, limit.Token);
        byte[] query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(query, limit.Token);
        if (_answerer.Answer(query, tcp: true) is not { } answer)
        {
            // Silence keeps the connection open; the asker gives up first.
            await Task.Delay(Idle, limit.Token);
            return false;
        }

        // RFC 7766 §8: length and message in one piece.
        await stream.WriteAsync((byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer], limit.Token);
        return true;
    }
}
