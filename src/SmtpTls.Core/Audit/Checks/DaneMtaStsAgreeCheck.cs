using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneMtaStsAgreeCheck : Check
{
    public override CheckInfo Info { get; } = new("DANE-MTASTS-AGREE", "DANE and MTA-STS say the same of every host", Severity.Info, "RFC 8461 §2",
        "Keep both: senders that know only one of them are covered too. Change certificates only after both allow the next.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        IReadOnlyList<DaneBesideSts> hosts = DaneBesideSts.AllOf(facts);
        if (hosts.Count > 0 && hosts.All(host => host.Dane is { } dane && host.Sts == dane))
        {
            string what = hosts.All(host => host.Dane == true) ? "would deliver" : hosts.All(host => host.Dane == false) ? "would not deliver" : "would deliver to the same ones";
            yield return Found(facts.Subject, $"{Listing.Of([.. hosts.Select(host => host.Host)])}: senders that honour DANE and senders that enforce MTA-STS {what}.");
        }
    }
}
