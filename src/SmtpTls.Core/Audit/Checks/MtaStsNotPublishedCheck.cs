using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsNotPublishedCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-NOT-PUBLISHED", "The domain has no MTA-STS policy", Severity.Low, "RFC 8461 §3.1",
        "If the domain is yours, publish a policy: begin with mode testing and watch the TLS reports (New-MtaStsPolicy makes record, file and hosting).");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        // A domain that takes no mail needs no policy for it.
        if (facts is { MtaSts: { Record.State: OutcomeState.Absent } sts, MxState: not (MailRouteState.Null or MailRouteState.NotFound) })
        {
            yield return Found(facts.Subject, VisibleText.Show(sts.Record.Outcome.Fault?.Message ?? $"{sts.Txt.Name} has no TXT record.", 500)
                + " Senders encrypt only when it happens to work and check no certificate, unless DANE makes them.");
        }
    }
}
