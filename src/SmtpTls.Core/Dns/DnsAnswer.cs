using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Dns;

/// <summary>How a question ended. Each is another answer: none may stand for another.</summary>
internal enum DnsStatus
{
    /// <summary>There are records of the type.</summary>
    Found,

    /// <summary>The name exists and has no record of the type (RFC 2308 §2.2).</summary>
    NoData,

    /// <summary>NXDOMAIN: neither the name nor anything below it exists (RFC 8020).</summary>
    NameNotFound,

    /// <summary>SERVFAIL, another error code, a malformed answer, or aliases that lead nowhere.</summary>
    ServerFailure,

    /// <summary>The server said that it is not the one to ask: REFUSED, NOTAUTH, or a referral where an answer was asked for.</summary>
    Lame,

    /// <summary>Nothing came back in time.</summary>
    Timeout,

    /// <summary>The server cannot be reached: no route, or nothing listens there.</summary>
    Unreachable,
}

/// <summary>The end of one question to the servers, before aliases are followed.</summary>
internal sealed record DnsResponse(DnsStatus Status)
{
    /// <summary>Null when nothing well formed came.</summary>
    public DnsMessage? Message { get; init; }

    public DnsServer? Server { get; init; }

    /// <summary>Set when <see cref="IsDecisive"/> is false.</summary>
    public Fault? Fault { get; init; }

    /// <summary>The servers said what there is, or that there is none.</summary>
    public bool IsDecisive => Status is DnsStatus.Found or DnsStatus.NoData or DnsStatus.NameNotFound;
}

/// <summary>What DNS says about a name and a type, aliases followed.</summary>
internal sealed record DnsAnswer
{
    public required DnsName Name { get; init; }

    public required DnsType Type { get; init; }

    public required DnsStatus Status { get; init; }

    /// <summary>Records of the type at <see cref="CanonicalName"/>, each once, when Found.</summary>
    public IReadOnlyList<DnsRecord> Records { get; init; } = [];

    /// <summary>The CNAME and DNAME records that were followed, in order.</summary>
    public IReadOnlyList<DnsRecord> Aliases { get; init; } = [];

    /// <summary>Where the aliases end; the name itself when there is none.</summary>
    public required DnsName CanonicalName { get; init; }

    /// <summary>Seconds that the answer may be kept, as the server said them: the least of aliases and records.</summary>
    public uint Ttl { get; init; }

    /// <summary>Every message that was used had the AD bit (RFC 4035 §3.2.3).</summary>
    public bool AuthenticData { get; init; }

    /// <summary>Whether the answer is genuine; null when DNSSEC is off.</summary>
    public DnsSecurity? Security { get; init; }

    /// <summary>Why it is called so, a clause; with what to do where something is wrong.</summary>
    public string? SecurityReason { get; init; }

    /// <summary>The steps from a trust anchor; null unless validated here.</summary>
    public DnsProof? Proof { get; init; }

    /// <summary>Who answered last.</summary>
    public DnsServer? Server { get; init; }

    /// <summary>The last message's code; null when none came.</summary>
    public DnsRcode? Rcode => Messages.Count > 0 ? Messages[Messages.Count - 1].Rcode : null;

    /// <summary>Why the server failed, in its words (RFC 8914).</summary>
    public IReadOnlyList<DnsExtendedError> ExtendedErrors => Messages.Count > 0 ? Messages[Messages.Count - 1].Edns?.ExtendedErrors ?? [] : [];

    /// <summary>The messages that were used, in order, whole but for the additional section: signatures and proofs stand in them.</summary>
    public IReadOnlyList<DnsMessage> Messages { get; init; } = [];

    /// <summary>One sentence with server, name and type. Null only when Found.</summary>
    public Fault? Fault { get; init; }

    /// <summary>True when DNS said what there is, or that there is none.</summary>
    public bool IsDecisive => Status is DnsStatus.Found or DnsStatus.NoData or DnsStatus.NameNotFound;

    /// <summary>The data of the records, where it is of this kind.</summary>
    public IEnumerable<T> Data<T>()
        where T : RData => Records.Select(record => record.Data).OfType<T>();
}
