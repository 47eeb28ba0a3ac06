using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Compat;

/// <summary>
/// Socket calls that end when the caller stops, on both faces. The old framework cannot cancel them, so there a stop closes the socket:
/// after a stop the socket is only fit to be disposed.
/// </summary>
internal static class SocketCalls
{
#if NETSTANDARD2_0
    public static Task ConnectAsync(Socket socket, EndPoint address, CancellationToken stop) =>
        RunAsync(socket, async () =>
        {
            await socket.ConnectAsync(address).ConfigureAwait(false);
            return 0;
        }, stop);

    public static Task<int> SendAsync(Socket socket, ArraySegment<byte> octets, CancellationToken stop) =>
        RunAsync(socket, () => socket.SendAsync(octets, SocketFlags.None), stop);

    public static Task<int> ReceiveAsync(Socket socket, ArraySegment<byte> octets, CancellationToken stop) =>
        RunAsync(socket, () => socket.ReceiveAsync(octets, SocketFlags.None), stop);

    private static async Task<int> RunAsync(Socket socket, Func<Task<int>> call, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using CancellationTokenRegistration registration = stop.Register(socket.Dispose);
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (ObjectDisposedException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (SocketException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
    }
#else
    public static Task ConnectAsync(Socket socket, EndPoint address, CancellationToken stop) => socket.ConnectAsync(address, stop).AsTask();

    public static Task<int> SendAsync(Socket socket, ArraySegment<byte> octets, CancellationToken stop) =>
        socket.SendAsync(octets.AsMemory(), SocketFlags.None, stop).AsTask();

    public static Task<int> ReceiveAsync(Socket socket, ArraySegment<byte> octets, CancellationToken stop) =>
        socket.ReceiveAsync(octets.AsMemory(), SocketFlags.None, stop).AsTask();
#endif
}
