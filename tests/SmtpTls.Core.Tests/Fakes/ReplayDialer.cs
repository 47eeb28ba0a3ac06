using System.IO;
using System.Net;
using System.Net.Sockets;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>Gives out prepared connections in turn, or fails as told.</summary>
internal sealed class ReplayDialer(params ReplayStream[] streams) : IDialer
{
    private int _next;

    public List<IPEndPoint> Dialled { get; } = [];

    /// <summary>Thrown by every dial, when set.</summary>
    public SocketError? Error { get; init; }

    /// <summary>Set for an address that never answers: the clock is moved on and the token waited for.</summary>
    public ManualClock? Silent { get; init; }

    public async Task<Stream> DialAsync(IPEndPoint address, CancellationToken stop)
    {
        Dialled.Add(address);
        if (Error is { } error)
        {
            throw new SocketException((int)error);
        }

        if (Silent is not null)
        {
            Silent.Advance(TimeSpan.FromHours(1));
            await Task.Delay(Timeout.Infinite, stop);
        }

        return streams[_next++];
    }
}
