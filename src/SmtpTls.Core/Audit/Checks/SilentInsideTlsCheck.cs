using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class SilentInsideTlsCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("SMTP-SILENT-INSIDE-TLS", "Inside TLS the server does not go on", Severity.Medium, "RFC 3207 §4.2",
        "Have the administrator of the mail server look at its log: the handshake works, but EHLO after it does not, so no mail can be sent inside TLS. Where it demands a client certificate, let it only ask for one.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Remarks.Contains(ProbeRemark.SilentInsideTls))
        {
            string why = seen.Probe.StoppedInside is { } stopped ? " " + VisibleText.Show(stopped, 300) : "";
            yield return Found(seen.Name, $"{seen.Place} set up TLS and then gave no proper reply to EHLO.{why}");
        }
    }
}
