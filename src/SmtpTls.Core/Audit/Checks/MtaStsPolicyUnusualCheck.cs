using System.Collections.Generic;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsPolicyUnusualCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-POLICY-UNUSUAL", "The MTA-STS policy holds something odd", Severity.Low, "RFC 8461 §3.2",
        "Correct these lines of the policy file on the web host, so that every sender reads the same, then change the id in the TXT record.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts?.Fetch is { Reading: { State: StsFetchState.Valid, Problems: { Count: > 0 } problems } } fetch)
        {
            yield return Found(facts.Subject, VisibleText.Show($"{fetch.Url}: {string.Join("; ", problems)}.", 900));
        }
    }
}
