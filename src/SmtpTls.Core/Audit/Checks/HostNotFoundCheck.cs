using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class HostNotFoundCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-HOST-NOT-FOUND", "A mail host does not resolve", Severity.High, "RFC 5321 §5.1",
        "Correct or remove the MX record, or publish the host's address.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        // Where the domain itself was not found, that is said once, of the domain.
        bool whole = facts.MxState is MailRouteState.NotFound or MailRouteState.Unknown;
        foreach (HostFacts host in facts.Hosts)
        {
            if (!whole && host.AddressState is (OutcomeState.Absent or OutcomeState.Invalid))
            {
                yield return Found(host.Host, VisibleText.Show(host.AddressFault?.Message ?? $"{host.Host} has no address.", 500));
            }
        }
    }
}
