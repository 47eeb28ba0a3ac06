using System.Collections.Generic;
using System.Linq;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsMxNotDeliverableCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-MX-NOT-DELIVERABLE", "A mail host named by the policy does not satisfy it", Severity.High, "RFC 8461 §4.2",
        "Have the administrator of the mail server offer STARTTLS with TLS 1.2 or newer and a publicly trusted, current certificate that names the host; until then publish mode testing.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts?.Published is not { Mode: not MtaStsMode.None } policy)
        {
            yield break;
        }

        bool enforced = policy.Mode == MtaStsMode.Enforce;
        foreach (StsHost host in StsHost.AllOf(facts, policy).Where(host => host.Pattern is not null && host.Problems.Count > 0 && host.Deliverable is not null))
        {
            string effect = host.Deliverable == true ? "Senders use its other addresses."
                : enforced ? "Senders that enforce do not deliver to it."
                : "Senders report it, and would not deliver to it under enforce.";
            Severity severity = host.Deliverable == true ? Severity.Low : enforced ? Severity.High : Severity.Medium;
            yield return Found(host.Host, $"The policy covers it (mx: {host.Pattern}), but a sender that verifies meets {Listing.Of(host.Problems)}. {effect}", severity);
        }
    }
}
