using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxNullBesideOthersCheck : RemarkCheck
{
    public override CheckInfo Info { get; } = new("MX-NULL-BESIDE-OTHERS", "The null MX stands beside other MX records", Severity.Medium, "RFC 7505 §3",
        "Remove the record '0 .' or all the others: together they contradict each other.");

    protected override bool IsMine(MailRouteRemarkKind kind) => kind is MailRouteRemarkKind.NullMxBesideOthers;
}
