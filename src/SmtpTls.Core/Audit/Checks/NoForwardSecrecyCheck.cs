using System;
using System.Collections.Generic;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class NoForwardSecrecyCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("TLS-NO-FORWARD-SECRECY", "The session has no forward secrecy", Severity.Low, "RFC 9325 §4.1",
        "Prefer ECDHE suites in the mail server: with RSA key transport whoever gets the private key later can read mail recorded today.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe is { Outcome: ProbeOutcome.Encrypted, Tls.Suite: { } suite } && suite.StartsWith("TLS_RSA_", StringComparison.Ordinal) && !TlsStrength.IsWeakSuite(suite))
        {
            yield return Found(seen.Name, $"{seen.Place} chose {suite}, which sends the session's secret under the certificate's RSA key.");
        }
    }
}
