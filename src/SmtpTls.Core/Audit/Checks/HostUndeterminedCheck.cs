using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class HostUndeterminedCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-HOST-UNDETERMINED", "A mail host could not be looked up", Severity.Medium, "RFC 5321 §5.1",
        "Test again later or with another DNS server; if it stays so, have the DNS administrator of the host's domain check its name servers.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        // Where the domain itself was not found, that is said once, of the domain.
        bool whole = facts.MxState is MailRouteState.NotFound or MailRouteState.Unknown;
        foreach (HostFacts host in facts.Hosts)
        {
            if (!whole && host.AddressState == OutcomeState.Unknown)
            {
                yield return Found(host.Host, VisibleText.Show(host.AddressFault?.Message ?? "DNS gave no answer.", 500));
            }
        }
    }
}
