using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneNoHostLeftCheck : Check
{
    public override CheckInfo Info { get; } = new("DANE-NO-HOST-LEFT", "Senders that honour DANE can deliver to no mail host", Severity.Critical, "RFC 7672 §2.2",
        "In DNS, publish the records of the certificates in use (New-TlsaRecord -FromHost writes them), or remove all TLSA records of one host, at once; mail goes through as soon as the old answers have run out.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        IReadOnlyList<DaneHost> hosts = DaneHost.AllOf(facts);
        if (facts.Domain is not null && hosts.Any(host => host.State == DaneState.Failed) && hosts.All(host => host.Effect is DaneEffect.SkipHost or DaneEffect.Defer))
        {
            long wait = hosts.Select(host => host.Set is null ? 0 : host.Answer!.Ttl).Max();
            yield return Found(facts.Subject, $"{Listing.Of([.. hosts.Select(host => $"{host.Host} ({host.State})")])}: "
                + $"Exchange Online and others hold the mail, and give it back after about a day.{(wait > 0 ? $" Senders keep the records for up to {wait} s." : "")}");
        }
    }
}
