using System.Collections.Generic;
using SmtpTls.Http;

namespace SmtpTls.Audit.Checks;

internal sealed class PrivateAddressCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("MX-PRIVATE-ADDRESS", "A mail host has a private address", Severity.Medium, "RFC 6890 §2.2",
        "Publish only public addresses for mail hosts in public DNS, or ask a DNS server outside the network if this answer comes from an internal one.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (!PublicAddress.IsPublic(seen.Probe.Target.Address))
        {
            yield return Found(seen.Name, $"{seen.Name} has the address {seen.Probe.Target.Address}, which cannot be reached from the internet.");
        }
    }
}
