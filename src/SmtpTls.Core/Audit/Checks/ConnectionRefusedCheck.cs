using System.Collections.Generic;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class ConnectionRefusedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("SMTP-CONNECTION-REFUSED", "Nothing listens on the mail port", Severity.High, "RFC 5321 §4.5.4.1",
        "Start the SMTP service on this host, open the port in its firewall, or remove the address from DNS.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Outcome == ProbeOutcome.ConnectionRefused)
        {
            yield return Found(seen.Name, $"{seen.Place} refused the connection to port {seen.Probe.Target.Port}.");
        }
    }
}
