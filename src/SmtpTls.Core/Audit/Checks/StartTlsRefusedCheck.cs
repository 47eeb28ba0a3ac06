using System.Collections.Generic;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class StartTlsRefusedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("STARTTLS-REFUSED", "The server offers STARTTLS and then refuses it", Severity.High, "RFC 3207 §4",
        "Have the administrator of the mail server repair its TLS set-up: the certificate or its private key is usually missing, unreadable or bound to another service; its log names the reason.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Outcome == ProbeOutcome.Refused)
        {
            string what = seen.Probe.StartTlsOffered == true ? "offered STARTTLS and answered it with" : "answered EHLO with";
            yield return Found(seen.Name, $"{seen.Place} {what} '{seen.Reply}'.",
                remedy: seen.Probe.StartTlsOffered == true ? null : "Ask the administrator of the mail server why it refuses every command from this address; it may accept connections only from known senders.");
        }
    }
}
