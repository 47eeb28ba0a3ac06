using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxNullPreferenceCheck : RemarkCheck
{
    public override CheckInfo Info { get; } = new("MX-NULL-PREFERENCE", "The null MX has another preference than 0", Severity.Low, "RFC 7505 §3",
        "Publish the null MX as '0 .'.");

    protected override bool IsMine(MailRouteRemarkKind kind) => kind is MailRouteRemarkKind.NullMxPreference;
}
