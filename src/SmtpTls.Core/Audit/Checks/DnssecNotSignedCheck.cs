using System.Collections.Generic;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Audit.Checks;

/// <summary>Only where the domain itself is not signed: names of its provider are the provider's business.</summary>
internal sealed class DnssecNotSignedCheck : Check
{
    public override CheckInfo Info { get; } = new("DNSSEC-NOT-SIGNED", "The domain is not protected by DNSSEC", Severity.Info, "RFC 4033 §5",
        "If the domain is yours, sign its zone and publish the DS record at the registrar: then nobody can redirect its mail by forged DNS answers, and DANE becomes possible.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts is { Domain: not null, MxAnswer: { Security: DnsSecurity.Insecure, WeakZones.Count: 0 } answer })
        {
            yield return Found(facts.Subject, VisibleText.Show($"{answer.Name} {answer.Type}: {answer.Reason}".TrimEnd('.') + ".", 900));
        }
    }
}
