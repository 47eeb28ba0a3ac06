using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class TlsRptRecordInvalidCheck : Check
{
    public override CheckInfo Info { get; } = new("TLSRPT-RECORD-INVALID", "The TLS reporting record cannot be used", Severity.Medium, "RFC 8460 §3",
        "In DNS, leave exactly one TXT record at _smtp._tls that reads like v=TLSRPTv1; rua=mailto:tls-reports@example.com; (New-TlsRptRecord writes it).");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.TlsRpt is { Record: { State: OutcomeState.Invalid } record } seen)
        {
            yield return Found(facts.Subject, VisibleText.Show($"{seen.Txt.Name}: {string.Join("; ", record.Errors)}. No sender reports.", 900));
        }
    }
}
