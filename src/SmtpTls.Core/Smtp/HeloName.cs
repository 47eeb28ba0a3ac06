using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace SmtpTls.Smtp;

/// <summary>The argument of EHLO: this machine's full name, or an address literal where it has none (RFC 5321 §4.1.1.1, §4.1.3).</summary>
internal static class HeloName
{
    /// <summary>True for a full host name and for an address literal in brackets.</summary>
    public static bool IsValid(string text) => IsLiteral(text) || (DomainName.TryParse(text, out DomainName? name, out _) && name.ToString().Length == text.Length);

    /// <summary>The name that this machine goes by in DNS, else a literal of its own address.</summary>
    public static string OfThisMachine()
    {
        IPGlobalProperties machine = IPGlobalProperties.GetIPGlobalProperties();
        string full = machine.HostName.Contains('.') || machine.DomainName.Length == 0 ? machine.HostName : machine.HostName + "." + machine.DomainName;
        return Choose(full, OwnAddresses());
    }

    /// <summary>A host name without a dot, or one that ends in .localdomain, means nothing to anybody else.</summary>
    internal static string Choose(string hostName, IEnumerable<IPAddress> addresses)
    {
        bool full = DomainName.TryParse(hostName, out DomainName? name, out _) && name.ToString() is { } ascii
            && ascii.Contains('.') && !ascii.EndsWith(".localdomain", StringComparison.Ordinal);
        return full ? name!.ToString() : Literal(addresses.FirstOrDefault(address => !IPAddress.IsLoopback(address)) ?? IPAddress.Loopback);
    }

    private static string Literal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]" : $"[{address}]";

    private static bool IsLiteral(string text)
    {
        if (!text.StartsWith("[", StringComparison.Ordinal) || !text.EndsWith("]", StringComparison.Ordinal))
        {
            return false;
        }

        string inner = text.Substring(1, text.Length - 2);
        bool six = inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        return IPAddress.TryParse(six ? inner.Substring(5) : inner, out IPAddress? address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6) == six
            && (six || inner.Split('.').Length == 4);
    }

    private static IEnumerable<IPAddress> OwnAddresses()
    {
        try
        {
            // IPv4 first: most servers look the literal up by it.
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(one => one.OperationalStatus == OperationalStatus.Up)
                .SelectMany(one => one.GetIPProperties().UnicastAddresses)
                .Select(one => one.Address)
                .Where(address => !address.IsIPv6LinkLocal)
                .OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)];
        }
        catch (NetworkInformationException)
        {
            // The platform will not say; the loopback literal is the honest rest.
            return [];
        }
    }
}
