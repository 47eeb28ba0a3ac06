using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit;

/// <summary>One mail host, once as senders see it that honour DANE and once as those do that honour MTA-STS.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Dane">True when DANE senders deliver authenticated, false when they do not deliver; null where DANE says nothing.</param>
/// <param name="Sts">Whether MTA-STS senders would deliver under enforce; null where that could not be determined.</param>
internal sealed record DaneBesideSts(string Host, bool? Dane, bool? Sts)
{
    /// <summary>Every host of a domain that has both; none where it has not.</summary>
    public static IReadOnlyList<DaneBesideSts> AllOf(DomainFacts facts)
    {
        if (facts is not { MtaSts.Published: { Mode: not MtaStsMode.None } policy, MxState: MailRouteState.Found or MailRouteState.Implicit } || !facts.DaneAsked)
        {
            return [];
        }

        IReadOnlyList<DaneHost> hosts = DaneHost.AllOf(facts);
        return hosts.All(host => host.Set is null && host.State != DaneState.Bogus) ? []
            : [.. hosts.Zip(StsHost.AllOf(facts, policy), (dane, sts) => new DaneBesideSts(dane.Host, Says(dane), sts.Deliverable))];
    }

    private static bool? Says(DaneHost host) => host.State switch
    {
        DaneState.Matched => true,
        DaneState.Failed or DaneState.Bogus => false,
        _ => null,
    };
}
