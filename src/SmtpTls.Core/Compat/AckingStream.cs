using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Compat;

/// <summary>
/// A socket's stream that acknowledges at once. A server whose small packet (a TLS 1.3 ticket) is not acknowledged holds its next reply back
/// (Nagle), and a client that only reads would acknowledge after 40 ms. Linux forgets the wish as it goes, so it is renewed before each read.
/// </summary>
internal class AckingStream : NetworkStream
{
    private readonly Socket _socket;
    private bool _renews = true;

    public AckingStream(Socket socket)
        : base(socket, ownsSocket: true)
    {
        _socket = socket;
        socket.AcknowledgeAtOnce();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        Renew();
        return base.Read(buffer, offset, count);
    }

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state)
    {
        Renew();
        return base.BeginRead(buffer, offset, count, callback, state);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Renew();
        return base.ReadAsync(buffer, offset, count, cancellationToken);
    }

#if !NETSTANDARD2_0
    public override int Read(Span<byte> buffer)
    {
        Renew();
        return base.Read(buffer);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Renew();
        return base.ReadAsync(buffer, cancellationToken);
    }
#endif

    private void Renew() => _renews = _renews && _socket.RenewAcknowledging();
}
