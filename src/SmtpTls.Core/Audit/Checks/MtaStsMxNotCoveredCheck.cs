using System.Collections.Generic;
using System.Linq;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsMxNotCoveredCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-MX-NOT-COVERED", "A mail host is covered by no mx of the policy", Severity.High, "RFC 8461 §4.1",
        "Add an mx line for this host to the policy file, then change the id in the TXT record; or remove the host from the MX records.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts?.Published is not { Mode: not MtaStsMode.None } policy)
        {
            yield break;
        }

        foreach (StsHost host in StsHost.AllOf(facts, policy).Where(host => host.Pattern is null))
        {
            bool enforced = policy.Mode == MtaStsMode.Enforce;
            MxPattern? near = policy.Mx.FirstOrDefault(pattern => pattern.IsWildcard && host.Host.EndsWith("." + pattern.Domain, System.StringComparison.OrdinalIgnoreCase));
            string why = near is null ? "" : $" {near} covers exactly one label, so not this name.";
            string effect = enforced ? "Senders that enforce do not deliver to it." : "Senders report it, and would not deliver to it under enforce.";
            yield return Found(host.Host, $"The policy names {Listing.Of([.. policy.Mx.Select(pattern => pattern.ToString())])}.{why} {effect}", enforced ? Severity.High : Severity.Medium);
        }
    }
}
