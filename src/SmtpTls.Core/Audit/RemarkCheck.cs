using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Audit;

/// <summary>A check that passes on what mail routing noticed about the MX records.</summary>
internal abstract class RemarkCheck : Check
{
    public sealed override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (MailRouteRemark remark in facts.MxRemarks)
        {
            if (IsMine(remark.Kind))
            {
                yield return Found(VisibleText.Show(remark.Subject, 300), VisibleText.Show(remark.Text, 500));
            }
        }
    }

    protected abstract bool IsMine(MailRouteRemarkKind kind);
}
