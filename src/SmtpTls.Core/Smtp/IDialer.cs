using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Smtp;

/// <summary>Opens TCP connections.</summary>
internal interface IDialer
{
    /// <summary>A connected stream that the caller disposes.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">Refused, unreachable, or the platform's own time limit.</exception>
    Task<Stream> DialAsync(IPEndPoint address, CancellationToken stop);
}
