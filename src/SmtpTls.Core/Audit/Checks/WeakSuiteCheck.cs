using System.Collections.Generic;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class WeakSuiteCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("TLS-WEAK-SUITE", "The session uses a weak cipher suite", Severity.Medium, "RFC 9325 §4.1",
        "Reorder or restrict the mail server's cipher suites so that an AEAD suite with forward secrecy (ECDHE with AES-GCM or ChaCha20-Poly1305) is chosen.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe is { Outcome: ProbeOutcome.Encrypted, Tls.Suite: { } suite } && TlsStrength.IsWeakSuite(suite))
        {
            yield return Found(seen.Name, $"{seen.Place} chose {suite}.");
        }
    }
}
