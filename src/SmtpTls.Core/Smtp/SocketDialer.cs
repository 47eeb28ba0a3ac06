using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Smtp;

/// <summary>Dials over TCP.</summary>
internal sealed class SocketDialer : IDialer
{
    public async Task<Stream> DialAsync(IPEndPoint address, CancellationToken stop)
    {
        // NoDelay: our next small write must not wait until the last one is acknowledged.
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, stop).ConfigureAwait(false);
            return new SocketStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
