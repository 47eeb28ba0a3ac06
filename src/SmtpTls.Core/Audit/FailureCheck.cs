using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using SmtpTls.MtaSts;

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

    /// <summary>
    /// The domain whose policy has a say beside the host; null for most failures. A host that no mx of the policy covers (RFC 8461 §4.1) is reported
    /// as <c>validation-failure</c>, since RFC 8460 §4.3 has no word of its own for it, and the host itself shows nothing of it.
    /// </summary>
    public static AuditTarget? PolicyOf(TlsRptFailure failure) =>
        failure is { ResultType: "validation-failure", MxHost: { } host } && !IPAddress.TryParse(host, out _) && DomainName.TryParse(failure.Domain ?? "", out DomainName? domain, out _) ? AuditTarget.Domain(domain) : null;

    /// <summary>The answer for a failure.</summary>
    /// <param name="failure">As reported.</param>
    /// <param name="audit">What was asked for it; null where nothing could be.</param>
    /// <param name="now">The time, for a failure that was not asked about.</param>
    /// <param name="policy">The domain's policy, where <see cref="PolicyOf"/> named one and it was asked for.</param>
    public static TlsRptNow Judge(TlsRptFailure failure, DomainAudit? audit, DateTimeOffset now, MtaStsResult? policy = null)
    {
        (string state, string detail) = audit is null ? ("Unknown", "The report names neither a mail host nor a domain that could be asked.")
            : failure.ResultType switch
            {
                "sts-policy-fetch-error" or "sts-policy-invalid" or "sts-webpki-invalid" => OfPolicy(failure.ResultType, audit.MtaSts),
                "tlsa-invalid" or "dane-required" => OfDane(failure.ResultType, audit.Dane),
                "dnssec-invalid" => OfDnssec(audit),
                _ => OfHosts(failure.ResultType ?? "", audit.StartTls.Hosts),
            };
        if (state == "Repaired" && policy is not null && failure.MxHost is { } host)
        {
            (state, detail) = OfCoverage(host, policy) is { } covered ? (covered.State, $"{detail} {covered.Detail}") : (state, detail);
        }

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

    /// <summary>What the policy says of a host that is good by itself; null where it has nothing against it.</summary>
    private static (string State, string Detail)? OfCoverage(string host, MtaStsResult policy) => policy switch
    {
        { State: "Indeterminate" } => ("Unknown", $"Whether an mx of the policy of {policy.Domain} covers it could not be determined."),
        { State: "Valid", Policy: { Mode: not "none" } file } when !file.Mx.Any(text => MxPattern.TryParse(text, out MxPattern? pattern, out _) && pattern.Matches(host)) =>
            ("StillFailing", $"But no mx of the policy of {policy.Domain} covers it: {string.Join(", ", file.Mx.Take(5))}{(file.Mx.Count > 5 ? $" and {file.Mx.Count - 5} more" : "")}."),
        _ => null,
    };

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
