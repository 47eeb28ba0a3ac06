using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateSelfSignedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-SELF-SIGNED", "The certificate is self-signed", Severity.High, "RFC 5280 §6.1, RFC 8461 §4.2",
        "Have the administrator of the mail server get a certificate from a public certification authority; a self-signed one encrypts, but proves nothing to other senders.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.SelfSigned))
        {
            yield return Found(seen.Name, $"The certificate of {seen.Place} was issued by itself ({VisibleText.Show(seen.Address.Leaf!.Info.Subject, 200)}).");
        }
    }
}
