using System.Collections.Generic;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsWebCertificateInvalidCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-WEB-CERTIFICATE-INVALID", "The policy host's certificate is not good", Severity.High, "RFC 8461 §3.3",
        "Have the administrator of the policy host install a certificate for that host name from a public authority, with its intermediate, and automate its renewal.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts?.Fetch is { Reading: { State: StsFetchState.WebCertificateInvalid } reading })
        {
            yield return Found(facts.Subject, VisibleText.Show(reading.Policy.Fault?.Message ?? "The certificate was refused.", 700) + " No sender takes the policy.");
        }
    }
}
