using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json.Serialization;
using SmtpTls.Dns;
using SmtpTls.Http;

namespace SmtpTls.MtaSts;

/// <summary>All that was seen of one domain's MTA-STS, and nothing that was concluded: what it means is derived on reading.</summary>
internal sealed record StsFacts
{
    public required DomainName Domain { get; init; }

    /// <summary>When this was asked; the only "now" for judging it.</summary>
    public required DateTimeOffset At { get; init; }

    public required TxtSeen Txt { get; init; }

    /// <summary>Null when nothing was fetched: there was no usable record, or the kept policy made it needless.</summary>
    public StsFetchSeen? Fetch { get; init; }

    /// <summary>True for a policy that nobody has published yet and that is judged as if it were.</summary>
    public bool Planned { get; init; }

    /// <summary>What a sender that asked before holds: the store's entry from before this look-up.</summary>
    public CachedPolicy? Cached { get; init; }

    /// <summary>True when a store was asked and kept up.</summary>
    public bool StoreUsed { get; init; }

    /// <summary>One sentence each: an entry that was corrupt and is rebuilt, a folder that could not be used.</summary>
    public IReadOnlyList<string> StoreNotices { get; init; } = [];

    [JsonIgnore]
    public Reading<StsRecord> Record => StsRecordLookup.Read(Txt);

    /// <summary>The policy as published now; null when there is none that senders take.</summary>
    [JsonIgnore]
    public StsPolicy? Published => Fetch?.Policy;

    /// <summary>What would be seen if this policy were published in the proper way.</summary>
    /// <param name="domain">Where it would be.</param>
    /// <param name="at">The moment it is judged for.</param>
    /// <param name="body">The policy file.</param>
    public static StsFacts Plan(DomainName domain, DateTimeOffset at, byte[] body) => new()
    {
        Domain = domain,
        At = at,
        Planned = true,
        Txt = new TxtSeen { Name = StsRecordLookup.NameFor(domain), Status = DnsStatus.Found, Texts = [Encoding.ASCII.GetBytes("v=STSv1; id=planned;")] },
        Fetch = new StsFetchSeen
        {
            Url = StsFetch.UrlFor(domain, 443),
            Host = StsFetch.HostFor(domain),
            At = at,
            State = WebState.Answered,
            HttpStatus = 200,
            ContentType = "text/plain",
            Body = body,
        },
    };
}
