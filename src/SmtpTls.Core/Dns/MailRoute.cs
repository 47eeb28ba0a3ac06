using System.Collections.Generic;
using System.Net;

namespace SmtpTls.Dns;

/// <summary>Where a domain's mail goes; the words of <c>DomainAudit.mxState</c>.</summary>
internal enum MailRouteState
{
    /// <summary>There are MX records.</summary>
    Found,

    /// <summary>No MX, but an address: the domain is its own mail host (RFC 5321 §5.1).</summary>
    Implicit,

    /// <summary>The domain says that it takes no mail (RFC 7505).</summary>
    Null,

    /// <summary>The domain does not exist, or has neither MX nor address.</summary>
    NotFound,

    /// <summary>DNS could not say.</summary>
    Unknown,

    /// <summary>Nobody asked: the run was about something else.</summary>
    NotAsked,
}

/// <summary>What is worth saying of a route though mail can use it.</summary>
internal enum MailRouteRemarkKind
{
    /// <summary>RFC 7505 §3: "0 ." may not stand beside other MX records; it is ignored there.</summary>
    NullMxBesideOthers,

    /// <summary>RFC 7505 §3: a null MX has preference 0.</summary>
    NullMxPreference,

    /// <summary>RFC 2181 §10.3: an MX may not name an alias.</summary>
    TargetIsAlias,

    /// <summary>RFC 1035 §3.3.9: an MX names a host, never an address.</summary>
    TargetIsAddress,

    /// <summary>An MX name that no host can have.</summary>
    TargetInvalid,

    /// <summary>The same host in more than one MX record.</summary>
    TargetTwice,

    /// <summary>More hosts than are looked at.</summary>
    TooManyTargets,

    /// <summary>The mail domain itself is an alias, which senders follow (RFC 5321 §5.1).</summary>
    DomainIsAlias,

    /// <summary>Some addresses of a host were found; others may be missing.</summary>
    AddressesIncomplete,
}

/// <param name="Kind">What it is.</param>
/// <param name="Subject">The domain or host that it is about, ready to be shown.</param>
/// <param name="Text">One sentence.</param>
internal sealed record MailRouteRemark(MailRouteRemarkKind Kind, string Subject, string Text);

/// <summary>One host that takes the domain's mail.</summary>
internal sealed record MailHost
{
    public required DomainName Host { get; init; }

    /// <summary>Null for an implicit MX.</summary>
    public int? Preference { get; init; }

    /// <summary>Found, Absent (no such name, no address) or Unknown.</summary>
    public required Outcome<IReadOnlyList<IPAddress>> Addresses { get; init; }

    /// <summary>The host's name is an alias (RFC 2181 §10.3).</summary>
    public bool IsAlias => AliasOf is not null;

    /// <summary>Where the alias ends.</summary>
    public DnsName? AliasOf { get; init; }

    /// <summary>What DNS said of A and AAAA.</summary>
    public IReadOnlyList<DnsAnswer> Answers { get; init; } = [];
}

/// <summary>Where a domain's mail goes, hosts in the order in which a sender tries them.</summary>
internal sealed record MailRoute
{
    public required DomainName Domain { get; init; }

    public required MailRouteState State { get; init; }

    /// <summary>By preference, then by name. MX names that no host can have are not among them: <see cref="Remarks"/> tells of them.</summary>
    public IReadOnlyList<MailHost> Hosts { get; init; } = [];

    public IReadOnlyList<MailRouteRemark> Remarks { get; init; } = [];

    /// <summary>What DNS said of MX.</summary>
    public required DnsAnswer Mx { get; init; }

    /// <summary>Why, when NotFound or Unknown.</summary>
    public Fault? Fault { get; init; }
}
