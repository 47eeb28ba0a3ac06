using System;
using System.Linq;

namespace SmtpTls.Headers;

internal enum HopClass
{
    Local,
    Internal,
    Filter,
    Partner,
    Internet,
}

/// <summary>Between whom a hop was.</summary>
internal static class HopClasses
{
    /// <summary>Services that take mail in, filter it and pass it on: the ends of their hosts' names.</summary>
    private static readonly string[] Filters =
    [
        "pphosted.com", "ppe-hosted.com", "ppops.net", "mimecast.com", "mimecast-offshore.com", "iphmx.com", "messagelabs.com", "barracudanetworks.com", "fireeyecloud.com", "mailcontrol.com",
        "trendmicro.com", "trendmicro.eu", "tmes.trendmicro.com", "sophos.com", "hornetsecurity.com", "antispameurope.com", "antispamcloud.com", "mailspamprotection.com", "postini.com",
        "mxlogic.net", "spamh.com", "mailanyone.net", "retarus.com", "seppmail.cloud", "cloudfilter.net", "vadesecure.com", "n-able.com", "mailroute.net", "spamtitan.com", "libraesva.com", "fortimail.com",
    ];

    public static HopClass Of(ReceivedStamp stamp, TrustBoundary boundary)
    {
        if (stamp.Local)
        {
            return HopClass.Local;
        }

        string? from = stamp.FromVerified ?? stamp.From;
        if (IsFilter(from, boundary) || IsFilter(stamp.By, boundary))
        {
            return IsFilter(from, boundary) && IsFilter(stamp.By, boundary) && SameOrganisation(from, stamp.By) ? HopClass.Internal : HopClass.Filter;
        }

        bool trustedPeer = boundary.Trusted.HoldsAddress(stamp.FromIp) || boundary.Trusted.HoldsName(stamp.FromVerified);
        if (IsInternal(stamp) || (trustedPeer && boundary.Trusted.HoldsName(stamp.By)))
        {
            return HopClass.Internal;
        }

        return boundary.Partners.HoldsName(from) || boundary.Partners.HoldsAddress(stamp.FromIp) || boundary.Partners.HoldsName(stamp.By) ? HopClass.Partner : HopClass.Internet;
    }

    /// <summary>The peer has an address that does not leave a site, or a looked-up name of the receiver's own organisation. A HELO name alone proves nothing.</summary>
    private static bool IsInternal(ReceivedStamp stamp) =>
        (stamp.FromIp is { } address && (PeerAddress.IsPrivate(address) || (IsMicrosoft(stamp.From) && IsMicrosoft(stamp.By) && PeerAddress.IsExchangeOnline(address))))
        || (stamp.FromVerified is { } name && SameOrganisation(name, stamp.By));

    private static bool IsMicrosoft(string? name) => name is not null && name.EndsWith(".outlook.com", StringComparison.OrdinalIgnoreCase);

    private static bool IsFilter(string? name, TrustBoundary boundary) => name is not null
        && (name.Equals("pps.filterd", StringComparison.OrdinalIgnoreCase) || boundary.Filters.HoldsName(name) || Filters.Any(filter => EndsWithName(name, filter)));

    private static bool EndsWithName(string name, string end) => name.Length > end.Length && name[name.Length - end.Length - 1] == '.' && name.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same registered domain, as far as can be told without the list of public suffixes: two labels, three below a country's short ones (<c>co.uk</c>).</summary>
    private static bool SameOrganisation(string? one, string? other) => one is not null && other is not null
        && Organisation(one) is { } name && string.Equals(name, Organisation(other), StringComparison.OrdinalIgnoreCase);

    private static string? Organisation(string host)
    {
        string[] labels = host.TrimEnd('.').Split('.');
        if (labels.Length < 2 || char.IsDigit(labels[labels.Length - 1].FirstOrDefault()))
        {
            return null;
        }

        int count = labels[labels.Length - 1].Length == 2 && labels[labels.Length - 2].Length <= 3 ? 3 : 2;
        return labels.Length < count ? null : string.Join(".", labels.Skip(labels.Length - count));
    }
}
