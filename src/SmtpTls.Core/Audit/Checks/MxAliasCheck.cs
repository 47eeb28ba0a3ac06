using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class MxAliasCheck : Check
{
    public override CheckInfo Info { get; } = new("MX-ALIAS", "An MX record names an alias", Severity.Low, "RFC 2181 §10.3",
        "Let the MX record name the host itself, not a CNAME: some senders do not follow it.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (MxRemark remark in facts.MxRemarks)
        {
            if (remark.Kind == MxRemarkKind.Alias)
            {
                yield return Found(facts.Subject, VisibleText.Show(remark.Text, 500));
            }
        }
    }
}
