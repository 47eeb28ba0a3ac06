using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateWeakKeyCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-WEAK-KEY", "A key in the chain is too short", Severity.High, "RFC 9325 §4.5",
        "Have the administrator of the mail server make a new key (RSA of 2048 bits or more, or ECDSA P-256) and get a certificate for it.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        foreach (CertificateFacts certificate in CertificateProblems.OnPath(seen.Address).Where(CertificateProblems.IsWeakKey).Take(1))
        {
            yield return Found(seen.Name, $"The chain of {seen.Place} holds a key of {certificate.Info.KeyBits} bits ({certificate.Info.KeyType}, {VisibleText.Show(certificate.Info.Subject, 200)}).");
        }
    }
}
