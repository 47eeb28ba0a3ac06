using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxDuplicateCheck : RemarkCheck
{
    public override CheckInfo Info { get; } = new("MX-DUPLICATE", "A host stands in two MX records", Severity.Info, "RFC 5321 §5.1",
        "Remove one of the two records: the second changes nothing.");

    protected override bool IsMine(MailRouteRemarkKind kind) => kind is MailRouteRemarkKind.TargetTwice;
}
