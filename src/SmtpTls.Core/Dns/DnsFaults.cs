using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;

namespace SmtpTls.Dns;

/// <summary>The sentences for people: each names who was asked, and for what.</summary>
internal static class DnsFaults
{
    public static Fault NameNotFound(DnsName name, DnsServer? server) =>
        new(FaultKind.NameNotFound, $"{name.ToShortString()} does not exist (NXDOMAIN from {server}).");

    public static Fault NoData(DnsName name, DnsType type, DnsServer? server) =>
        new(FaultKind.NameNotFound, $"{name.ToShortString()} has no {type.Show()} record (answer of {server}).");

    public static Fault BadCode(DnsQuery query, DnsServer server, DnsMessage message)
    {
        IReadOnlyList<DnsExtendedError> errors = message.Edns?.ExtendedErrors ?? [];
        string reason = errors.Count == 0 ? "" : $" ({string.Join("; ", errors.Take(3))})";
        FaultKind kind = message.Rcode is DnsRcode.Refused or DnsRcode.NotAuth ? FaultKind.Refused : FaultKind.ServerFailure;
        return new Fault(kind, $"{server} answered {message.Rcode.Show()} to the question for {What(query)}{reason}.");
    }

    public static Fault Referral(DnsQuery query, DnsServer server) =>
        new(FaultKind.ServerFailure, $"{server} is no resolver and not responsible: it sent no answer to the question for {What(query)}.");

    public static Fault Malformed(DnsQuery query, DnsServer server, string? error) =>
        new(FaultKind.Protocol, $"{server} sent a malformed answer ({error}) to the question for {What(query)}.");

    public static Fault Timeout(DnsQuery query, DnsServer server, TimeSpan patience, bool tcp) =>
        new(FaultKind.Timeout, $"{server} did not answer {(tcp ? "over TCP " : "")}within {Seconds(patience)} s the question for {What(query)}.");

    public static Fault TotalTimeout(DnsName name, DnsType type, IEnumerable<DnsServer> servers, TimeSpan limit) => new(
        FaultKind.Timeout,
        $"No answer within {Seconds(limit)} s from {string.Join(", ", servers)} to the question for {type.Show()} of {name.ToShortString()}.");

    public static Fault Unreachable(DnsQuery query, DnsServer server, SocketException e)
    {
        (FaultKind kind, string what) = e.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => (FaultKind.Refused, "refused the connection: nothing listens there"),

            // Windows reports a port that is unreachable over UDP this way.
            SocketError.ConnectionReset => (FaultKind.Refused, "reset the connection"),
            SocketError.TimedOut => (FaultKind.Timeout, "did not take the connection in time"),
            SocketError.NetworkUnreachable or SocketError.HostUnreachable => (FaultKind.Unreachable, "cannot be reached from here"),
            _ => (FaultKind.Unreachable, $"could not be asked ({e.SocketErrorCode})"),
        };
        return new Fault(kind, $"{server} {what}; the question was for {What(query)}.");
    }

    public static Fault Broken(DnsQuery query, DnsServer server, IOException e) =>
        new(FaultKind.Disconnected, $"{server} broke off over TCP ({VisibleText.Show(e.Message, 200)}); the question was for {What(query)}.");

    public static Fault Aliases(DnsName name, DnsType type, string problem) =>
        new(FaultKind.Protocol, $"The aliases of {name.ToShortString()}, asked for {type.Show()}, {problem}.");

    public static Fault NoServers() => new(FaultKind.Input, "There is no DNS server to ask.");

    private static string What(DnsQuery query) => $"{query.Type.Show()} of {query.Name.ToShortString()}";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
}
