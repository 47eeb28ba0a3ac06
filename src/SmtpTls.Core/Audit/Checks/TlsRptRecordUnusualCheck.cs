using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class TlsRptRecordUnusualCheck : Check
{
    public override CheckInfo Info { get; } = new("TLSRPT-RECORD-UNUSUAL", "The TLS reporting record holds something odd", Severity.Low, "RFC 8460 §3",
        "In DNS, write the record at _smtp._tls plainly, with mailto or https URIs between commas (New-TlsRptRecord writes it).");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.TlsRpt is { Record: { } record } seen && record.Warnings.Any())
        {
            yield return Found(facts.Subject, VisibleText.Show($"{seen.Txt.Name}: {string.Join("; ", record.Warnings)}.", 900), Importance(record.State));
        }
    }

    // A record that was meant as one and is passed over is worse than one that is read with a shrug.
    private static Severity Importance(OutcomeState state) => state == OutcomeState.Absent ? Severity.Medium : Severity.Low;
}
