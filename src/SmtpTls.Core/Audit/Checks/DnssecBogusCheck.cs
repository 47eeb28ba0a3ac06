using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Audit.Checks;

/// <summary>One finding a reason: what is bogus was not used, as a validating resolver would not have used it.</summary>
internal sealed class DnssecBogusCheck : Check
{
    public override CheckInfo Info { get; } = new("DNSSEC-BOGUS", "A DNS answer is not genuine by DNSSEC", Severity.High, "RFC 4035 §5.5",
        "Have the administrator of the zone repair its signing (the detail says what is wrong); until then validating senders, Exchange Online among them, cannot resolve the name.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (IGrouping<string?, AnswerSeen> same in SecurityAssembly.All(facts).Where(answer => answer.Security == DnsSecurity.Bogus).GroupBy(answer => answer.Reason))
        {
            string answers = Listing.Of([.. same.Select(answer => $"{answer.Name} {answer.Type}").Distinct()]);
            yield return Found(facts.Subject, VisibleText.Show($"{answers}: {same.Key}".TrimEnd('.') + ". What came was not used.", 900),
                remedy: same.First().Remedy is { } remedy ? VisibleText.Show(remedy, 500) : null);
        }
    }
}
