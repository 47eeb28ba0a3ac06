using System.Collections.Generic;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsUndeterminedCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-UNDETERMINED", "MTA-STS could not be looked at", Severity.Medium, "RFC 8461 §3.3",
        "Test again later and from another network; if it stays so, have the administrator of the domain's DNS or of its policy host look.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts is not { } sts)
        {
            yield break;
        }

        // Senders that fail to ask go on as before: with the policy they hold, or with none.
        Fault? fault = sts.Record.State == OutcomeState.Unknown ? sts.Record.Outcome.Fault
            : sts.Fetch is { Reading: { State: StsFetchState.Indeterminate } reading } ? reading.Policy.Fault
            : null;
        if (fault is not null)
        {
            string remedy = sts.Fetch?.State == Http.WebState.AddressRefused
                ? "If the policy host is meant to stand in a private network, allow that and test again; otherwise correct the address record of the policy host in DNS."
                : Info.Remedy;
            yield return Found(facts.Subject, VisibleText.Show(fault.Message, 500), remedy: remedy);
        }
    }
}
