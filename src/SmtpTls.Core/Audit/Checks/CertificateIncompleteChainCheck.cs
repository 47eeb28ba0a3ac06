using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateIncompleteChainCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-INCOMPLETE-CHAIN", "The server does not send its whole chain", Severity.High, "RFC 8446 §4.4.2, RFC 5246 §7.4.2",
        "Have the administrator of the mail server install the issuing (intermediate) certificate beside its own so that both are sent: Exchange Online fetches none and answers 450 4.4.317.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.IncompleteChain))
        {
            yield return Found(seen.Name, $"{seen.Place} sent {seen.Address.Certificates.Count} certificate{(seen.Address.Certificates.Count == 1 ? "" : "s")}; that of the issuer {VisibleText.Show(seen.Address.Chain!.RootSubject ?? seen.Address.Leaf!.Info.Issuer, 200)} is missing.");
        }
    }
}
