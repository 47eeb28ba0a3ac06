using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Explain;

namespace SmtpTls.Audit;

/// <summary>
/// Titles and remedies of findings in another language. The detail stays as it is: it is made of observed values. A remedy that a check made
/// of what it saw, and that the language's file does not know, stays in English too.
/// </summary>
internal sealed class FindingTranslator
{
    private readonly Dictionary<string, CheckInfo> _checks;
    private readonly Language _language;

    private FindingTranslator(CheckCatalog catalog, Language language)
    {
        _checks = catalog.Checks.ToDictionary(check => check.Info.Id, check => check.Info, StringComparer.Ordinal);
        _language = language;
    }

    /// <summary>Null when the culture has no file, which is English.</summary>
    public static FindingTranslator? For(string? culture) => Language.Nearest(culture) is { } language ? new FindingTranslator(new CheckCatalog(), language) : null;

    public Finding Translate(Finding finding)
    {
        if (_language.Finding(finding.Id) is not { } text)
        {
            return finding;
        }

        bool usual = _checks.TryGetValue(finding.Id, out CheckInfo? info) && info.Remedy == finding.Remedy;
        return finding with { Title = text.Title, Remedy = usual ? text.Remedy : text.SpecialRemedies.TryGetValue(finding.Remedy, out string? special) ? special : finding.Remedy };
    }

    public DomainAudit Translate(DomainAudit audit) => audit with
    {
        Findings = All(audit.Findings),
        StartTls = audit.StartTls with { Hosts = [.. audit.StartTls.Hosts.Select(host => host with { Findings = All(host.Findings) })] },
        MtaSts = audit.MtaSts is { } policy ? policy with { Findings = All(policy.Findings) } : null,
        Dane = audit.Dane is { } dane ? dane with { Hosts = [.. dane.Hosts.Select(host => host with { Findings = All(host.Findings) })] } : null,
        TlsRpt = audit.TlsRpt is { } record ? record with { Findings = All(record.Findings) } : null,
    };

    private IReadOnlyList<Finding> All(IReadOnlyList<Finding> findings) => [.. findings.Select(Translate)];
}
