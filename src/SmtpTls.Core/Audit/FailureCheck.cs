using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit;

/// <summary>Joins failures of TLS reports to what is there now: is it still so, or was it repaired?</summary>
internal static class FailureCheck
{
    /// <summary>What must be asked to answer for a failure; null where no question of ours can.</summary>
    /// <param name="failure">As reported.</param>
    /// <param name="policy">True when it is the domain's policy that must be asked for, and not its hosts.</param>
    public static AuditTarget? QuestionOf(TlsRptFailure failure, out bool policy)
    {
        policy = failure.ResultType?.StartsWith("sts-", StringComparison.Ordinal) == true;
        if (!policy && failure.MxHost is { } host && AuditTarget.TryParseHost(host, out AuditTarget? target, out _))
        {
            return target;
        }

        return DomainName.TryParse(failure.Domain ?? "", out DomainName? domain, out _) ? AuditTarget.Domain(domain) : null;
    }

    /// <summary>The answer for a failure.</summary>
    /// <param name="failure">As reported.</param>
    /// <param name="audit">What was asked for it; null where nothing could be.</param>
    /// <param name="now">The time, for a failure that was not asked about.</param>
    public static TlsRptNow Judge(TlsRptFailure failure, DomainAudit? audit, DateTimeOffset now)
    {
        (string state, string detail) = audit is null ? ("Unknown", "The report names neither a mail host nor a domain that could be asked.")
            : failure.ResultType switch
            {
                "sts-policy-fetch-error" or "sts-policy-invalid" or "sts-webpki-invalid" => OfPolicy(failure.ResultType, audit.MtaSts),
                "tlsa-invalid" or "dane-required" => OfDane(failure.ResultType, audit.Dane),
                "dnssec-invalid" => OfDnssec(audit),
                _ => OfHosts(failure.ResultType ?? "", audit.StartTls.Hosts),
            };
        return new TlsRptNow { State = state, Detail = detail, CheckedAt = audit?.AssessedAt ?? now.UtcDateTime };
    }

    private static (string State, string Detail) OfHosts(string type, IReadOnlyList<StartTlsResult> hosts)
    {
        List<(string State, string Detail)> answers = [.. hosts.Select(host => OfHost(type, host))];
        foreach (string state in (string[])["StillFailing", "Unknown", "Repaired"])
        {
            List<string> details = [.. answers.Where(answer => answer.State == state).Select(answer => answer.Detail)];
            if (details.Count > 0)
            {
                return (state, string.Join(" ", details.Take(3)) + (details.Count > 3 ? $" And {details.Count - 3} more." : ""));
            }
        }

        return ("Unknown", "No mail host was found.");
    }

    private static (string State, string Detail) OfHost(string type, StartTlsResult host)
    {
        string name = $"{host.Host ?? host.Domain} [{host.Address ?? "no address"}]";
        if (host.Verdict is nameof(Verdict.Inconclusive))
        {
            return ("Unknown", $"{name} could not be probed: {host.Outcome}.");
        }

        if (host.Outcome is "NameNotResolved" or "NullMx")
        {
            return ("Unknown", $"{name} takes no mail any more ({host.Outcome}); look at the domain's mail hosts of today with Test-SmtpStartTls.");
        }

        if (!host.Encrypted)
        {
            return ("StillFailing", $"{name} gives no TLS: {host.Outcome}.");
        }

        string[] problems = type switch
        {
            "starttls-not-supported" => [],
            "certificate-expired" => ["Expired"],
            "certificate-host-mismatch" => ["NameMismatch", "NoSubjectAltName"],
            "certificate-not-trusted" => ["SelfSigned", "UntrustedRoot", "IncompleteChain"],
            _ => [.. host.CertificateProblems.Where(problem => problem != "RevocationUnknown")],
        };
        List<string> still = [.. host.CertificateProblems.Where(problem => problems.Contains(problem))];
        string seen = $"{host.TlsVersion}, certificate {host.CertificateVerdict}{(host.CertificateProblems.Count > 0 ? $" ({string.Join(", ", host.CertificateProblems)})" : "")}";
        return still.Count > 0 ? ("StillFailing", $"{name}: {string.Join(", ", still)}; {seen}.") : ("Repaired", $"{name}: {seen}.");
    }

    private static (string State, string Detail) OfPolicy(string type, MtaStsResult? policy) => policy?.State switch
    {
        null or "Indeterminate" => ("Unknown", "The MTA-STS policy could not be asked for."),
        "Absent" => ("Repaired", "The domain has no MTA-STS record any more, so no sender asks for a policy."),
        "Valid" => ("Repaired", $"The policy is fetched and valid: mode {policy.Policy?.Mode}."),
        "FetchFailed" => (type == "sts-policy-fetch-error" ? "StillFailing" : "Unknown", $"The policy cannot be fetched: {FirstProblem(policy) ?? "HTTP " + policy.Policy?.HttpStatus}."),
        "InvalidPolicy" => ("StillFailing", $"The policy is not valid: {FirstProblem(policy)}."),
        "WebCertificateInvalid" => ("StillFailing", $"The certificate of the policy host is not valid: {FirstProblem(policy)}."),
        _ => ("StillFailing", $"MTA-STS is in state {policy.State}."),
    };

    private static (string State, string Detail) OfDane(string type, DaneSummary? dane)
    {
        if (dane is null || dane.Hosts.Count == 0)
        {
            return ("Unknown", "The TLSA records could not be asked for.");
        }

        string detail = string.Join(" ", dane.Hosts.Take(3).Select(host => $"{host.Host}: {host.State}, a DANE sender would {host.Effect}."));
        return dane.State switch
        {
            "Matched" => ("Repaired", detail),
            "Failed" or "Bogus" or "Partial" => ("StillFailing", detail),

            // Without TLSA records none can be wrong; a sender that requires them still misses them.
            "Absent" or "NotSecure" or "NotApplicable" => (type == "dane-required" ? "StillFailing" : "Repaired", detail),
            _ => ("Unknown", detail),
        };
    }

    private static string? FirstProblem(MtaStsResult policy) => policy.Policy is { Problems: { Count: > 0 } problems } ? problems[0] : null;

    private static (string State, string Detail) OfDnssec(DomainAudit audit)
    {
        DnsAnswerSecurity? bogus = audit.DnsSecurity.FirstOrDefault(answer => answer.Security == "Bogus");
        return bogus is not null ? ("StillFailing", $"{bogus.Name} {bogus.Type} is bogus: {bogus.Reason}.")
            : audit.DnsSecurity.Any(answer => answer.Security is null or "Indeterminate") || audit.DnsSecurity.Count == 0
                ? ("Unknown", "The DNS answers could not be validated; use -DnssecMode Validate and a DNS server that passes DNSSEC records.")
                : ("Repaired", $"All {audit.DnsSecurity.Count} DNS answers on the way to the host are proved or unsigned.");
    }
}
