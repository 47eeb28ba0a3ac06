using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxTooManyCheck : RemarkCheck
{
    public override CheckInfo Info { get; } = new("MX-TOO-MANY", "There are more MX records than are tested", Severity.Low, "RFC 5321 §5.1",
        "Publish fewer MX records: senders do not try all of so many.");

    protected override bool IsMine(MailRouteRemarkKind kind) => kind is MailRouteRemarkKind.TooManyTargets;
}
