using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Tls;

/// <summary>
/// Asks a server for its certificate of one kind of key. Many servers hold two, and give a client the one that suits what it offers; a sender may
/// get either. The ClientHello is written by hand and offers TLS 1.2 with suites of that kind only, because there the certificates come in clear: they are
/// read, and the handshake ends. <see cref="TlsHandshake.Succeeded"/> is always false. A server of TLS 1.3 alone cannot be asked this way.
/// </summary>
/// <param name="rsa">True asks for RSA, false for ECDSA.</param>
internal sealed class KeyKindUpgrader(bool rsa) : ITlsUpgrader
{
    private const int MostReads = 4096;

    // RFC 5246 §7.2.1: close_notify, so that the server need not wonder.
    private static readonly byte[] Farewell = [21, 3, 3, 0, 2, 1, 0];

    /// <inheritdoc/>
    public async Task<TlsSession> UpgradeAsync(Stream plain, TlsRequest request, CancellationToken stop)
    {
        ClearHandshake seen = new();
        Exception? loss = null;
        try
        {
            byte[] hello = ClientHelloWriter.WriteForKey(rsa, request.ServerName);
            await plain.WriteAsync(hello, stop).ConfigureAwait(false);
            await plain.FlushAsync(stop).ConfigureAwait(false);
            await ReadAsync(plain, seen, stop).ConfigureAwait(false);
            await plain.WriteAsync(Farewell, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            stop.ThrowIfCancellationRequested();
            loss = e;
        }

        return new TlsSession(
            new TlsHandshake
            {
                Version = seen.Version,
                Suite = seen.Suite,
                Chain = seen.Chain,
                Failure = seen.Chain.Count > 0
                    ? new TlsFailure(TlsFailureCause.Local, null, null, "The handshake was given up on purpose once the certificates were seen.")
                    : HandshakeFailures.Explain(seen, loss ?? new IOException("the server sent no certificate")),
            },
            null);
    }

    private static async Task ReadAsync(Stream plain, ClearHandshake seen, CancellationToken stop)
    {
        byte[] buffer = new byte[8192];
        for (int reads = 0; reads < MostReads && seen.Chain.Count == 0 && seen.AlertFromServer is null && !seen.ServerDone; reads++)
        {
            int count = await plain.ReadAsync(buffer.AsMemory(), stop).ConfigureAwait(false);
            seen.FromServer(buffer.AsSpan(0, count));
            if (count == 0)
            {
                seen.ServerClosed = true;
                return;
            }
        }
    }
}
