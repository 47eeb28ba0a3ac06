using System;
using System.IO;
using SmtpTls.Compat;

namespace SmtpTls.Tls;

/// <summary>
/// Stands between SslStream and the connection and shows the clear part of the handshake to a <see cref="ClearHandshake"/>; afterwards it only passes on.
/// It does not own the stream below.
/// </summary>
internal sealed class HandshakeTee(Stream inner, ClearHandshake seen) : WatchedStream(inner)
{
    protected override void OnRead(ReadOnlySpan<byte> octets)
    {
        if (octets.Length == 0)
        {
            seen.ServerClosed = true;
        }
        else if (!seen.ServerDone)
        {
            seen.FromServer(octets);
        }
    }

    protected override void OnWrite(ReadOnlySpan<byte> octets)
    {
        if (!seen.ClientDone)
        {
            seen.FromClient(octets);
        }
    }
}
