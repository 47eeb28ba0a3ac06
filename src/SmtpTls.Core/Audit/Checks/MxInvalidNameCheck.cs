using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class MxInvalidNameCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-INVALID-NAME", "An MX record names no host", Severity.Medium, "RFC 5321 §5.1",
        "Let the MX record name a host with an address record; an address cannot stand there.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (MxRemark remark in facts.MxRemarks)
        {
            if (remark.Kind == MxRemarkKind.InvalidName)
            {
                yield return Found(facts.Subject, VisibleText.Show(remark.Text, 500));
            }
        }
    }
}
