using System.Collections.Generic;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsMaxAgeShortCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-MAX-AGE-SHORT", "Senders keep the policy only for a short time", Severity.Low, "RFC 8461 §10.2",
        "Once the policy has proved itself, raise max_age to some weeks (1209600 is two), then change the id in the TXT record.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        // RFC 8461 §10.2: whoever can keep a sender from DNS and web host for max_age takes the policy away; weeks or longer are meant (§3.2).
        const int Day = 86_400, Week = 7 * Day;
        if (facts.MtaSts?.Published is { Mode: MtaStsMode.Enforce, MaxAge: < Week } policy)
        {
            yield return Found(facts.Subject, $"max_age is {policy.MaxAge} s: an attacker who blocks the policy for that long makes senders forget it.",
                policy.MaxAge < Day ? Severity.Medium : Severity.Low);
        }
    }
}
