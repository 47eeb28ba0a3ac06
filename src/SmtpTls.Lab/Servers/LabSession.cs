using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab.Servers;

/// <summary>One connection to a server of the range: reads lines, writes octets, and keeps both bounded, since a client may be hostile too.</summary>
internal sealed class LabSession : IAsyncDisposable
{
    /// <summary>RFC 5321 §4.5.3.1.4 allows a command 512 octets; extensions lengthen that.</summary>
    private const int LongestLine = 4096;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private const int MostRead = 1 << 20;
    private const int MostWritten = 64 << 20;

    private readonly Socket _socket;
    private readonly NetworkStream _plain;
    private readonly byte[] _buffer = new byte[LongestLine];
    private Stream _stream;
    private int _start;
    private int _end;
    private long _read;
    private long _written;

    public LabSession(Socket socket, LabHost host)
    {
        _socket = socket;
        _plain = new NetworkStream(socket, ownsSocket: true);
        _stream = _plain;
        Host = host;
    }

    public LabHost Host { get; }

    /// <summary>The verbs the client sent, in order, and "TLS" where a handshake succeeded.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>The name the client gave in its ClientHello.</summary>
    public string? ServerName { get; private set; }

    public bool IsSecure => _stream is SslStream;

    /// <summary>The next line without its end; null when the client closed, or sent more than a client may.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken stop)
    {
        while (true)
        {
            int feed = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (feed >= 0)
            {
                string line = Encoding.Latin1.GetString(_buffer, _start, feed - _start).TrimEnd('\r');
                _start = feed + 1;
                return line;
            }

            if (!await FillAsync(stop))
            {
                return null;
            }
        }
    }

    /// <summary>Whatever comes next, at most <paramref name="most"/> octets; empty when the client closed.</summary>
    public async Task<byte[]> ReadSomeAsync(int most, CancellationToken stop)
    {
        byte[] octets = new byte[most];
        int count = await _stream.ReadAsync(octets, stop);
        _read += count;
        return octets[..count];
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken stop)
    {
        _written += octets.Length;
        if (_written > MostWritten)
        {
            throw new IOException("This connection was sent all that the range sends to one client.");
        }

        await _stream.WriteAsync(octets, stop);
        await _stream.FlushAsync(stop);
    }

    /// <summary>Text as octets, <c>{host}</c> replaced by the server's name.</summary>
    public Task WriteAsync(string text, CancellationToken stop) =>
        WriteAsync(Encoding.Latin1.GetBytes(text.Replace("{host}", Host.Name, StringComparison.Ordinal)), stop);

    /// <summary>Sets up TLS as the server; <paramref name="wrap"/> may put a stream between TLS and the network.</summary>
    public async Task SecureAsync(Func<Stream, Stream> wrap, SslServerAuthenticationOptions options, CancellationToken stop)
    {
        // RFC 3207 §4.2: what came in clear before the handshake is forgotten.
        _start = _end = 0;
        SslStream secure = new(wrap(_plain), leaveInnerStreamOpen: false);
        _stream = secure;
        try
        {
            await secure.AuthenticateAsServerAsync(options, stop);
            Seen.Add("TLS");
        }
        finally
        {
            ServerName = secure.TargetHostName is { Length: > 0 } name ? name : null;
        }
    }

    /// <summary>Ends the connection with a reset instead of a close.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>
    /// Closes as a server should: close_notify inside TLS, then the end of the stream. What the client still sends is read for a moment,
    /// for a socket closed over unread octets resets the connection, and the client could lose our last words.
    /// </summary>
    public async Task CloseAsync(CancellationToken stop)
    {
        if (_stream is SslStream { IsAuthenticated: true } secure)
        {
            await secure.ShutdownAsync();
        }

        _socket.Shutdown(SocketShutdown.Send);
        using CancellationTokenSource moment = CancellationTokenSource.CreateLinkedTokenSource(stop);
        moment.CancelAfter(Farewell);
        byte[] rest = new byte[4096];
        while (_read < MostRead && await _plain.ReadAsync(rest, moment.Token) is > 0 and int count)
        {
            _read += count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _plain.DisposeAsync();
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length || _read > MostRead)
        {
            return false;
        }

        int count = await _stream.ReadAsync(_buffer.AsMemory(_end), stop);
        _end += count;
        _read += count;
        return count > 0;
    }
}
