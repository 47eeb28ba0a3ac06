using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class MxNullBesideOthersCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-NULL-BESIDE-OTHERS", "The null MX stands beside other MX records", Severity.Medium, "RFC 7505 §3",
        "Remove the record '0 .' or all the others: together they contradict each other.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (MxRemark remark in facts.MxRemarks)
        {
            if (remark.Kind == MxRemarkKind.NullBesideOthers)
            {
                yield return Found(facts.Subject, VisibleText.Show(remark.Text, 500));
            }
        }
    }
}
