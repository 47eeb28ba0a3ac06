using System;
using System.IO;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab.Servers;

/// <summary>Becomes a TLS server with the host's certificate.</summary>
internal sealed record StartTls : Step
{
    /// <summary>None leaves the choice to the platform.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.None;

    /// <summary>Passes what OpenSSL's default security level refuses to show: short keys, SHA-1.</summary>
    public bool AllowWeakCertificate { get; init; }

    /// <summary>Sends the handshake in small pieces with a pause between them.</summary>
    public TimeSpan Slowness { get; init; } = TimeSpan.Zero;

    /// <summary>How small the pieces are.</summary>
    public int PieceOctets { get; init; } = 128;

    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        SslServerAuthenticationOptions options = new()
        {
            ServerCertificateContext = session.Host.Certificate,
            EnabledSslProtocols = Protocols,
            AllowTlsResume = false,
            AllowRenegotiation = false,
            ClientCertificateRequired = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (AllowWeakCertificate)
        {
            // The one switch by which .NET lowers OpenSSL's security level; no NULL suite is ever offered by our clients.
#pragma warning disable SYSLIB0040
            options.EncryptionPolicy = EncryptionPolicy.AllowNoEncryption;
#pragma warning restore SYSLIB0040
        }

        await session.SecureAsync(Wrap, options, stop);
        return true;
    }

    private Stream Wrap(Stream plain) => Slowness > TimeSpan.Zero ? new SlowStream(plain, Slowness, PieceOctets) : plain;
}
