using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateIncompleteChainCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-INCOMPLETE-CHAIN", "The server does not send its whole chain", Severity.High, "RFC 8446 §4.4.2, RFC 5246 §7.4.2",
        "Have the administrator of the mail server install the issuing (intermediate) certificate beside its own so that both are sent: Exchange Online fetches none and answers 450 4.4.317.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (!CertificateProblems.Of(seen).Contains(CertificateProblem.IncompleteChain))
        {
            yield break;
        }

        int count = seen.Address.Certificates.Count;
        string issuer = seen.Address.Chain!.RootSubject ?? seen.Address.Leaf!.Info.Issuer;
        string sent = $"{seen.Place} sent {count} certificate{(count == 1 ? "" : "s")}";

        // An issuer that was sent and leads nowhere is no missing one: the list runs in a circle, or past the length that senders follow.
        yield return seen.Address.Certificates.Any(certificate => certificate.Info.Subject == issuer)
            ? Found(seen.Name, $"{sent} that lead from issuer to issuer and, as far as senders follow, to no root (last looked at: {VisibleText.Show(issuer, 200)}).",
                remedy: "Have the administrator of the mail server send the certificate and the one or two that lead to the root, and nothing else.")
            : Found(seen.Name, $"{sent}; that of the issuer {VisibleText.Show(issuer, 200)} is missing.");
    }
}
