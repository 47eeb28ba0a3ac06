using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class CertificateExpiredCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-EXPIRED", "The certificate has expired", Severity.High, "RFC 5280 §4.1.2.5",
        "Have the administrator of the mail server renew the certificate, bind the new one to the SMTP service and restart it; then automate the renewal.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (CertificateProblems.Of(seen).Contains(CertificateProblem.Expired))
        {
            yield return Found(seen.Name, seen.Address.Leaf!.Info.NotAfter < seen.Facts.TakenAt.UtcDateTime
                ? $"The certificate of {seen.Place} expired on {TimeText.Minute(seen.Address.Leaf.Info.NotAfter)}, {(seen.Facts.TakenAt.UtcDateTime - seen.Address.Leaf.Info.NotAfter.Value).Days} days ago."
                : $"A certificate above that of {seen.Place} in its chain has expired.");
        }
    }
}
