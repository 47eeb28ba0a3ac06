using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns;

/// <summary>
/// A DNS server as a person writes it: <c>192.0.2.53</c>, <c>192.0.2.53:5353</c>, <c>2001:db8::53</c>, <c>[2001:db8::53]:5353</c>,
/// <c>dns.example</c> or <c>dns.example:5353</c>.
/// </summary>
internal sealed record DnsServerName
{
    /// <summary>As written, without the port.</summary>
    public required string Host { get; init; }

    public int Port { get; init; } = 53;

    /// <summary>Null when the host is a name.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Set when the host is a name.</summary>
    public DomainName? Name { get; init; }

    /// <summary>Never throws.</summary>
    /// <param name="text">What the person wrote.</param>
    /// <param name="server">The server when it is usable.</param>
    /// <param name="problem">One clause that says what is wrong when it is not.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DnsServerName? server, [NotNullWhen(false)] out string? problem)
    {
        server = null;
        string trimmed = (text ?? "").Trim();
        if (!TrySplit(trimmed, out string host, out string? portText))
        {
            problem = "the bracket of the address is not closed, or something other than a port follows it";
            return false;
        }

        int port = 53;
        if (portText is not null
            && (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            problem = $"the port '{VisibleText.Show(portText, 20)}' is not a number from 1 to 65535";
            return false;
        }

        bool bracketed = trimmed.StartsWith('[');
        if (TryParseAddress(host, out IPAddress? address) && (!bracketed || address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            problem = null;
            server = new DnsServerName { Host = host, Port = port, Address = address };
            return true;
        }

        if (bracketed)
        {
            problem = "what stands in brackets is not an IPv6 address";
            return false;
        }

        if (DomainName.TryParse(host, out DomainName? name, out problem))
        {
            server = new DnsServerName { Host = host, Port = port, Name = name };
        }

        return server is not null;
    }

    /// <summary>The server's addresses, each with the port. A name is looked up by the system's servers.</summary>
    public async Task<Outcome<IReadOnlyList<DnsServer>>> ResolveAsync(Resolver system, CancellationToken stop)
    {
        if (Address is not null || Name is null)
        {
            return Outcome<IReadOnlyList<DnsServer>>.Found([new DnsServer(Address ?? IPAddress.Loopback, Port)]);
        }

        // RFC 6761 §6.3: never asked of DNS.
        if (Name.ToString() == "localhost" || Name.ToString().EndsWith(".localhost", StringComparison.Ordinal))
        {
            return Outcome<IReadOnlyList<DnsServer>>.Found([new DnsServer(IPAddress.Loopback, Port)]);
        }

        HostAddresses found = await HostAddresses.FindAsync(system, DnsName.FromDomain(Name), IPPreference.Any, stop).ConfigureAwait(false);
        return found.Addresses.State switch
        {
            OutcomeState.Found => Outcome<IReadOnlyList<DnsServer>>.Found([.. found.Addresses.Value!.Select(a => new DnsServer(a, Port))]),
            OutcomeState.Absent => Outcome<IReadOnlyList<DnsServer>>.Absent(found.Addresses.Fault),
            _ => Outcome<IReadOnlyList<DnsServer>>.Unknown(found.Addresses.Fault!),
        };
    }

    public override string ToString() => Address is not null ? new DnsServer(Address, Port).ToString() : $"{Host}:{Port}";

    /// <summary>An address as written in full: "1", "0x7f.1" and other short forms of IPv4 are none here, though the platform reads them.</summary>
    internal static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        bool shape = text.Contains(':') || (text.Count(c => c == '.') == 3 && text.All(c => c is '.' or (>= '0' and <= '9')));
        address = null;
        return shape && IPAddress.TryParse(text, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);
    }

    private static bool TrySplit(string text, out string host, out string? port)
    {
        port = null;
        host = text;
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']');
            if (close < 0 || (close < text.Length - 1 && text[close + 1] != ':'))
            {
                return false;
            }

            host = text.Substring(1, close - 1);
            port = close < text.Length - 1 ? text.Substring(close + 2) : null;
            return true;
        }

        // Two colons and no bracket: an IPv6 address without a port.
        int colon = text.IndexOf(':');
        if (colon >= 0 && text.IndexOf(':', colon + 1) < 0)
        {
            host = text.Substring(0, colon);
            port = text.Substring(colon + 1);
        }

        return true;
    }
}
