using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateRevokedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-REVOKED", "The certificate was revoked", Severity.Critical, "RFC 5280 §3.3, RFC 6960",
        "Have the administrator of the mail server replace the certificate and its key now: its authority declared it void, often because the key was exposed.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.Revoked))
        {
            yield return Found(seen.Name, $"The certificate of {seen.Place} is revoked: {VisibleText.Show(seen.Address.Chain!.RevocationDetail ?? "its authority says so", 300)}.");
        }
    }
}
