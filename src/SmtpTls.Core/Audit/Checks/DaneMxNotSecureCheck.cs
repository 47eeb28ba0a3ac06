using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Audit.Checks;

/// <summary>Once for the domain: whoever forges the MX answer leads mail to a host of his own, whose certificate will fit.</summary>
internal sealed class DaneMxNotSecureCheck : Check
{
    public override CheckInfo Info { get; } = new("DANE-MX-NOT-SECURE", "The hosts have TLSA records, and the domain's MX records are not signed", Severity.Low, "RFC 7672 §2.2.1",
        "If the domain is yours, sign its zone and publish the DS record at the registrar: until then a forged MX answer leads past DANE.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        List<string> hosts = [.. DaneHost.AllOf(facts).Where(host => host is { Set: not null, MxSecurity: DnsSecurity.Insecure or DnsSecurity.Indeterminate }).Select(host => host.Host)];
        if (hosts.Count > 0)
        {
            yield return Found(facts.Subject, $"The MX answer for {facts.Subject} is {facts.MxAnswer!.Security}; senders may still authenticate {Listing.Of(hosts)}.");
        }
    }
}
