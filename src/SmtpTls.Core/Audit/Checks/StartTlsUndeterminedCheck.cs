using System.Collections.Generic;
using System.Globalization;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Checks;

internal sealed class StartTlsUndeterminedCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("STARTTLS-UNDETERMINED", "Nothing could be learnt about STARTTLS", Severity.Medium, "RFC 5321 §4.5.4.1",
        "Test again later and from another network; if it stays so, have the administrator of the mail server and of the firewalls on the path look at port 25.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (Judgements.IsUndetermined(seen.Probe.Outcome))
        {
            string reason = seen.Probe switch
            {
                { ReplyCode: not null } => $"it answered '{seen.Reply}'.",
                { Fault: { } fault } => VisibleText.Show(fault.Message, 500) + Waited(seen.Probe),
                _ => Judgements.Describe(seen.Probe.Outcome) + ".",
            };
            yield return Found(seen.Name, $"{seen.Place}: {reason}", remedy: Remedy(seen.Probe));
        }
    }

    /// <summary>How long was long enough to give up.</summary>
    private static string Waited(SmtpProbe probe) =>
        probe.Outcome is ProbeOutcome.Timeout or ProbeOutcome.GreetingTimeout && probe.Timings.TotalMs is { } total
            ? $" The probe waited {(total / 1000).ToString("0.0", CultureInfo.InvariantCulture)} s in all." : "";

    private static string? Remedy(SmtpProbe probe) => probe.Outcome switch
    {
        ProbeOutcome.Timeout when probe.Tls is not null =>
            "Have the firewall administrators on both sides check that TLS on port 25 passes: a device that holds or drops the TLS records looks just like this.",
        ProbeOutcome.ConnectionTimeout or ProbeOutcome.Unreachable =>
            "Test again from a network that may send mail: many providers block outbound port 25. If others reach the server and you do not, ask your firewall administrator.",
        ProbeOutcome.TemporaryFailure =>
            "Wait some minutes and test again: the server asked for that (greylisting, rate limits and maintenance look like this).",
        _ => null,
    };
}
