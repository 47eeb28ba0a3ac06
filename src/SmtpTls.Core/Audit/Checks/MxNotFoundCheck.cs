using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxNotFoundCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-NOT-FOUND", "No mail host can be found", Severity.High, "RFC 5321 §5.1",
        "Check the spelling of the domain; if it is yours, publish an MX record, or the null MX ('0 .') if it is to get no mail.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts is { MxState: MailRouteState.NotFound, Domain: not null })
        {
            yield return Found(facts.Subject, VisibleText.Show(facts.MxFault?.Message ?? $"{facts.Subject} has neither an MX nor an address record.", 500));
        }
    }
}
