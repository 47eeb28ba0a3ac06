using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using SmtpTls.Dns;

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
}
