#if NETSTANDARD2_0
using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls;

/// <summary>Connecting with a token, which netstandard2.0 lacks: there, closing the socket is what ends the attempt.</summary>
internal static class SocketConnect
{
    public static async Task ConnectAsync(this Socket socket, EndPoint address, CancellationToken stop)
    {
        using CancellationTokenRegistration closing = stop.Register(static state => ((Socket)state).Dispose(), socket);
        try
        {
            await SocketTaskExtensions.ConnectAsync(socket, address).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException && stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }

        stop.ThrowIfCancellationRequested();
    }
}
#endif
