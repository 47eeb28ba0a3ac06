using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsRecordInvalidCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-RECORD-INVALID", "The MTA-STS record cannot be used", Severity.High, "RFC 8461 §3.1",
        "In DNS, leave exactly one TXT record at _mta-sts that reads like v=STSv1; id=20261124120000; with an id of at most 32 letters and digits.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts is { Record: { State: OutcomeState.Invalid } record } sts)
        {
            yield return Found(facts.Subject, VisibleText.Show($"{sts.Txt.Name}: {string.Join("; ", record.Errors)}. Senders act as if there were no policy.", 900));
        }
    }
}
