using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class TlsRptUndeterminedCheck : Check
{
    public override CheckInfo Info { get; } = new("TLSRPT-UNDETERMINED", "The TLS reporting record could not be looked up", Severity.Low, "RFC 8460 §3",
        "Test again later or with another DNS server; if it stays so, have the domain's DNS administrator check its name servers.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.TlsRpt is { Record: { State: OutcomeState.Unknown } record })
        {
            yield return Found(facts.Subject, VisibleText.Show(record.Outcome.Fault?.Message ?? "DNS gave no answer.", 500));
        }
    }
}
