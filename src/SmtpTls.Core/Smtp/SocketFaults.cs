using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmtpTls.Tls;

namespace SmtpTls.Smtp;

/// <summary>What the platform's socket errors mean for a probe: the one place that knows.</summary>
internal static class SocketFaults
{
    /// <summary>Why a connection could not be set up.</summary>
    public static (ProbeOutcome Outcome, Fault Fault) Dial(SocketException error, IPAddress address, int port)
    {
        string where = $"{address} port {port}";
        return error.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => (ProbeOutcome.ConnectionRefused, new Fault(FaultKind.Refused, $"The connection to {where} was refused.")),
            SocketError.TimedOut => (ProbeOutcome.ConnectionTimeout, new Fault(FaultKind.Timeout, $"The connection to {where} was not answered in time.")),
            SocketError.ConnectionReset or SocketError.ConnectionAborted =>
                (ProbeOutcome.Disconnected, new Fault(FaultKind.Disconnected, $"The connection to {where} was reset before it stood.")),
            SocketError.NetworkUnreachable or SocketError.NetworkDown => Unreachable($"This machine has no route to {where}."),
            SocketError.HostUnreachable or SocketError.HostDown => Unreachable($"{where} cannot be reached: a router says so."),
            SocketError.AccessDenied => Unreachable($"This machine does not allow a connection to {where} (a local firewall or policy)."),
            SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable or SocketError.ProtocolFamilyNotSupported =>
                Unreachable($"This machine has no address of the kind that {where} needs."),
            _ => Unreachable($"No connection to {where} could be made: {error.SocketErrorCode}."),
        };
    }

    /// <summary>How an established connection went away: a clause that a stage is added to.</summary>
    public static string Lost(Exception error)
    {
        // In TLS 1.3 a server says only behind the handshake what it thinks of the client (RFC 8446 §6.2, certificate_required).
        if (PlatformErrors.AlertOf(error) is { } alert)
        {
            return string.Format(CultureInfo.InvariantCulture, "The server ended TLS with the alert {0} ({1})", TlsNumbers.Alert(alert), alert);
        }

        SocketError? code = (error as SocketException ?? error.InnerException as SocketException)?.SocketErrorCode;
        return code switch
        {
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "The connection was reset",
            SocketError.TimedOut => "The network stopped carrying the connection",
            { } other => $"The connection failed ({other})",
            null => "The connection broke",
        };
    }

    private static (ProbeOutcome Outcome, Fault Fault) Unreachable(string message) => (ProbeOutcome.Unreachable, new Fault(FaultKind.Unreachable, message));
}
