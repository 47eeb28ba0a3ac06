using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateUntrustedRootCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-UNTRUSTED-ROOT", "The chain ends in no trusted root", Severity.High, "RFC 5280 §6.1, RFC 8461 §4.2",
        "Have the administrator of the mail server get a certificate from a public certification authority. If the issuer is your own, name its root with --ca-file to test against it; other senders still will not trust it.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Address.Leaf is { Readable: true } && CertificateProblems.Of(seen).Contains(CertificateProblem.UntrustedRoot))
        {
            yield return Found(seen.Name, $"The chain of {seen.Place} leads to {VisibleText.Show(seen.Address.Chain!.RootSubject ?? seen.Address.Leaf!.Info.Issuer, 200)}, which is no root that this machine trusts.");
        }
    }
}
