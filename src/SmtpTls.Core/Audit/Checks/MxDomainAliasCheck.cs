using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxDomainAliasCheck : RemarkCheck
{
    public override CheckInfo Info { get; } = new("MX-DOMAIN-ALIAS", "The mail domain is an alias", Severity.Info, "RFC 5321 §5.1",
        "Nothing must be done; MX records at the domain itself depend on fewer names.");

    protected override bool IsMine(MailRouteRemarkKind kind) => kind is MailRouteRemarkKind.DomainIsAlias;
}
