using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class EarlyTextCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("SMTP-EARLY-TEXT", "The server talks before it is asked", Severity.Low, "RFC 5321 §4.3.1",
        "Have the administrator of the mail server look at what stands before it: replies that come before their command point to a faulty proxy.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Outcome != ProbeOutcome.InjectionDetected && seen.Probe.Remarks.Contains(ProbeRemark.EarlyText))
        {
            yield return Found(seen.Name, $"{seen.Place} sent a reply before the command it belongs to.");
        }
    }
}
