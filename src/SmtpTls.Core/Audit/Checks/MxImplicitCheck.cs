using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxImplicitCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-IMPLICIT", "The domain has no MX record", Severity.Low, "RFC 5321 §5.1",
        "Publish an MX record that names the mail host, so that mail does not depend on the web host's address.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MxState == MailRouteState.Implicit)
        {
            yield return Found(facts.Subject, $"{facts.Subject} has no MX record; senders use its own address instead.");
        }
    }
}
