using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Audit.Checks;

/// <summary>
/// A chain that holds here may end in a root that Exchange Online does not know. Only said of a root that was seen: where the user's file trusts an
/// intermediate or the server's own certificate, nobody knows what is above.
/// </summary>
internal sealed class CertificateOutsideMicrosoftProgramCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-NOT-IN-MICROSOFT-PROGRAM", "The chain ends outside Microsoft's root program", Severity.Medium, "Microsoft, NDR error code 450 4.4.317",
        "If this server exchanges mail with Exchange Online, have its administrator get a certificate from an authority in Microsoft's root program: where Exchange Online has to verify the certificate (forced TLS, MTA-STS enforce), it accepts no other and answers 450 4.4.317.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Address.Chain is { Anchored: true, RootSha256: { } root } chain && !chain.TrustedBy.Contains(RootPrograms.Microsoft))
        {
            bool mozilla = chain.TrustedBy.Contains(RootPrograms.Mozilla);
            string detail = $"The chain of {seen.Place} ends in {VisibleText.Show(chain.RootSubject, 200)} (SHA-256 {VisibleText.Show(root, 64)}), which is not in the root program of {RootPrograms.WithDate(RootPrograms.Microsoft)}";

            // A public root that is missing may have been taken up after our copy was made.
            yield return mozilla
                ? Found(seen.Name, $"{detail}, though it is in that of {RootPrograms.WithDate(RootPrograms.Mozilla)}.", Severity.Low)
                : Found(seen.Name, $"{detail}; it is trusted here by {string.Join(" and ", chain.TrustedBy.Select(NameOf))}.");
        }
    }

    private static string NameOf(string source) => source == TrustSet.CaFile ? "the CA file" : "this machine";
}
