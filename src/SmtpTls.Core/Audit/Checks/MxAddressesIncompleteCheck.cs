using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class MxAddressesIncompleteCheck : RemarkCheck
{
    public override CheckInfo Info { get; } = new("MX-ADDRESSES-INCOMPLETE", "Some addresses of a mail host could not be looked up", Severity.Low, "RFC 5321 §5.1",
        "Have the DNS administrator of the host's domain check its name servers; what was found was tested.");

    protected override bool IsMine(MailRouteRemarkKind kind) => kind is MailRouteRemarkKind.AddressesIncomplete;
}
