using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateUntrustedRootCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-UNTRUSTED-ROOT", "The chain ends in no trusted root", Severity.High, "RFC 5280 §6.1, RFC 8461 §4.2",
        "Have the administrator of the mail server get a certificate from a public certification authority. If the issuer is your own, name its root as CA file to test against it; other senders still will not trust it.");

    private const string PublicRoot = "Update the root certificates of this machine, or name this root as CA file; senders that follow that program need no change at the mail server.";

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Address.Leaf is { Readable: true } && CertificateProblems.Of(seen).Contains(CertificateProblem.UntrustedRoot))
        {
            string end = $"The chain of {seen.Place} leads to {VisibleText.Show(seen.Address.Chain?.RootSubject ?? seen.Address.Leaf.Info.Issuer, 200)}, which is no root that this machine trusts";
            yield return seen.Address.Chain is { TrustedBy: { Count: > 0 } programs }
                ? Found(seen.Name, $"{end}, though it is in the root program of {string.Join(" and ", programs.Select(RootPrograms.WithDate))}.", remedy: PublicRoot)
                : Found(seen.Name, end + ".");
        }
    }
}
