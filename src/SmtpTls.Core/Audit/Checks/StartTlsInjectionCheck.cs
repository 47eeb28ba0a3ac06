using System.Collections.Generic;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class StartTlsInjectionCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("STARTTLS-INJECTION", "Plain text follows the go-ahead for TLS", Severity.High, "RFC 3207 §4.2, CVE-2011-0411",
        "Update the mail server (the fault is known as CVE-2011-0411), and look for a proxy on the path that adds text; nothing sent before TLS may count inside it.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Outcome == ProbeOutcome.InjectionDetected)
        {
            yield return Found(seen.Name, $"{seen.Place} sent more plain text behind its 220 to STARTTLS{Quoted(seen.Probe.Fault)}; the text was not used and TLS was not begun.");
        }
    }

    private static string Quoted(Fault? fault)
    {
        return fault is null ? "" : $" ({VisibleText.Show(fault.Message, 300).TrimEnd('.')})";
    }
}
