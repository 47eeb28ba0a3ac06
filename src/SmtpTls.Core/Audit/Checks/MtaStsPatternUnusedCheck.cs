using System.Collections.Generic;
using System.Linq;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsPatternUnusedCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-PATTERN-UNUSED", "An mx of the policy covers no mail host", Severity.Low, "RFC 8461 §3.2",
        "If the host is gone for good, remove the mx line and change the id in the TXT record; a host that stands ready may keep it.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts?.Published is not { Mode: not MtaStsMode.None } policy || StsHost.AllOf(facts, policy) is not { Count: > 0 } hosts)
        {
            yield break;
        }

        List<string> unused = [.. policy.Mx.Where(pattern => !hosts.Any(host => pattern.Matches(host.Host))).Select(pattern => pattern.ToString())];
        if (unused.Count > 0)
        {
            yield return Found(facts.Subject, $"{Listing.Of(unused)} {(unused.Count == 1 ? "covers" : "cover")} none of today's mail hosts {Listing.Of([.. hosts.Select(host => host.Host)])}.");
        }
    }
}
