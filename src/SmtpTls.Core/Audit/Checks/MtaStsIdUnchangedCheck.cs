using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

/// <summary>Needs what an earlier run kept: a sender sees a change only by its id.</summary>
internal sealed class MtaStsIdUnchangedCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-ID-UNCHANGED", "The policy changed and its id did not", Severity.Medium, "RFC 8461 §3.1",
        "Change the id in the TXT record at _mta-sts: senders fetch a changed policy only when the id changed or the old one runs out.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts is { Cached: { } held, Record.Value: { } record, Fetch: { Policy: { } now, Body: { } body } } && held.Policy is { } before
            && held.Id == record.Id && held.Text != System.Text.Encoding.UTF8.GetString(body) && held.IsValidAt(facts.TakenAt))
        {
            string change = before.Mode != now.Mode ? $"mode was {before.ModeWord} and is {now.ModeWord}" : "its text is another";
            yield return Found(facts.Subject, $"Since {TimeText.Minute(held.FetchedAt)} the policy changed ({change}), and the id is still {record.Id}: "
                + $"senders may hold the old one until {TimeText.Minute(held.ExpiresAt)}.");
        }
    }
}
