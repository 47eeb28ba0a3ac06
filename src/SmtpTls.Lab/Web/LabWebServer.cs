using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab.Web;

/// <summary>
/// Hands out revocation lists and issuer certificates over HTTP, a few fixed files, one request a connection. It also remembers what was
/// asked for, so that a test can show that nobody fetched anything during a handshake.
/// </summary>
internal sealed class LabWebServer(LabWork work)
{
    private const int MostHead = 8192;
    private const int MostConnections = 200;
    private const int MostRemembered = 10000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _requests = new();
    private IReadOnlyDictionary<string, byte[]> _files = new Dictionary<string, byte[]>();
    private int _open;

    /// <summary>Paths under this take the request and never answer.</summary>
    public static string SilentPath => "/silent/";

    /// <summary>Request lines, oldest first.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public void Serve(Socket listener, IReadOnlyDictionary<string, byte[]> files)
    {
        _files = files;
        work.Start(stop => AcceptAsync(listener, stop));
    }

    private async Task AcceptAsync(Socket listener, CancellationToken stop)
    {
        using (listener)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    Socket socket = await listener.AcceptAsync(stop);
                    work.Start(token => ServeAsync(socket, token));
                }
                catch (SocketException)
                {
                    await Task.Delay(10, stop);
                }
            }
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        if (Interlocked.Increment(ref _open) <= MostConnections)
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(Limit);
            try
            {
                await AnswerAsync(stream, limit.Token);
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The client went away, or used up its time.
            }
        }

        Interlocked.Decrement(ref _open);
    }

    private async Task AnswerAsync(NetworkStream stream, CancellationToken stop)
    {
        string head = await ReadHeadAsync(stream, stop);
        string line = head.Split('\r')[0];
        _requests.Enqueue(line);
        if (_requests.Count > MostRemembered)
        {
            _requests.TryDequeue(out _);
        }

        string[] words = line.Split(' ');
        string path = words.Length > 1 ? words[1] : "";
        if (path.StartsWith(SilentPath, StringComparison.Ordinal))
        {
            // Until the client closes.
            _ = await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, stop);
            return;
        }

        byte[]? file = words[0] == "GET" && _files.TryGetValue(path, out byte[]? found) ? found : null;
        string type = path.EndsWith(".crl", StringComparison.Ordinal) ? "application/pkix-crl" : "application/pkix-cert";
        string reply = $"HTTP/1.1 {(file is null ? "404 Not Found" : "200 OK")}\r\nContent-Type: {type}\r\nContent-Length: {file?.Length ?? 0}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(reply), .. file ?? []], stop);
    }

    /// <summary>Octets up to the empty line that ends the head of a request, or what there was.</summary>
    internal static async Task<string> ReadHeadAsync(Stream stream, CancellationToken stop)
    {
        byte[] buffer = new byte[MostHead];
        int length = 0;
        while (length < MostHead && await stream.ReadAsync(buffer.AsMemory(length), stop) is > 0 and int count)
        {
            length += count;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                break;
            }
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }
}
