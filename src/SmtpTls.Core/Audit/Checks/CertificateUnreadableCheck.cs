using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateUnreadableCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-UNREADABLE", "The certificate cannot be read", Severity.High, "RFC 5280 §4.1",
        "Have the administrator of the mail server install a proper certificate: what the server sends is none.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Address.Leaf is { Readable: false } leaf)
        {
            yield return Found(seen.Name, $"{seen.Place} sent {leaf.Der.Length} octets in place of its certificate that are none.");
        }
    }
}
