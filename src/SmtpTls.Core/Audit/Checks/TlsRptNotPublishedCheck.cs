using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class TlsRptNotPublishedCheck : Check
{
    public override CheckInfo Info { get; } = new("TLSRPT-NOT-PUBLISHED", "Nobody is told about TLS failures", Severity.Low, "RFC 8460 §3",
        "If the domain is yours, publish at _smtp._tls a TXT record such as v=TLSRPTv1; rua=mailto:tls-reports@example.com; (New-TlsRptRecord writes it).");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts is { TlsRpt: { Record.State: OutcomeState.Absent } seen, MxState: not (MailRouteState.Null or MailRouteState.NotFound) })
        {
            // A policy without reports is flown blind: failures show only as mail that does not come.
            bool policy = facts.MtaSts?.Published is not null;
            yield return Found(facts.Subject, VisibleText.Show(seen.Record.Outcome.Fault?.Message ?? $"{seen.Txt.Name} has no TXT record.", 500)
                + (policy ? " The domain has an MTA-STS policy, and its failures are reported to nobody." : ""), policy ? Severity.Medium : Severity.Low);
        }
    }
}
