using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Tls;

/// <summary>
/// Asks a server for its certificate of one kind of key. Many servers hold two, and give a client the one that suits what it offers; a sender may
/// get either. The ClientHello is written by hand and offers TLS 1.2 with suites of that kind only, because there the certificates come in clear: they are
/// read, and the handshake ends. <see cref="TlsHandshake.Succeeded"/> is always false. A server of TLS 1.3 alone encrypts them; it is asked with a key share that
/// makes no secret (<see cref="OpenKeyShare"/>).
/// </summary>
/// <param name="rsa">True asks for RSA, false for ECDSA.</param>
/// <param name="tls13">Offers TLS 1.3 alone instead of TLS 1.2.</param>
internal sealed class KeyKindUpgrader(bool rsa, bool tls13 = false) : ITlsUpgrader
{
    private const int MostReads = 4096;

    // RFC 5246 §7.2.1: close_notify, so that the server need not wonder.
    private static readonly byte[] Farewell = [21, 3, 3, 0, 2, 1, 0];

    /// <inheritdoc/>
    public async Task<TlsSession> UpgradeAsync(Stream plain, TlsRequest request, CancellationToken stop)
    {
        ClearHandshake seen = new();
        byte[] hello = tls13 ? ClientHelloWriter.WriteForKey13(rsa, request.ServerName) : ClientHelloWriter.WriteForKey(rsa, request.ServerName);
        using CertificateFlight? flight = tls13 ? new CertificateFlight(hello.AsSpan(5).ToArray()) : null;
        Exception? loss = null;
        try
        {
            await plain.WriteAsync(hello, stop).ConfigureAwait(false);
            await plain.FlushAsync(stop).ConfigureAwait(false);
            await ReadAsync(plain, seen, flight, stop).ConfigureAwait(false);
            await plain.WriteAsync(Farewell, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            stop.ThrowIfCancellationRequested();
            loss = e;
        }

        IReadOnlyList<byte[]> chain = flight?.Chain ?? seen.Chain;
        return new TlsSession(
            new TlsHandshake
            {
                Version = seen.Version,
                Suite = seen.Suite,
                Chain = chain,
                Failure = chain.Count > 0
                    ? new TlsFailure(TlsFailureCause.Local, null, null, "The handshake was given up on purpose once the certificates were seen.")
                    : HandshakeFailures.Explain(seen, loss ?? new IOException("the server sent no certificate")),
            },
            null);
    }

    private static async Task ReadAsync(Stream plain, ClearHandshake seen, CertificateFlight? flight, CancellationToken stop)
    {
        byte[] buffer = new byte[8192];
        for (int reads = 0; reads < MostReads && seen.Chain.Count == 0 && seen.AlertFromServer is null && !(flight?.Done ?? seen.ServerDone); reads++)
        {
            int count = await plain.ReadAsync(buffer.AsMemory(), stop).ConfigureAwait(false);
            seen.FromServer(buffer.AsSpan(0, count));
            flight?.Feed(buffer.AsSpan(0, count));
            if (count == 0)
            {
                seen.ServerClosed = true;
                return;
            }
        }
    }
}
