using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneMtaStsDisagreeCheck : Check
{
    private const string DaneFails = "MTA-STS would let mail through, DANE does not: senders that know only MTA-STS deliver, those that honour DANE do not, and no policy may override that (RFC 8461 §2)";

    private const string StsFails = "DANE holds, MTA-STS does not: senders that honour DANE alone deliver, those that know only MTA-STS hold the mail under enforce, and which of the two a sender of both follows is its own choice";

    public override CheckInfo Info { get; } = new("DANE-MTASTS-DISAGREE", "DANE and MTA-STS say different things of a host", Severity.Medium, "RFC 8461 §2",
        "Repair the one that fails (its own finding says how): a host should satisfy both, because a sender may know either.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (IGrouping<bool, DaneBesideSts> side in DaneBesideSts.AllOf(facts).Where(host => host.Dane is { } dane && host.Sts is { } sts && dane != sts).GroupBy(host => host.Dane == true))
        {
            yield return Found(facts.Subject, $"{Listing.Of([.. side.Select(host => host.Host)])}: {(side.Key ? StsFails : DaneFails)}.");
        }
    }
}
