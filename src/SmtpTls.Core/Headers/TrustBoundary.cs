using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;

namespace SmtpTls.Headers;

/// <summary>
/// Hosts that somebody named: <c>contoso.com</c> and everything below it, <c>*.contoso.com</c>, an address, or a network <c>192.0.2.0/24</c>.
/// </summary>
internal sealed class HostSet
{
    private readonly List<string> _names = [];
    private readonly List<(byte[] Network, int Bits)> _networks = [];

    public static HostSet Nothing { get; } = new();

    public bool IsEmpty => _names.Count == 0 && _networks.Count == 0;

    /// <summary>Invalid, with the text, when one of them is neither a name nor an address nor a network.</summary>
    public static Outcome<HostSet> Parse(IEnumerable<string> texts)
    {
        HostSet set = new();
        foreach (string text in texts)
        {
            string name = text.Trim();
            if (!set.TryAddNetwork(name) && !set.TryAddName(name))
            {
                return Outcome<HostSet>.Invalid(new Fault(FaultKind.Input, $"'{VisibleText.Show(text, 300)}' is neither a host or domain name nor an address nor a network such as 192.0.2.0/24"));
            }
        }

        return Outcome<HostSet>.Found(set);
    }

    public bool HoldsName(string? name)
    {
        string? host = name?.TrimEnd('.');
        return host is not null && _names.Exists(known => host.Equals(known, StringComparison.OrdinalIgnoreCase)
            || (host.Length > known.Length && host[host.Length - known.Length - 1] == '.' && host.EndsWith(known, StringComparison.OrdinalIgnoreCase)));
    }

    public bool HoldsAddress(string? address) =>
        _networks.Count > 0 && IPAddress.TryParse(address ?? "", out IPAddress? ip) && _networks.Exists(network => IsIn(ip.GetAddressBytes(), network.Network, network.Bits));

    private bool TryAddName(string text)
    {
        string name = text.StartsWith("*.", StringComparison.Ordinal) ? text.Substring(2) : text;
        if (!DomainName.TryParse(name, out DomainName? parsed, out _))
        {
            return false;
        }

        _names.Add(parsed!.ToString());
        return true;
    }

    private bool TryAddNetwork(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length > 2 || parts[0].IndexOfAny(['.', ':']) < 0 || !parts[0].All(c => Uri.IsHexDigit(c) || c is '.' or ':') || !IPAddress.TryParse(parts[0], out IPAddress? ip))
        {
            return false;
        }

        byte[] octets = ip.GetAddressBytes();
        int bits = octets.Length * 8;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > octets.Length * 8))
        {
            return false;
        }

        _networks.Add((octets, bits));
        return true;
    }

    private static bool IsIn(byte[] address, byte[] network, int bits)
    {
        if (address.Length != network.Length)
        {
            return false;
        }

        for (int i = 0; i < network.Length && bits > 0; i++, bits -= 8)
        {
            int mask = bits >= 8 ? 0xff : 0xff << (8 - bits) & 0xff;
            if ((address[i] & mask) != (network[i] & mask))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>
/// Whose stamps are believed. Each server puts its stamp on top, so those of one's own servers are the uppermost, and whatever stands below
/// the first stamp of a stranger may have been written by anybody, whatever names it holds; so may all that stands below the stamp with which one's own
/// server took the message from a stranger.
/// </summary>
internal sealed record TrustBoundary
{
    /// <summary>Hosts and networks whose stamps are believed; nothing given means that every stamp is taken at its word.</summary>
    public HostSet Trusted { get; init; } = HostSet.Nothing;

    /// <summary>Partners' hosts.</summary>
    public HostSet Partners { get; init; } = HostSet.Nothing;

    /// <summary>Mail filters besides those that are known.</summary>
    public HostSet Filters { get; init; } = HostSet.Nothing;

    /// <summary>For each stamp, newest first, whether it stands inside; null without a boundary.</summary>
    public IReadOnlyList<bool?> Inside(IReadOnlyList<ReceivedStamp> newestFirst)
    {
        bool inside = true;
        List<bool?> result = new(newestFirst.Count);
        foreach (ReceivedStamp stamp in newestFirst)
        {
            inside = inside && (stamp.Local || Trusted.HoldsName(stamp.By) || Trusted.HoldsAddress(stamp.By));
            result.Add(Trusted.IsEmpty ? null : inside);
            inside = inside && IsOurs(stamp);
        }

        return result;
    }

    /// <summary>
    /// Whether the peer, who wrote what stands below, is one of ours: by its address or its looked-up name. The name that it called itself counts only
    /// where the server saw no address, or one that strangers do not come from.
    /// </summary>
    private bool IsOurs(ReceivedStamp stamp) => stamp.Local || (stamp.From is null && stamp.FromIp is null)
        || Trusted.HoldsAddress(stamp.FromIp) || Trusted.HoldsName(stamp.FromVerified)
        || (Trusted.HoldsName(stamp.From) && (stamp.FromIp is not { } address || PeerAddress.IsPrivate(address) || PeerAddress.IsExchangeOnline(address)));
}
