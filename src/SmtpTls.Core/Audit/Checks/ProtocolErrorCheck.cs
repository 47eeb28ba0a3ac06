using System.Collections.Generic;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class ProtocolErrorCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("SMTP-PROTOCOL-ERROR", "What answers does not speak proper SMTP", Severity.High, "RFC 5321 §4.2",
        "Check that the MX record points to a mail server and that port 25 is forwarded to its SMTP service; a device in between may also be answering in its place.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Outcome == ProbeOutcome.ProtocolError)
        {
            yield return Found(seen.Name, $"{seen.Place}: {VisibleText.Show(seen.Probe.Fault?.Message ?? "the dialogue broke off.", 500)}");
        }
    }
}
