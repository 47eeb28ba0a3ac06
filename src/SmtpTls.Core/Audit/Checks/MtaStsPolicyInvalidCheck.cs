using System.Collections.Generic;
using System.Linq;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsPolicyInvalidCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-POLICY-INVALID", "The MTA-STS policy cannot be used", Severity.High, "RFC 8461 §3.2",
        "Correct the policy file on the web host (Get-MtaStsPolicy -Path checks a file beforehand), serve it as text/plain, then change the id in the TXT record.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts?.Fetch is { Reading: { State: StsFetchState.InvalidPolicy } reading } fetch)
        {
            string why = string.Join("; ", reading.Problems.Where(problem => problem.Fatal).Select(problem => problem.ToString()));
            yield return Found(facts.Subject, VisibleText.Show($"{fetch.Url}: {(why.Length > 0 ? why + "." : reading.Policy.Fault?.Message)}", 900));
        }
    }
}
