using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateWrongUsageCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-WRONG-USAGE", "The certificate is not made for servers", Severity.High, "RFC 5280 §4.2.1.12",
        "Have the administrator of the mail server get a certificate whose extended key usage includes server authentication.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.WrongUsage))
        {
            yield return Found(seen.Name, $"The certificate of {seen.Place}, or one above it, is not made for TLS servers: {UsageOf(seen.Address.Leaf!)}.");
        }
    }

    private static string UsageOf(CertificateFacts leaf) => leaf.AllowsServers
        ? "its own extended key usage does allow it, so an issuer's does not, or an issuer may not issue"
        : $"its extended key usage is {Listing.Of(leaf.ExtendedKeyUsage!)}, which leaves out server authentication (1.3.6.1.5.5.7.3.1)";
}
