using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class MxTooManyCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-TOO-MANY", "There are more MX records than are tested", Severity.Low, "RFC 5321 §5.1",
        "Publish fewer MX records: senders do not try all of so many.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (MxRemark remark in facts.MxRemarks)
        {
            if (remark.Kind == MxRemarkKind.TooMany)
            {
                yield return Found(facts.Subject, VisibleText.Show(remark.Text, 500));
            }
        }
    }
}
