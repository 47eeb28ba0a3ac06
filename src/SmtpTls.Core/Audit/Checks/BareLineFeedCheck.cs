using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class BareLineFeedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("SMTP-BARE-LINE-FEED", "The server ends lines with a bare line feed", Severity.Low, "RFC 5321 §2.3.8",
        "Update or repair the mail server software, or the proxy before it: SMTP lines end in CR LF.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Remarks.Contains(ProbeRemark.BareLineFeed))
        {
            yield return Found(seen.Name, $"{seen.Place} ends lines of its replies with LF alone.");
        }
    }
}
