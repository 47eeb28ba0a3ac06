using System.Collections.Generic;
using System.Linq;
using SmtpTls.Audit;

namespace SmtpTls.Rules.Live;

/// <summary>What has to hold at one partner domain for a recipient there.</summary>
/// <param name="Rule">The rule whose level binds.</param>
/// <param name="Own">The rule that names the domain; null for a recipient who is only bound because another one matched.</param>
/// <param name="Domain">The partner's domain, as A-labels.</param>
internal sealed record RuleDemand(CompiledRule Rule, CompiledRule? Own, string Domain)
{
    public RuleLevel Level => Rule.Level;

    /// <summary>The names of which the certificate must carry one. Those of another partner's rule would be no sense here.</summary>
    public IReadOnlyList<string> Names => Level != RuleLevel.Domain ? []
        : Own is { Rule.TlsDomains.Count: > 0 } own ? own.Rule.TlsDomains
        : Own is { Rule.SmartHosts.Count: > 0 } relayed ? relayed.Rule.SmartHosts
        : CertificateName.UsualFor(Domain);

    /// <summary>Who is looked at: the rule's relays, or the domain's mail hosts. A range of addresses cannot be.</summary>
    public IReadOnlyList<AuditTarget> Targets
    {
        get
        {
            List<AuditTarget> relays = [];
            foreach (string host in (Own?.Rule.SmartHosts ?? []).Where(static host => !SmartHostName.IsRange(host)))
            {
                if (AuditTarget.TryParseHost(host, out AuditTarget? target, out _))
                {
                    relays.Add(target!);
                }
            }

            return Own is { Rule.SmartHosts.Count: > 0 } ? relays : [AuditTarget.Domain(DomainName.Parse(Domain))];
        }
    }

    /// <summary>The domains that a rule names one by one; a star names no host that could be looked at, unless its mail goes to relays.</summary>
    public static IEnumerable<RuleDemand> Of(CompiledRule rule) => rule.Direction != RuleDirection.Outbound ? []
        : rule.Patterns.Where(pattern => !pattern.IsWildcard || (rule.Rule.SmartHosts.Count > 0 && !pattern.IsAll)).Select(pattern => new RuleDemand(rule, rule, pattern.Domain));
}
