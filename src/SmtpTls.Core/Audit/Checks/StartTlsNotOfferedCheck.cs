using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class StartTlsNotOfferedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("STARTTLS-NOT-OFFERED", "The server does not offer STARTTLS", Severity.High, "RFC 3207 §2",
        "Switch STARTTLS on in the mail server and give it a certificate; until then mail to it travels in clear text.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Outcome == ProbeOutcome.NotOffered)
        {
            string offered = seen.Probe.Capabilities.Count == 0
                ? seen.Probe.Remarks.Contains(ProbeRemark.HeloFallback) ? "it refused EHLO and took only HELO" : "its EHLO reply names no extension"
                : "its EHLO reply offers " + VisibleText.Show(string.Join(", ", seen.Probe.Capabilities), 300);
            yield return Found(seen.Name, $"{seen.Place} does not offer STARTTLS: {offered}.");
        }
    }
}
