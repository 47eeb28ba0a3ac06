using System.Collections.Generic;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class OldVersionCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("TLS-OLD-VERSION", "The session uses an outdated TLS version", Severity.Medium, "RFC 8996 §4, §5",
        "Switch on TLS 1.2 and 1.3 in the mail server.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe is { Outcome: ProbeOutcome.Encrypted, Tls.Version: { } version } && TlsStrength.IsOldVersion(version))
        {
            yield return Found(seen.Name, $"{seen.Place} chose {version}.");
        }
    }
}
