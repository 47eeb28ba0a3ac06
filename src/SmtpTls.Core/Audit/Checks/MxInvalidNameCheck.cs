using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxInvalidNameCheck : RemarkCheck
{
    public override CheckInfo Info { get; } = new("MX-INVALID-NAME", "An MX record names no host", Severity.Medium, "RFC 5321 §5.1",
        "Let the MX record name a host with an address record; an address cannot stand there.");

    protected override bool IsMine(MailRouteRemarkKind kind) => kind is MailRouteRemarkKind.TargetIsAddress or MailRouteRemarkKind.TargetInvalid;
}
