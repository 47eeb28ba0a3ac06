using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateWrongUsageCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-WRONG-USAGE", "The certificate is not made for servers", Severity.High, "RFC 5280 §4.2.1.12",
        "Have the administrator of the mail server get a certificate whose extended key usage includes server authentication.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.WrongUsage))
        {
            yield return Found(seen.Name, $"The certificate of {seen.Place}, or one above it, does not allow TLS servers: {Listing.Of(seen.Address.Leaf!.ExtendedKeyUsages)}.");
        }
    }
}
