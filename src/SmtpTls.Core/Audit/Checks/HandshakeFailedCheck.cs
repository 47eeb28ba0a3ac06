using System.Collections.Generic;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Audit.Checks;

internal sealed class HandshakeFailedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("TLS-HANDSHAKE-FAILED", "The TLS handshake fails", Severity.High, "RFC 8446 §4.1.3, RFC 3207 §4.1",
        "See what the detail says; then have the administrator of the mail server check that its certificate has its private key, that TLS 1.2 or 1.3 and today's suites are on, and that no firewall inspects or cuts TLS on port 25.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Probe is { Outcome: ProbeOutcome.HandshakeFailed, OldVersionSpoken: null })
        {
            yield return Found(seen.Name, $"The TLS handshake with {seen.Place} failed. {Why(seen.Probe)}", remedy: Remedy(seen.Probe.Tls?.Failure?.Cause));
        }
    }

    private static string Why(SmtpProbe probe) => VisibleText.Show(probe.Tls?.Failure?.Message ?? probe.Fault?.Message ?? "No reason was given.", 500);

    private static string? Remedy(TlsFailureCause? cause) => cause switch
    {
        TlsFailureCause.Reset or TlsFailureCause.Closed =>
            "Have the firewall administrators on both sides check that nothing inspects or cuts TLS on port 25; then have the mail server's log read: a server that cannot use its private key also just closes.",
        TlsFailureCause.NotTls =>
            "Have the administrator of the mail server, or of a proxy before it, repair STARTTLS: after its 220 it must speak TLS, not text.",
        _ => null,
    };
}
