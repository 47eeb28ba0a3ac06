using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;

namespace SmtpTls.Audit;

/// <summary>
/// Turns facts into findings, results and grades. Pure: the same facts always give the same judgement, today or read from a file next year.
/// </summary>
/// <param name="catalog">Every check there is.</param>
/// <param name="withProofs">Results hold the steps of DNSSEC proofs too.</param>
internal sealed class Judge(CheckCatalog catalog, bool withProofs = false)
{
    private readonly SecurityAssembly _security = new(withProofs);

    public DomainAudit Assess(DomainFacts facts)
    {
        // Each address is judged once: its findings stand in its own result and among those of the whole.
        IReadOnlyList<DaneHost> dane = DaneHost.AllOf(facts);
        List<JudgedAddress> addresses = [.. Cases(facts).Select(seen => JudgeAddress(seen, DaneRelief.Covers(dane, seen)))];
        IEnumerable<Finding> ofWhole = catalog.Checks.Where(check => check is not AddressCheck).SelectMany(check => check.Judge(facts));
        IReadOnlyList<Finding> findings = Sorted(ofWhole.Concat(addresses.SelectMany(address => address.Findings)).Distinct());
        IReadOnlyList<StartTlsResult> results = AddressResults(facts, addresses, findings);

        // That of the weakest host assessed; what could not be assessed is left out, and has a finding of its own.
        Assurance? assurance = addresses.Select(address => Judgements.AssuranceOf(address.Seen)).Min();
        MtaStsResult? policy = StsAssembly.Of(facts, findings) is { } sts ? sts with { DnsSecurity = _security.Of([facts.MtaSts!.Txt.Answer]) } : null;
        DaneSummary? summary = DaneAssembly.Of(facts, findings, _security);
        assurance = Judgements.Enforce(assurance, policy, summary);
        DomainAudit audit = new()
        {
            Domain = facts.Subject,
            MxState = (facts.MxState == MailRouteState.NotAsked ? MailRouteState.Unknown : facts.MxState).ToString(),
            AssessedAt = facts.TakenAt.UtcDateTime,
            DurationMs = Math.Round(facts.DurationMs, 3),
            Mx = [.. facts.Hosts.Where(host => IsMailHost(facts, host)).Select(host => MxOf(facts, host))],
            StartTls = new StartTlsSummary
            {
                Verdict = Worst(results.Select(result => result.Verdict)),
                Hosts = results,
            },
            Certificate = CertificateOf(facts, addresses, results),
            MtaSts = policy,
            Dane = summary,
            TlsRpt = TlsRptAssembly.Of(facts, findings) is { } reports ? reports with { DnsSecurity = _security.Of([facts.TlsRpt!.Txt.Answer]) } : null,
            DnsSecurity = _security.Of(SecurityAssembly.All(facts)),
            Assurance = assurance?.ToString(),
            Grade = Judgements.GradeOf(assurance, findings),
            Findings = findings,
        };
        return audit with { Steps = GradeSteps.Of(audit) };
    }

    private JudgedAddress JudgeAddress(AddressCase seen, bool covered) =>
        new(seen, Sorted(catalog.Checks.OfType<AddressCheck>().SelectMany(check => check.Judge(seen)).Select(finding => covered ? DaneRelief.Lighten(finding) : finding)));

    private IReadOnlyList<StartTlsResult> AddressResults(DomainFacts facts, List<JudgedAddress> addresses, IReadOnlyList<Finding> findings)
    {
        if (facts.MxState == MailRouteState.Null)
        {
            return [StartTlsAssembly.NullMx(facts, [.. findings.Where(finding => finding.Subject == facts.Subject)]) with { DnsSecurity = _security.Of([facts.MxAnswer]) }];
        }

        List<StartTlsResult> results = [];
        foreach (HostFacts host in facts.Hosts)
        {
            IReadOnlyList<DnsAnswerSecurity> security = _security.OfHost(facts, host);
            if (host.Addresses.Count == 0)
            {
                results.Add(StartTlsAssembly.Unresolved(facts, host, [.. findings.Where(finding => finding.Subject == host.Host)]) with { DnsSecurity = security });
            }

            results.AddRange(addresses.Where(address => ReferenceEquals(address.Seen.Host, host))
                .Select(address => StartTlsAssembly.Of(address.Seen, address.Findings) with { DnsSecurity = security }));
        }

        return results;
    }

    private static CertificateSummary CertificateOf(DomainFacts facts, List<JudgedAddress> addresses, IReadOnlyList<StartTlsResult> results)
    {
        List<Verdict> verdicts = [.. addresses.Select(address => CertificateProblems.SummaryOf(address.Seen))];
        verdicts.AddRange(facts.Hosts.Where(host => host.Addresses.Count == 0).Select(_ => Verdict.Inconclusive));
        return new CertificateSummary
        {
            Verdict = Verdicts.Worst(verdicts, facts.MxState == MailRouteState.Unknown ? Verdict.Inconclusive : Verdict.NotPresent).ToString(),
            Problems = [.. results.SelectMany(result => result.CertificateProblems).Distinct()],
        };
    }

    private static IEnumerable<AddressCase> Cases(DomainFacts facts) =>
        facts.Hosts.SelectMany(host => host.Addresses.Select(address => new AddressCase(facts, host, address)));

    /// <summary>False for the domain that stands in for a host where none was found, so that the question has an answer.</summary>
    private static bool IsMailHost(DomainFacts facts, HostFacts host) => facts.MxState switch
    {
        MailRouteState.NotFound or MailRouteState.Unknown or MailRouteState.NotAsked => false,
        MailRouteState.Found => host.Preference is not null || facts.Domain is null,
        _ => true,
    };

    private static MxHostInfo MxOf(DomainFacts facts, HostFacts host) =>
        new(host.Host, host.Preference, [.. host.Addresses.Select(address => address.Probe.Target.Address.ToString())], SecurityAssembly.Worst([facts.MxAnswer, .. host.AddressAnswers]));

    private static string Worst(IEnumerable<string> verdicts) =>
        Verdicts.Worst(verdicts.Select(verdict => (Verdict)Enum.Parse(typeof(Verdict), verdict)), Verdict.Inconclusive).ToString();

    private static IReadOnlyList<Finding> Sorted(IEnumerable<Finding> findings) =>
        [.. findings.OrderBy(finding => finding.Subject, StringComparer.Ordinal).ThenBy(finding => finding.Id, StringComparer.Ordinal)];

    private sealed record JudgedAddress(AddressCase Seen, IReadOnlyList<Finding> Findings);
}
