using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxNullCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-NULL", "The domain accepts no mail", Severity.Info, "RFC 7505 §3",
        "Nothing to do if that is meant; otherwise publish MX records that name your mail hosts.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MxState == MailRouteState.Null)
        {
            yield return Found(facts.Subject, $"{facts.Subject} publishes the null MX ('0 .'): it says that it accepts no mail.");
        }
    }
}
