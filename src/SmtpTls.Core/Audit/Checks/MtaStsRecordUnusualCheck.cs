using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsRecordUnusualCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-RECORD-UNUSUAL", "The MTA-STS record holds something odd", Severity.Low, "RFC 8461 §3.1",
        "In DNS, write the record at _mta-sts plainly: v=STSv1; id=20261124120000; and nothing else.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts is { Record: { } record } sts && record.Warnings.Any())
        {
            yield return Found(facts.Subject, VisibleText.Show($"{sts.Txt.Name}: {string.Join("; ", record.Warnings)}.", 900), Importance(record.State));
        }
    }

    // A record that was meant as one and is passed over is worse than one that is read with a shrug.
    private static Severity Importance(OutcomeState state) => state == OutcomeState.Absent ? Severity.Medium : Severity.Low;
}
