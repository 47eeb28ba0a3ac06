using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class TlsRptOldNameCheck : Check
{
    public override CheckInfo Info { get; } = new("TLSRPT-OLD-NAME", "The TLS reporting record stands at the name of an early draft", Severity.Medium, "RFC 8460 §3",
        "In DNS, move the TXT record from _smtp-tlsrpt to _smtp._tls: senders ask only there.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.TlsRpt is { StandsAtOldName: true, OldTxt: { } old })
        {
            yield return Found(facts.Subject, VisibleText.Show($"{old.Name} has the record and {facts.TlsRpt.Txt.Name} has none.", 500));
        }
    }
}
