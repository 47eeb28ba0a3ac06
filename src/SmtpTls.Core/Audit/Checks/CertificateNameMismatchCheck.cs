using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateNameMismatchCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-NAME-MISMATCH", "The certificate is for another name", Severity.High, "RFC 9525 §6.3, RFC 8461 §4.2",
        "Have the administrator of the mail server get a certificate whose subjectAltName holds the MX host name, or point the MX record to a name that the certificate holds.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.NameMismatch))
        {
            yield return Found(seen.Name, $"The certificate of {seen.Place} is for {Listing.Of(seen.Address.Leaf!.Info.Names)}, not for {seen.Name}.");
        }
    }
}
