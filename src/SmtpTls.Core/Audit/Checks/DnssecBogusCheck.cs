using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Audit.Checks;

/// <summary>One finding a name: what is bogus there was not used, as a validating resolver would not have used it.</summary>
internal sealed class DnssecBogusCheck : Check
{
    public override CheckInfo Info { get; } = new("DNSSEC-BOGUS", "A DNS answer is not genuine by DNSSEC", Severity.High, "RFC 4035 §5.5",
        "Have the administrator of the zone repair its signing (the detail says what is wrong); until then validating senders, Exchange Online among them, cannot resolve the name.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (AnswerSeen answer in SecurityAssembly.All(facts).Where(answer => answer.Security == DnsSecurity.Bogus))
        {
            yield return Found(VisibleText.Show(answer.Name, 300), VisibleText.Show($"{answer.Type}: {answer.Reason}".TrimEnd('.') + ".", 900), remedy: answer.Remedy is null ? null : VisibleText.Show(answer.Remedy, 500));
        }
    }
}
