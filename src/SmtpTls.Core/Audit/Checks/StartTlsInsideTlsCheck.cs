using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class StartTlsInsideTlsCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("STARTTLS-INSIDE-TLS", "STARTTLS is still offered inside TLS", Severity.Low, "RFC 3207 §4.2",
        "Update the mail server: it must not offer STARTTLS when TLS is already active.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Remarks.Contains(ProbeRemark.StartTlsInsideTls))
        {
            yield return Found(seen.Name, $"{seen.Place} lists STARTTLS again in its EHLO reply inside TLS.");
        }
    }
}
