using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxUndeterminedCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-UNDETERMINED", "The mail hosts could not be looked up", Severity.Medium, "RFC 5321 §5.1",
        "Test again later or with another DNS server; if it stays so, have the domain's DNS administrator check its name servers.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts is { MxState: MailRouteState.Unknown, Domain: not null })
        {
            yield return Found(facts.Subject, VisibleText.Show(facts.MxFault?.Message ?? "DNS gave no answer.", 500));
        }
    }
}
