using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Compat;

/// <summary>
/// One client handshake by the platform's TLS library that takes any certificate, asks nobody about it, and remembers the list the server sent.
/// Today's framework can be told not to fetch missing issuers while it builds the chain that it insists on building; the old one cannot
/// (<see cref="ForbidsDownloads"/>).
/// </summary>
internal sealed class PlatformHandshake : IDisposable
{
    private readonly SslStream _stream;
    private readonly string _serverName;
    private List<byte[]> _chain = [];

    /// <param name="carrier">Left open when this is disposed.</param>
    /// <param name="serverName">Sent as SNI; empty sends none.</param>
    public PlatformHandshake(Stream carrier, string serverName)
    {
        _serverName = serverName;
        _stream = new SslStream(carrier, leaveInnerStreamOpen: true, OnCertificate);
    }

    public SslStream Stream => _stream;

    /// <summary>The certificates as sent, as far as the platform tells: Windows drops duplicates and may change the order after the leaf.</summary>
    public IReadOnlyList<byte[]> Chain => _chain;

    public void Dispose() => _stream.Dispose();

    private bool OnCertificate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _chain = SentCertificates.Take(certificate, chain);

        // Looked at, not judged: whether it is good is decided later, from what was sent (style: look, do not judge).
        return true;
    }

#if NETSTANDARD2_0
    /// <summary>Whether a handshake is sure to ask nobody for certificates.</summary>
    public static bool ForbidsDownloads => false;

    public async Task RunAsync(CancellationToken stop)
    {
        Task handshake = _stream.AuthenticateAsClientAsync(_serverName, null, SslProtocols.None, checkCertificateRevocation: false);
        try
        {
            await handshake.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The old handshake knows no token: taking its stream away ends it, and what it says then is nobody's concern.
            _ = handshake.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            _stream.Dispose();
            throw;
        }
    }
#else
    /// <summary>Whether a handshake is sure to ask nobody for certificates.</summary>
    public static bool ForbidsDownloads => true;

    public Task RunAsync(CancellationToken stop) => _stream.AuthenticateAsClientAsync(
        new SslClientAuthenticationOptions
        {
            TargetHost = _serverName,
            EnabledSslProtocols = SslProtocols.None,
            CipherSuitesPolicy = WideSuites.Policy,

            // A resumed session shows no certificate.
            AllowTlsResume = false,
            CertificateChainPolicy = new X509ChainPolicy
            {
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                VerificationFlags = X509VerificationFlags.AllFlags,
            },
        },
        stop);
#endif
}
