using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Tls;

/// <summary>
/// Asks a server that our TLS library cannot talk to whether it speaks an old version. TLS libraries of today refuse TLS 1.0 and 1.1 (RFC 8996), so the
/// ClientHello is written by hand and only the ServerHello it draws is read: which version and suite the server would use. No key is made and
/// nothing is encrypted; the handshake always ends here, and <see cref="TlsHandshake.Succeeded"/> is always false.
/// </summary>
/// <param name="version">The newest version to offer: <c>0x0302</c> for TLS 1.1, <c>0x0301</c>, or <c>0x0300</c> for SSLv3.</param>
internal sealed class OldVersionUpgrader(int version = 0x0302) : ITlsUpgrader
{
    private const int MostReads = 4096;

    /// <inheritdoc/>
    public async Task<TlsSession> UpgradeAsync(Stream plain, TlsRequest request, CancellationToken stop)
    {
        ClearHandshake seen = new();
        Exception? loss = null;
        try
        {
            byte[] hello = ClientHelloWriter.Write(version, request.ServerName);
            await plain.WriteAsync(hello, stop).ConfigureAwait(false);
            await plain.FlushAsync(stop).ConfigureAwait(false);
            await ReadAsync(plain, seen, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            stop.ThrowIfCancellationRequested();
            loss = e;
        }

        // RFC 8446 §4.1.3: a server can only choose what was offered; a newer version than that is no answer.
        bool chose = seen.Hello is not null && seen.Hello.Version <= version;
        TlsHandshake handshake = new()
        {
            Version = chose ? seen.Version : null,
            Suite = chose ? seen.Suite : null,
            Group = chose ? seen.Group : null,
            Chain = seen.Chain,
            Failure = chose
                ? new TlsFailure(TlsFailureCause.OldVersionOnly, null, null, $"The server chose {seen.Version} with {seen.Suite}.")
                : HandshakeFailures.Explain(seen, loss ?? new IOException("the server gave no answer to an old ClientHello")),
        };
        return new TlsSession(handshake, null);
    }

    private static async Task ReadAsync(Stream plain, ClearHandshake seen, CancellationToken stop)
    {
        byte[] buffer = new byte[4096];

        // As soon as the server has chosen, refused, or shown that it speaks something else, there is nothing more to learn.
        for (int reads = 0; reads < MostReads && seen.Hello is null && seen.AlertFromServer is null && !seen.ServerDone; reads++)
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
