using System.Collections.Generic;
using System.Linq;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsNoHostLeftCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-NO-HOST-LEFT", "Senders that enforce MTA-STS can deliver to no mail host", Severity.Critical, "RFC 8461 §5",
        "Publish mode: testing (or none) at once and change the id in the TXT record; then correct hosts or mx lines before you enforce again.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts?.Published is { Mode: MtaStsMode.Enforce } policy && StsHost.AllOf(facts, policy) is { Count: > 0 } hosts && hosts.All(host => host.Deliverable == false))
        {
            yield return Found(facts.Subject, $"None of {Listing.Of([.. hosts.Select(host => host.Host)])} satisfies the policy: "
                + $"Exchange Online, Gmail and others hold the mail and give it back after a day or more. Senders that fetched the policy keep it for {policy.MaxAge} s.");
        }
    }
}
