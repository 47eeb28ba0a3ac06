using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class StartTlsStrippedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("STARTTLS-STRIPPED", "A device on the path removes STARTTLS", Severity.Critical, "RFC 3207 §6",
        "Have the firewall administrator on either side switch off SMTP inspection for this traffic (Cisco ASA: remove 'inspect esmtp' or allow-tls), then test again from another network.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.Outcome == ProbeOutcome.Stripped)
        {
            bool keyword = seen.Probe.Remarks.Contains(ProbeRemark.MaskedKeyword);
            string marks = keyword
                ? "an EHLO keyword is overwritten with X's (" + VisibleText.Show(string.Join(", ", seen.Probe.Capabilities.Where(line => line.StartsWith("XX", System.StringComparison.Ordinal))), 200) + ")"
                : "the greeting is overwritten with asterisks";
            yield return Found(seen.Name, $"Between here and {seen.Place} {marks}, so STARTTLS cannot be used.");
        }
    }
}
