using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class MxAddressesIncompleteCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-ADDRESSES-INCOMPLETE", "Some addresses of a mail host could not be looked up", Severity.Low, "RFC 5321 §5.1",
        "Have the DNS administrator of the host's domain check its name servers; what was found was tested.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (MxRemark remark in facts.MxRemarks)
        {
            if (remark.Kind == MxRemarkKind.AddressesIncomplete)
            {
                yield return Found(facts.Subject, VisibleText.Show(remark.Text, 500));
            }
        }
    }
}
