using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dns;

namespace SmtpTls.MtaSts;

/// <summary>
/// Looks a domain's MTA-STS up: record first, then the policy. No policy is fetched without a usable record: to a sender there is none then
/// (RFC 8461 §3.1), and nobody's web server is asked for nothing.
/// </summary>
internal sealed class StsLookup(Resolver resolver, StsFetch fetch, IClock clock)
{
    /// <summary>What a sender would have kept; null for a look that leaves nothing behind.</summary>
    public PolicyStore? Store { get; init; }

    /// <summary>Fetch only when a sender with this store would; otherwise the published policy is always looked at.</summary>
    public bool OnlyWhenNeeded { get; init; }

    /// <summary>What the network does is in the facts; only the caller's cancellation is thrown.</summary>
    public async Task<StsFacts> LookUpAsync(DomainName domain, CancellationToken stop)
    {
        TxtSeen txt = await StsRecordLookup.LookUpAsync(resolver, domain, stop).ConfigureAwait(false);
        StsFacts facts = new() { Domain = domain, At = clock.Now, Txt = txt, StoreUsed = Store is not null };
        List<string> notices = [];
        if (Store is not null)
        {
            StoreAnswer held = await Store.ReadAsync(domain, stop).ConfigureAwait(false);
            notices.AddRange(held.Notices);
            facts = facts with { Cached = held.Policy };
        }

        if (facts.Record.Value is { } record && (!OnlyWhenNeeded || SenderDecision.NeedsFetch(facts.Cached, record, clock.Now)))
        {
            StsFetchSeen seen = await fetch.FetchAsync(domain, stop).ConfigureAwait(false);
            facts = facts with { Fetch = seen };
            if (Store is not null && !IsHidden(facts.Cached, record, seen))
            {
                notices.AddRange(await Store.KeepAsync(domain, record, seen, stop).ConfigureAwait(false));
            }
        }

        return facts with { StoreNotices = notices };
    }

    /// <summary>
    /// Whether senders that hold a policy do not see this one: it is another under the same id (RFC 8461 §3.1). We look all the same, but what is
    /// held stays what it was, so that every run says so until the id changes or the held policy runs out, and not the first one alone.
    /// </summary>
    private bool IsHidden(CachedPolicy? held, StsRecord record, StsFetchSeen seen) =>
        !OnlyWhenNeeded && held?.IsValidAt(clock.Now) == true && held.Id == record.Id && seen is { Policy: not null, Body: { } body } && held.Text != Encoding.UTF8.GetString(body);
}
