using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Dane;

/// <summary>What DNS said to one question for TLSA, as octets.</summary>
internal sealed record TlsaSeen
{
    /// <summary>The name that was asked for, <c>_25._tcp.mx1.example.com</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The TLSA base domain: the host that the name was made from (RFC 7672 §2.2.3).</summary>
    public required string BaseDomain { get; init; }

    public required DnsStatus Status { get; init; }

    /// <summary>The data of each record, in the order of the answer.</summary>
    public IReadOnlyList<byte[]> Records { get; init; } = [];

    /// <summary>Seconds that the answer may be kept.</summary>
    public long Ttl { get; init; }

    /// <summary>
    /// Seconds that the zone lets caches keep the records, of which <see cref="Ttl"/> may be what a cache left: the signature says it (RFC 4034 §3.1.4). Zero where
    /// nobody signed.
    /// </summary>
    public long ZoneTtl { get; init; }

    /// <summary>Where the aliases of the name end; null when it is none.</summary>
    public string? AliasOf { get; init; }

    public AnswerSeen? Answer { get; init; }

    /// <summary>Null only when there are records.</summary>
    public Fault? Fault { get; init; }

    [JsonIgnore]
    public DnsSecurity? Security => Answer?.Security;

    [JsonIgnore]
    public bool IsDecisive => Status is DnsStatus.Found or DnsStatus.NoData or DnsStatus.NameNotFound;

    /// <summary>There are records, and they are genuine.</summary>
    [JsonIgnore]
    public bool Counts => Status == DnsStatus.Found && Security == DnsSecurity.Secure;

    public static TlsaSeen From(DnsAnswer answer, DnsName baseDomain) => new()
    {
        Name = answer.Name.ToShortString(),
        BaseDomain = baseDomain.ToShortString(),
        Status = answer.Status,
        Records = [.. answer.Data<TlsaData>().Select(data => data.ToOctets())],
        Ttl = answer.Ttl,
        ZoneTtl = answer.Security == DnsSecurity.Secure ? answer.Messages.SelectMany(message => message.Answers).Where(record => record.Owner == answer.CanonicalName)
            .Select(record => record.Data).OfType<RrsigData>().Where(signature => signature.TypeCovered == DnsType.Tlsa).Select(signature => (long)signature.OriginalTtl)
            .DefaultIfEmpty(0).Max() : 0,
        AliasOf = answer.Aliases.Count > 0 ? answer.CanonicalName.ToShortString() : null,
        Answer = AnswerSeen.From(answer),
        Fault = answer.Fault,
    };
}
