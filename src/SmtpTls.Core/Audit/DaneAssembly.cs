using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;

namespace SmtpTls.Audit;

/// <summary>Turns what was seen of DANE into the public results.</summary>
internal static class DaneAssembly
{
    private const string Area = "DANE-";

    /// <summary>Null where nobody asked.</summary>
    public static DaneSummary? Of(DomainFacts facts, IReadOnlyList<Finding> findings, SecurityAssembly security)
    {
        if (!facts.DaneAsked || facts.MxState == MailRouteState.NotAsked)
        {
            return null;
        }

        IReadOnlyList<DaneHost> hosts = DaneHost.AllOf(facts);
        DaneState state = StateOf(hosts);
        return new DaneSummary
        {
            State = state.ToString(),

            // Where only some hosts hold, the others are what a sender can be led to.
            Verdict = Verdicts.Worst(hosts.Select(host => DaneStates.VerdictOf(host.State)).Append(DaneStates.VerdictOf(state)), Verdict.NotPresent).ToString(),
            Hosts = [.. hosts.Select(host => ResultOf(facts, host, findings) with { DnsSecurity = security.OfDane(facts, host.Facts) })],
        };
    }

    /// <summary>The hosts' common state, else Partial when some hold, else the worst.</summary>
    public static DaneState StateOf(IReadOnlyList<DaneHost> hosts) => hosts.Count == 0 ? DaneState.NotApplicable
        : hosts.All(host => host.State == hosts[0].State) ? hosts[0].State
        : hosts.Any(host => host.State is DaneState.Matched or DaneState.Partial) ? DaneState.Partial
        : hosts.Min(host => host.State);

    /// <summary>What a face hands out: a result for each host, and one for a domain that has none.</summary>
    public static IEnumerable<DaneResult> ResultsOf(DomainAudit audit) => audit.Dane is not { } dane ? []
        : dane.Hosts.Count > 0 ? dane.Hosts
        : [new DaneResult
        {
            Domain = audit.Domain,
            Host = audit.Domain,
            State = dane.State,
            Verdict = dane.Verdict,
            Reason = NoHost(audit.MxState),
            DnsSecurity = audit.DnsSecurity,
        }];

    /// <summary>The records alone, one set for each host, and one for a domain that has none.</summary>
    public static IEnumerable<TlsaRecordSet> SetsOf(DomainFacts facts, SecurityAssembly security)
    {
        IReadOnlyList<DaneHost> hosts = DaneHost.AllOf(facts);
        return hosts.Count > 0 ? hosts.Select(host => SetOf(facts, host, security))
            : [new TlsaRecordSet { Domain = facts.Subject, Host = facts.Subject, State = "NotAsked", MxSecurity = facts.MxAnswer?.Security?.ToString(), Reason = NoHost(facts.MxState.ToString()), DnsSecurity = security.OfDane(facts, null) }];
    }

    private static string NoHost(string mxState) => mxState == nameof(MailRouteState.Null) ? "The domain takes no mail (null MX, RFC 7505)." : "The domain has no mail host.";

    private static TlsaRecordSet SetOf(DomainFacts facts, DaneHost host, SecurityAssembly security) => new()
    {
        Domain = facts.Domain?.ToString(),
        Host = host.Host,
        Name = host.Answer?.Name,
        State = host.Answer is { } seen ? seen.Status == DnsStatus.Found ? "Found" : seen.IsDecisive ? "Absent" : "Unknown"
            : host.State is DaneState.Bogus or DaneState.Indeterminate ? "Unknown" : "NotAsked",
        Security = host.Answer?.Security?.ToString(),
        MxSecurity = host.MxSecurity?.ToString(),
        AddressSecurity = host.AddressSecurity?.ToString(),
        BaseDomain = host.Answer?.BaseDomain,
        Ttl = host.Answer is { Status: DnsStatus.Found } found ? found.Ttl : null,
        Records = host.Set is { } set ? DaneRecords.Plain(set) : DaneRecords.Of(host),
        Reason = host.Set is null ? VisibleText.Show(host.Reason, 900) : null,
        DnsSecurity = security.OfDane(facts, host.Facts),
    };

    private static DaneResult ResultOf(DomainFacts facts, DaneHost host, IReadOnlyList<Finding> findings) => new()
    {
        Domain = facts.Domain?.ToString(),
        Host = host.Host,
        State = host.State.ToString(),
        Effect = host.Effect?.ToString(),
        Verdict = DaneStates.VerdictOf(host.State).ToString(),
        MxSecurity = host.MxSecurity?.ToString(),
        AddressSecurity = host.AddressSecurity?.ToString(),
        TlsaSecurity = host.Answer?.Security?.ToString(),
        BaseDomain = host.Set is null ? null : host.Answer?.BaseDomain,
        Records = DaneRecords.Of(host),
        Reason = VisibleText.Show(host.Reason, 900),
        ResultType = ResultTypeOf(host),
        Certificates = [.. host.Shown.Select(CertificateOf)],
        Ttl = host.Answer is { Status: DnsStatus.Found } seen ? seen.Ttl : null,
        Findings = [.. findings.Where(finding => finding.Id.StartsWith(Area, StringComparison.Ordinal) && (finding.Subject == host.Host || finding.Subject == facts.Subject))],
    };

    private static string? ResultTypeOf(DaneHost host) => host.State switch
    {
        DaneState.Bogus => "dnssec-invalid",
        DaneState.Failed or DaneState.Partial => host.Shown.Select(shown => shown.ResultType).FirstOrDefault(type => type is not null),
        DaneState.Unusable => "tlsa-invalid",
        _ => null,
    };

    private static DaneCertificate CertificateOf(DaneShown shown) => new()
    {
        Address = shown.Seen.Address.ToString(),
        KeyType = shown.KeyType.Length > 0 ? shown.KeyType : null,
        Matched = shown.Matched,
        Problem = shown.Problem is { } problem ? VisibleText.Show(problem, 500) : null,
        Subject = shown.Leaf?.Info.Subject,
        Sha256 = shown.Leaf?.Info.Sha256,
        SpkiSha256 = shown.Leaf?.Info.SpkiSha256,
        NotAfter = shown.Leaf?.Info.NotAfter,
    };
}
