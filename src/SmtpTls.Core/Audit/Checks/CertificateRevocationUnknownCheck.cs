using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateRevocationUnknownCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-REVOCATION-UNKNOWN", "Nobody could say whether the certificate is revoked", Severity.Low, "RFC 5280 §6.3, RFC 6960",
        "Allow this machine to reach the authority's CRL and OCSP addresses over HTTP, or leave the question out (SkipRevocationCheck).");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.RevocationUnknown))
        {
            yield return Found(seen.Name, $"Whether the certificate of {seen.Place} is revoked is unknown: {VisibleText.Show(seen.Address.Chain!.RevocationDetail ?? "nobody could be asked", 300)}.");
        }
    }
}
