using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateWeakSignatureCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-WEAK-SIGNATURE", "A certificate in the chain is signed with a broken hash", Severity.High, "RFC 9155, RFC 5280 §4.1.1.2",
        "Have the administrator of the mail server get a certificate that is signed with SHA-256 or better.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        foreach (CertificateFacts certificate in CertificateProblems.OnPath(seen.Address).Where(CertificateProblems.IsWeakSignature).Take(1))
        {
            yield return Found(seen.Name, $"The chain of {seen.Place} holds a certificate signed with {certificate.Info.SignatureAlgorithm} ({VisibleText.Show(certificate.Info.Subject, 200)}).");
        }
    }
}
