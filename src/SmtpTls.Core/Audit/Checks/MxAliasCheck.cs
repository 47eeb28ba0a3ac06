using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxAliasCheck : RemarkCheck
{
    public override CheckInfo Info { get; } = new("MX-ALIAS", "An MX record names an alias", Severity.Low, "RFC 2181 §10.3",
        "Let the MX record name the host itself, not a CNAME: some senders do not follow it.");

    protected override bool IsMine(MailRouteRemarkKind kind) => kind is MailRouteRemarkKind.TargetIsAlias;
}
