using System.Collections.Generic;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class GreetingRejectedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("SMTP-GREETING-REJECTED", "The server turns this sender away", Severity.High, "RFC 5321 §3.1",
        "Ask the administrator of the mail server why it refuses this address; a block list, or a host that takes no mail from outside, is the usual reason. Nothing can be said about its TLS from here.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Outcome == ProbeOutcome.GreetingRejected)
        {
            yield return Found(seen.Name, $"{seen.Place} greeted with '{seen.Reply}'.");
        }
    }
}
