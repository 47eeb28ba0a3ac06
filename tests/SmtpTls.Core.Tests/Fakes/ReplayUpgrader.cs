using System.IO;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>Shakes hands as the replayed script says; what is "inside" is the same stream. It remembers what it was asked.</summary>
internal sealed class ReplayUpgrader : ITlsUpgrader
{
    public List<TlsRequest> Requests { get; } = [];

    /// <summary>What a handshake that succeeds shows.</summary>
    public TlsHandshake Good { get; init; } = new() { Succeeded = true, Version = "TLSv1.3", Suite = "TLS_AES_256_GCM_SHA384", Group = "x25519" };

    /// <summary>What one that fails shows, its failure aside.</summary>
    public TlsHandshake Bad { get; init; } = new();

    public async Task<TlsSession> UpgradeAsync(Stream plain, TlsRequest request, CancellationToken stop)
    {
        Requests.Add(request);
        TlsFailure? failure = await ((ReplayStream)plain).ShakeHandsAsync(stop);
        return failure is null ? new TlsSession(Good, plain) : new TlsSession(Bad with { Failure = failure }, null);
    }
}
