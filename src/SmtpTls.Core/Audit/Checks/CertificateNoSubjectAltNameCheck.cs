using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateNoSubjectAltNameCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-NO-SUBJECT-ALT-NAME", "The certificate has no subjectAltName", Severity.High, "RFC 9525 §6.2, RFC 8461 §4.2",
        "Have the administrator of the mail server get a certificate that carries the host name as a subjectAltName; the common name no longer counts.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.NoSubjectAltName))
        {
            yield return Found(seen.Name, $"The certificate of {seen.Place} names its host only in the subject ({VisibleText.Show(seen.Address.Leaf!.Info.Subject, 200)}).");
        }
    }
}
