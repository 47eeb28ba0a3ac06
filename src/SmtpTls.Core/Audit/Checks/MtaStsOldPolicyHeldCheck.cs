using System.Collections.Generic;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsOldPolicyHeldCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-OLD-POLICY-HELD", "Senders still hold an earlier policy", Severity.Info, "RFC 8461 §3.3",
        "Keep serving mail as the earlier policy demands until it has run out everywhere, or publish a valid policy with a new id, which replaces it.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts is not { Cached: { Policy: { } before } held } sts || !held.IsValidAt(facts.TakenAt))
        {
            yield break;
        }

        string until = TimeText.Minute(held.ExpiresAt);
        if (sts.Published is null)
        {
            yield return Found(facts.Subject, $"No policy can be had now, and senders that fetched the last one (mode {before.ModeWord}) follow it until {until}.",
                before.Mode == MtaStsMode.Enforce ? Severity.Medium : Severity.Info);
        }
        else if (sts.Record.Value?.Id != held.Id)
        {
            yield return Found(facts.Subject, $"The id changed from {held.Id} to {sts.Record.Value?.Id}: senders that have not looked since follow the earlier policy (mode {before.ModeWord}) until {until} at the latest.");
        }
    }
}
