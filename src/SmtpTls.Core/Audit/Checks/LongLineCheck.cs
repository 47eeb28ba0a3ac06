using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class LongLineCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("SMTP-LONG-LINE", "Reply lines are longer than SMTP allows", Severity.Low, "RFC 5321 §4.5.3.1.5",
        "Shorten the greeting or reply texts of the mail server to 512 octets a line: strict senders give up on longer ones.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Remarks.Contains(ProbeRemark.LongLine))
        {
            yield return Found(seen.Name, $"{seen.Place} sends reply lines of more than 512 octets.");
        }
    }
}
