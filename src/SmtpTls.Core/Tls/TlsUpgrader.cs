using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Compat;

namespace SmtpTls.Tls;

/// <summary>
/// The TLS handshake of the probe. TLS begins with two greetings in clear: the client says what it can do, the ServerHello what it chose (RFC 8446
/// §4.1); then come the server's certificates, in clear up to TLS 1.2, and a key exchange in a group both know. The platform's own SslStream does the
/// cryptography. It tells little of what happened, and differently on each system, so a tee reads the clear part as it passes: version, suite, group,
/// alerts, and where they are in clear the certificates. Nothing is judged here and nothing is fetched: whether the certificates are good is
/// decided later from the list exactly as the server sent it.
/// </summary>
internal sealed class TlsUpgrader : ITlsUpgrader
{
    /// <inheritdoc/>
    public async Task<TlsSession> UpgradeAsync(Stream plain, TlsRequest request, CancellationToken stop)
    {
        ClearHandshake seen = new();
        PlatformHandshake handshake = new(new HandshakeTee(plain, seen), NameToSend(request.ServerName));
        try
        {
            await handshake.RunAsync(stop).ConfigureAwait(false);
            return new TlsSession(Describe(seen, handshake.Chain) with { Succeeded = true }, handshake.Stream);
        }
        catch (OperationCanceledException)
        {
            handshake.Dispose();
            throw;
        }
        catch (Exception e) when (HandshakeFailures.IsFailure(e))
        {
            handshake.Dispose();
            stop.ThrowIfCancellationRequested();
            return new TlsSession(Describe(seen, handshake.Chain) with { Failure = HandshakeFailures.Explain(seen, e) }, null);
        }
    }

    // RFC 6066 §3: a literal address is never sent as a server name.
    private static string NameToSend(string name) => IPAddress.TryParse(name.Trim('[', ']'), out _) ? "" : name.TrimEnd('.');

    private static TlsHandshake Describe(ClearHandshake seen, IReadOnlyList<byte[]> platformChain) => new()
    {
        Version = seen.Version,
        Suite = seen.Suite,
        Group = seen.Group,

        // Our own reading keeps order and duplicates on every platform; TLS 1.3 encrypts the list, there the platform tells.
        Chain = seen.Chain.Count > 0 ? seen.Chain : platformChain,
        StapledOcsp = seen.StapledOcsp,
    };
}
