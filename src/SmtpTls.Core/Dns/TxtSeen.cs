using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns;

/// <summary>What DNS said to one question for TXT, as octets: enough to read it again later without asking.</summary>
internal sealed record TxtSeen
{
    /// <summary>The name that was asked for, without the last dot.</summary>
    public required string Name { get; init; }

    public required DnsStatus Status { get; init; }

    /// <summary>One per record, in the order of the answer, its strings joined without a space (RFC 8461 §3.1, RFC 8460 §3).</summary>
    public IReadOnlyList<byte[]> Texts { get; init; } = [];

    /// <summary>Where the aliases end; null when the name is none.</summary>
    public string? AliasOf { get; init; }

    /// <summary>What DNSSEC says of the answer; null where nobody asked.</summary>
    public AnswerSeen? Answer { get; init; }

    /// <summary>Null only when there are records.</summary>
    public Fault? Fault { get; init; }

    /// <summary>True when DNS said what there is, or that there is none.</summary>
    [JsonIgnore]
    public bool IsDecisive => Status is DnsStatus.Found or DnsStatus.NoData or DnsStatus.NameNotFound;

    /// <summary>Asks; a name that is longer than DNS allows cannot exist.</summary>
    public static async Task<TxtSeen> AskAsync(Resolver resolver, string name, CancellationToken stop) =>
        DnsName.TryParse(name, out DnsName? asked) ? From(await resolver.AskAsync(asked, DnsType.Txt, stop).ConfigureAwait(false)) : new TxtSeen
        {
            Name = name,
            Status = DnsStatus.NameNotFound,
            Fault = new Fault(FaultKind.NameNotFound, $"{VisibleText.Show(name)} is longer than a name in DNS can be."),
        };

    public static TxtSeen From(DnsAnswer answer) => new()
    {
        Name = answer.Name.ToShortString(),
        Status = answer.Status,
        Texts = [.. answer.Data<TxtData>().Select(data => data.ToJoined())],
        AliasOf = answer.Aliases.Count > 0 ? answer.CanonicalName.ToShortString() : null,
        Answer = AnswerSeen.From(answer),
        Fault = answer.Fault,
    };

    /// <summary>As UTF-8; octets that are none become U+FFFD, which no grammar here allows.</summary>
    public IEnumerable<string> Decoded() => Texts.Select(octets => Encoding.UTF8.GetString(octets));
}
