using System;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace SmtpTls.Tls;

/// <summary>
/// Says why a handshake failed. What was seen on the wire comes first, because it is the same on every platform; only what is encrypted (an alert after
/// the ServerHello of TLS 1.3) or happens inside this machine is taken from the platform's error.
/// </summary>
internal static class HandshakeFailures
{
    // RFC 5246 §7.4.6: a server that goes on without a client certificate only asked; one that gives up demanded it.
    private const string Demand = ", having asked for a client certificate, of which this program has none: a server that takes mail from anybody may ask for one and not demand it";

    /// <summary>The exceptions with which SslStream, or the stream below it, says that a handshake came to nothing.</summary>
    public static bool IsFailure(Exception error) =>
        error is AuthenticationException or IOException or SocketException or Win32Exception or ObjectDisposedException
            or InvalidOperationException or CryptographicException or NotSupportedException or ArgumentException;

    public static TlsFailure Explain(ClearHandshake seen, Exception error)
    {
        string text = PlatformErrors.Text(error);
        return ExplainWire(seen)
            ?? ExplainAlert(PlatformErrors.AlertOf(error), seen)
            ?? ExplainLarge(seen, text)
            ?? ExplainLoss(seen, error)
            ?? ExplainLocal(seen, text);
    }

    private static TlsFailure? ExplainWire(ClearHandshake seen)
    {
        if (seen.NotTls)
        {
            string first = Encoding.GetEncoding("ISO-8859-1").GetString(seen.FirstOctets.ToArray());
            return Failure(TlsFailureCause.NotTls, $"The server answered the TLS handshake with something that is not TLS: \"{VisibleText.Show(first, 64)}\".");
        }

        if (ExplainAlert(seen.AlertFromServer, seen) is { } alert)
        {
            return alert;
        }

        // SslStream speaks 1.2 and 1.3 nearly everywhere; a server that chose less was refused by this side.
        return seen.Hello?.Version < 0x0303
            ? Failure(TlsFailureCause.OldVersionOnly, $"The server chose {seen.Version}, which this machine's TLS library does not accept.")
            : null;
    }

    private static TlsFailure? ExplainAlert(int? code, ClearHandshake seen)
    {
        if (code is not { } number)
        {
            return null;
        }

        string name = TlsNumbers.Alert(number);

        // RFC 8446 §6.2: protocol_version, "recognized but not supported". Before any ServerHello it means that all our versions are too new.
        return number == 70 && seen.Hello is null
            ? new TlsFailure(TlsFailureCause.OldVersionOnly, number, name, "The server refused every TLS version that was offered with the alert protocol_version (70).")
            : new TlsFailure(TlsFailureCause.Alert, number, name, string.Format(CultureInfo.InvariantCulture, "The server ended the handshake with the alert {0} ({1}){2}.", name, number, number == 116 || seen.AsksForCertificate ? Demand : ""));
    }

    private static TlsFailure? ExplainLarge(ClearHandshake seen, string text)
    {
        // OpenSSL's limits on handshake messages (100 KiB for a certificate list).
        return seen.TooLarge || text.Contains("excessive message size", StringComparison.Ordinal)
            ? Failure(TlsFailureCause.BadMessage, seen.RecordProblem is { } problem
                ? $"The handshake was given up: {problem}."
                : "The server's list of certificates is larger than this machine's TLS library accepts (excessive message size).")
            : null;
    }

    private static TlsFailure? ExplainLoss(ClearHandshake seen, Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (e is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown })
            {
                return Failure(TlsFailureCause.Reset, $"The connection was reset {Place(seen)}.");
            }

            if (e is SocketException { SocketErrorCode: SocketError.TimedOut })
            {
                return Failure(TlsFailureCause.Timeout, $"The connection timed out {Place(seen)}.");
            }
        }

        return seen.ServerClosed ? Failure(TlsFailureCause.Closed, $"The server closed the connection {Place(seen)}, without an alert.") : null;
    }

    private static TlsFailure ExplainLocal(ClearHandshake seen, string text)
    {
        string shown = VisibleText.Show(text, 300);
        if (seen.Problem is not null || seen.RecordProblem is not null || BlamesMessage(seen.AlertFromClient))
        {
            string what = seen.Problem ?? seen.RecordProblem ?? "this machine's TLS library sent the alert " + TlsNumbers.Alert(seen.AlertFromClient!.Value);
            return Failure(TlsFailureCause.BadMessage, $"The server's handshake messages break the standard: {what} ({shown}).");
        }

        if (PlatformErrors.BlamesMessage(text))
        {
            return Failure(TlsFailureCause.BadMessage, $"The server's handshake messages break the standard ({shown}).");
        }

        if (text.Contains("dh key too small", StringComparison.OrdinalIgnoreCase))
        {
            return Failure(TlsFailureCause.Local, $"The server chose {seen.Version}, {seen.Suite}, with a Diffie-Hellman group ({seen.Group ?? "of unknown size"}) that is smaller than this machine's TLS library accepts. "
                + $"Senders that still accept it encrypt; the others cannot. It needs a group of at least 2048 bits (RFC 9325 §4.1), or ECDHE ({shown}).");
        }

        string chosen = seen.Suite is null ? "" : $" after the server chose {seen.Version}, {seen.Suite}{(seen.Group is null ? "" : ", " + seen.Group)}";
        return Failure(TlsFailureCause.Local, $"This machine's TLS library gave up{chosen}: {shown}.");
    }

    // unexpected_message, record_overflow, illegal_parameter, decode_error, missing_extension, unsupported_extension, bad_certificate.
    private static bool BlamesMessage(int? alert) => alert is 10 or 22 or 47 or 50 or 109 or 110 or 42;

    private static string Place(ClearHandshake seen) =>
        seen.Hello is not null ? "after the ServerHello" : seen.ServerSpoke ? "in the middle of the ServerHello" : "right after the ClientHello";

    private static TlsFailure Failure(TlsFailureCause cause, string message) => new(cause, null, null, message);
}
