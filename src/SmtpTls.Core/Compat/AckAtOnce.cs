using System.Net.Sockets;
using System.Runtime.InteropServices;
#if !NETSTANDARD2_0
using System;
#endif

namespace SmtpTls.Compat;

/// <summary>
/// Asks the platform to acknowledge what a socket receives without delay: TCP_QUICKACK on Linux, SIO_TCP_SET_ACK_FREQUENCY on Windows. It only
/// ever makes things faster, so a platform that will not do it is left alone.
/// </summary>
internal static class AckAtOnce
{
    /// <summary>Once a connection. Windows keeps the wish.</summary>
    public static void AcknowledgeAtOnce(this Socket socket)
    {
        const int setAckFrequency = unchecked((int)0x98000017);
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return;
        }

        try
        {
            socket.IOControl(setAckFrequency, [1, 0, 0, 0], null);
        }
        catch (SocketException)
        {
            // Older Windows does not know it.
        }
    }

    /// <summary>Before each read: Linux keeps the wish only for a while. netstandard2.0 has no call that reaches the option.</summary>
    /// <returns>False when the platform will not do it, and need not be asked again.</returns>
    public static bool RenewAcknowledging(this Socket socket)
    {
#if NETSTANDARD2_0
        _ = socket;
        return false;
#else
        const int tcp = 6;
        const int quickAck = 12;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            socket.SetRawSocketOption(tcp, quickAck, [1, 0, 0, 0]);
            return true;
        }
        catch (SocketException)
        {
            // A sandbox without the option, or the connection is gone: the read itself will say so.
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
#endif
    }
}
