using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Audit.Checks;

internal sealed class DnssecUndeterminedCheck : Check
{
    public override CheckInfo Info { get; } = new("DNSSEC-UNDETERMINED", "It could not be found out whether DNS answers are genuine", Severity.Low, "RFC 4033 §5",
        "Name a DNS server that passes DNSSEC records, or have the administrator of yours let them through; the answers were used all the same.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        List<AnswerSeen> open = [.. SecurityAssembly.All(facts).Where(answer => answer.Security == DnsSecurity.Indeterminate)];
        if (open.Count > 0)
        {
            yield return Found(facts.Subject, VisibleText.Show($"{Listing.Of([.. open.Select(answer => $"{answer.Name} {answer.Type}").Distinct()])}: {open[0].Reason}".TrimEnd('.') + ".", 900),
                remedy: open[0].Remedy is { } remedy ? VisibleText.Show(remedy, 500) : null);
        }
    }
}
