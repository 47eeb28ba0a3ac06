using System.IO;
using System.Threading;

namespace SmtpTls.Compat;

/// <summary>Ends reads and writes that are under way when a token is cancelled.</summary>
internal static class StreamClosing
{
    /// <summary>
    /// On .NET Framework a token does not reach a read that has begun, and closing the stream is the only way to end it. Elsewhere reads take
    /// the token, and nothing is closed behind their back.
    /// </summary>
    public static CancellationTokenRegistration CloseWhen(this Stream stream, CancellationToken token)
    {
#if NETSTANDARD2_0
        return token.Register(static state => ((Stream)state).Dispose(), stream);
#else
        _ = stream;
        _ = token;
        return default;
#endif
    }
}
