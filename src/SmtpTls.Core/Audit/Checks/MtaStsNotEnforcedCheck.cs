using System.Collections.Generic;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsNotEnforcedCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-NOT-ENFORCED", "MTA-STS is not enforced", Severity.Medium, "RFC 8461 §5",
        "When the TLS reports show no failures, publish the policy with mode: enforce, then change the id in the TXT record.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts?.Published is { Mode: not MtaStsMode.Enforce } policy)
        {
            yield return policy.Mode == MtaStsMode.Testing
                ? Found(facts.Subject, "The policy mode is testing: senders report failures and deliver all the same.")
                : Found(facts.Subject, "The policy mode is none: senders act as if there were no policy.", Severity.Low,
                    "To use MTA-STS, publish mode: testing and later enforce; to end it, remove record and file once the old policy's max_age has passed.");
        }
    }
}
