using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpTls.Rules;

/// <summary>A relay by name, by address in brackets or without, or (Exchange Online only) by a range such as 192.0.2.0/28.</summary>
internal static class SmartHostName
{
    /// <summary>The one form that is stored: a name as A-labels, an address as the platform writes it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? host, [NotNullWhen(false)] out string? problem)
    {
        host = null;
        problem = null;
        string trimmed = (text ?? "").Trim();
        if (trimmed.StartsWith('[') && trimmed.EndsWith(']'))
        {
            trimmed = trimmed.Substring(1, trimmed.Length - 2);
        }

        if (TryParseAddress(trimmed, out IPAddress? address))
        {
            host = address.ToString();
            return true;
        }

        int slash = trimmed.IndexOf('/');
        if (slash > 0)
        {
            bool good = TryParseAddress(trimmed.Substring(0, slash), out IPAddress? network) && network.AddressFamily == AddressFamily.InterNetwork
                && int.TryParse(trimmed.Substring(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits is >= 1 and <= 32;
            host = good ? trimmed : null;
            problem = good ? null : "it is no range of IPv4 addresses such as 192.0.2.0/28";
            return good;
        }

        if (trimmed.Contains('*') || trimmed.Contains('@'))
        {
            problem = "a relay is named by one host name or address";
            return false;
        }

        if (!DomainName.TryParse(trimmed, out DomainName? name, out problem))
        {
            return false;
        }

        host = name.ToString();
        return true;
    }

    public static bool IsAddress(string host) => TryParseAddress(host, out _);

    public static bool IsRange(string host) => host.Contains('/');

    /// <summary>IPAddress would take "1" and "0x7f.1" too; people who write addresses mean four numbers or colons.</summary>
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        bool plausible = text.Contains(':') || text.Split('.').Length == 4;
        return plausible && text.IndexOf('%') < 0 && IPAddress.TryParse(text, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || string.Equals(address.ToString(), text, StringComparison.Ordinal));
    }
}
