using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit;

/// <summary>
/// Why an audit has its grade, step by step: D for TLS everywhere, C for certificates that hold, B for a sender that is made to check, A for nothing left to
/// repair. What is missing for the next step comes first, because that is what somebody has to do.
/// </summary>
internal static class GradeSteps
{
    /// <summary>Pure: the same audit always has the same steps. None where nothing could be assessed.</summary>
    public static IReadOnlyList<GradeStep> Of(DomainAudit audit)
    {
        if (audit.Assurance is not { } word)
        {
            return [];
        }

        Assurance assurance = (Assurance)Enum.Parse(typeof(Assurance), word);
        List<GradeStep> steps =
        [
            Step("D", Assurance.Opportunistic, assurance >= Assurance.Opportunistic, Encryption(audit, assurance >= Assurance.Opportunistic)),
            Step("C", Assurance.Authenticatable, assurance >= Assurance.Authenticatable, Certificates(audit, assurance)),
            Step("B", Assurance.Enforced, assurance == Assurance.Enforced, assurance == Assurance.Enforced ? EnforcedBy(audit) : NotEnforced(audit)),
            Step("A", Assurance.Enforced, audit.Grade == "A", Clean(audit)),
        ];
        return [.. steps.Where(step => !step.Reached), .. steps.Where(step => step.Reached).Reverse()];
    }

    private static GradeStep Step(string grade, Assurance assurance, bool reached, IEnumerable<string> reasons) =>
        new() { Grade = grade, Assurance = assurance.ToString(), Reached = reached, Reasons = [.. reasons] };

    private static IEnumerable<string> Encryption(DomainAudit audit, bool reached)
    {
        if (reached)
        {
            int count = audit.StartTls.Hosts.Count(host => host.Encrypted);
            yield return $"TLS is set up at {(count == 1 ? "the one address" : $"each of the {count} addresses")} that could be assessed";
            yield break;
        }

        foreach (StartTlsResult host in audit.StartTls.Hosts.Where(CarriesClearText))
        {
            yield return $"{Name(host)}: {Judgements.Describe(OutcomeOf(host))}, so mail to it may travel in clear";
        }
    }

    private static IEnumerable<string> Certificates(DomainAudit audit, Assurance assurance)
    {
        List<string> bad = [.. audit.StartTls.Hosts.Where(host => host.Encrypted && host.CertificateVerdict != nameof(CertificateVerdict.Valid))
            .Select(host => $"{Name(host)}: certificate {host.CertificateVerdict}{(host.CertificateProblems.Count == 0 ? "" : $" ({string.Join(", ", host.CertificateProblems)})")}")];
        if (assurance >= Assurance.Authenticatable)
        {
            return bad.Count == 0 ? ["the certificates hold"] : ["not needed: DANE names the certificates that senders accept", .. bad];
        }

        return bad.Count == 0 ? ["TLS at every address comes first"] : bad;
    }

    private static IEnumerable<string> EnforcedBy(DomainAudit audit)
    {
        if (audit.MtaSts is { Verdict: nameof(Verdict.Pass), Policy.Mode: "enforce" })
        {
            yield return "MTA-STS: the policy is enforced, and every mail host gets mail under it";
        }

        if (audit.Dane is { Hosts.Count: > 0 } dane && dane.Hosts.All(Judgements.IsHeld))
        {
            yield return $"DANE: the records of {(dane.Hosts.Count == 1 ? "the mail host" : "every mail host")} hold";
        }
    }

    /// <summary>Either of the two is enough, so that both are named.</summary>
    private static IEnumerable<string> NotEnforced(DomainAudit audit)
    {
        yield return "MTA-STS: " + (audit.MtaSts switch
        {
            null => "it was not asked",
            { State: "Absent" } => "there is no record and no policy",
            { State: "Valid", Policy.Mode: "enforce" } policy => $"the policy is enforced, but these hosts would not get mail under it: {Hosts(policy.MxResults.Where(mx => mx.Deliverable != true).Select(mx => mx.ToString()))}",
            { State: "Valid", Policy: { } policy } => $"the policy's mode is {policy.Mode}, which makes no sender check",
            { } other => $"it is {other.State}",
        });
        yield return "DANE: " + (audit.Dane switch
        {
            null => "it was not asked",
            { Hosts.Count: 0 } => "there is no mail host",
            { } dane => Hosts(dane.Hosts.Where(host => !Judgements.IsHeld(host)).Select(host =>
                $"{host.Host} {host.State}{(host.MxSecurity is null or "Secure" ? "" : $" (MX answer {host.MxSecurity})")}")),
        });
    }

    private static IEnumerable<string> Clean(DomainAudit audit)
    {
        List<string> open = [.. audit.Findings.Where(finding => (Severity)Enum.Parse(typeof(Severity), finding.Severity) >= Severity.Medium)
            .Select(finding => $"{finding.Severity} {finding.Id} ({finding.Subject})")];
        return open.Count > 0 ? open
            : audit.Grade == "A" ? ["no finding of Medium or above"]
            : ["the steps before it come first"];
    }

    private static string Hosts(IEnumerable<string> hosts) => Listing.Of([.. hosts], 10);

    private static bool CarriesClearText(StartTlsResult host) => OutcomeOf(host) is ProbeOutcome.NotOffered or ProbeOutcome.Stripped or ProbeOutcome.Refused
        or ProbeOutcome.HandshakeFailed or ProbeOutcome.InjectionDetected;

    private static ProbeOutcome OutcomeOf(StartTlsResult host) => (ProbeOutcome)Enum.Parse(typeof(ProbeOutcome), host.Outcome);

    private static string Name(StartTlsResult host) => host.Address is null || host.Address == host.Host ? host.Host ?? "" : $"{host.Host} ({host.Address})";
}
