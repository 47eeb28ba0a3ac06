using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateNotYetValidCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-NOT-YET-VALID", "The certificate is not valid yet", Severity.High, "RFC 5280 §4.1.2.5",
        "Have the administrator of the mail server use the certificate that is valid today, and check the clock of the machine that issued it.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.NotYetValid))
        {
            yield return Found(seen.Name, seen.Address.Leaf!.Info.NotBefore > seen.Facts.TakenAt.UtcDateTime
                ? $"The certificate of {seen.Place} is valid only from {TimeText.Minute(seen.Address.Leaf.Info.NotBefore)}."
                : $"A certificate above that of {seen.Place} in its chain is not valid yet.");
        }
    }
}
