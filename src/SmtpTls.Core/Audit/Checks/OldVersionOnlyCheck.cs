using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

internal sealed class OldVersionOnlyCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("TLS-OLD-VERSION-ONLY", "The server speaks only outdated TLS", Severity.High, "RFC 8996 §4, §5",
        "Update the mail server, or switch on TLS 1.2 and 1.3 in it: TLS 1.0 and 1.1 are deprecated, and senders such as Exchange Online do not use them.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe.OldVersionSpoken is { } version)
        {
            yield return Found(seen.Name, $"{seen.Place} answers no TLS 1.2 or 1.3 handshake but chose {version} when offered it.");
        }
    }
}
