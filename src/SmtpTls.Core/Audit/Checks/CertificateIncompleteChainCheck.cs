using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateIncompleteChainCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-INCOMPLETE-CHAIN", "The server does not send its whole chain", Severity.High, "RFC 8446 §4.4.2, RFC 5246 §7.4.2",
        "Have the administrator of the mail server install the issuing (intermediate) certificate beside its own so that both are sent: Exchange Online fetches none and answers 450 4.4.317.");

    private const string WrongIssuers = "Have the administrator of the mail server send its own certificate and the one or two that lead from it to the root, as the authority delivers them, and nothing else.";

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.IncompleteChain))
        {
            int count = seen.Address.Certificates.Count;
            bool sent = TryDescribeDeadEnd(seen.Address, seen.Address.Chain!, out string gap);
            yield return Found(seen.Name, $"{seen.Place} sent {count} certificate{(count == 1 ? "" : "s")}; {gap}.", remedy: sent ? WrongIssuers : null);
        }
    }

    /// <summary>
    /// Where the way to a root breaks off. False where the issuer was not sent; true where what was sent in its place leads nowhere: then it is no
    /// missing one.
    /// </summary>
    private static bool TryDescribeDeadEnd(AddressFacts address, ChainFacts chain, out string gap)
    {
        string issuer = VisibleText.Show(chain.RootSubject ?? address.Leaf!.Info.Issuer, 200);
        CertificateFacts? last = chain.Path.Count > 0 && chain.Path[chain.Path.Count - 1] < address.Certificates.Count ? address.Certificates[chain.Path[chain.Path.Count - 1]] : null;
        List<CertificateFacts> named = [.. address.Certificates.Where(one => one.Readable && one.SubjectKey == last?.IssuerKey)];
        gap = named.Count == 0 ? $"that of the issuer {issuer} is missing"
            : chain.Path.Any(place => place < address.Certificates.Count && named.Contains(address.Certificates[place])) ? $"the issuers vouch for each other in a circle, from {issuer} back to {issuer}, and lead to no root"
            : chain.Path.Count >= PathBuilder.MostDepth ? $"after {chain.Path.Count} of them, at the issuer {issuer}, no root is in sight, and senders follow no longer chains"
            : $"one bears the name of the issuer {issuer}, but its key did not sign the certificate below";
        return named.Count > 0;
    }
}
