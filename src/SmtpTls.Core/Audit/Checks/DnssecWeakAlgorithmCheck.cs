using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class DnssecWeakAlgorithmCheck : Check
{
    public override CheckInfo Info { get; } = new("DNSSEC-WEAK-ALGORITHM", "A zone is signed with SHA-1 only", Severity.Medium, "RFC 9905 §2",
        "Have the administrator of the zone roll its keys to algorithm 13 (ECDSA P-256 with SHA-256): signatures with SHA-1 count for nothing any more.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (string zone in SecurityAssembly.All(facts).SelectMany(answer => answer.WeakZones).Distinct())
        {
            yield return Found(VisibleText.Show(zone, 300), "Its keys use RSA with SHA-1, so answers from it count as not signed.");
        }
    }
}
