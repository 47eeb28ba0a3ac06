using System;
using System.Collections.Generic;
using System.Globalization;

namespace SmtpTls.Rules.Plan;

/// <summary>
/// Where Exchange Online, with the connectors made from the same rules, behaves otherwise than the rules say. Only what its documentation says or
/// what was seen of it stands here; what nobody could confirm is said to be so.
/// </summary>
internal sealed class ExchangeDifferences(RuleSet set)
{
    private readonly List<string> _texts = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>What follows from a rule that decides for somebody.</summary>
    public void AddRule(CompiledRule rule)
    {
        if (!rule.Rule.OpportunisticForOthers)
        {
            Say("Exchange Online has no setting that binds all recipients of a message: connectors and rules act for each recipient's domain, so the others would stay opportunistic, and nobody is rejected at once: mail that misses its connector's TLS is queued and tried again for 24 hours.");
        }

        if (rule.Rule.DeferralHours != 24)
        {
            Say(string.Format(CultureInfo.InvariantCulture, "Exchange Online tries again for 24 hours and cannot be told another time; rule '{0}' says {1}.", rule.Name, rule.Rule.DeferralHours));
        }

        if (rule.Level == RuleLevel.Domain && rule.Rule.TlsDomains.Count > 1)
        {
            Say(string.Format(CultureInfo.InvariantCulture, "A connector of Exchange Online takes one TlsDomain; rule '{0}' accepts any of {1} names.", rule.Name, rule.Rule.TlsDomains.Count));
        }

        if (rule.Level == RuleLevel.Domain && rule.Rule.TlsDomains.Count == 0)
        {
            Say($"Rule '{rule.Name}' expects the recipient's own domain or a name below it; a connector of Exchange Online takes one fixed TlsDomain, and what it checks without one is not documented.");
        }

        Say(rule.Level == RuleLevel.Dane
            ? "Exchange Online says it in its own codes: 4.7.321 to 4.7.325 while it tries again, 5.7.321 to 5.7.325 in the bounce."
            : "Exchange Online says it in its own codes: 450 4.4.317 while it tries again, 550 5.4.317 \"Message expired, cannot connect to remote server\" in the bounce.");
        if (rule.Level != RuleLevel.Dane)
        {
            Say("Exchange Online also honours DANE records and MTA-STS policies of domains that a connector serves, whatever its level, unless its SmtpDaneMode or MtaStsMode is None, and holds mail back where these fail.");
        }

        Say("Nothing documented says that Exchange Online demands a certificate of the sender's own server before it delivers a bounce.");
    }

    /// <summary>What follows from the domain of one recipient.</summary>
    public void AddDomain(string domain, CompiledRule? deciding)
    {
        if (set.Outbound.FindClosest(domain) is { } closest && deciding is not null && closest != deciding && !closest.DemandsTheSame(deciding))
        {
            Say($"For {domain} rule '{deciding.Name}' ({deciding.Level}) decides, being the stricter or the prior one; Exchange Online takes the connector that names the domain most closely, which would be that of rule '{closest.Name}' ({closest.Level}).");
        }

        if (deciding is null && set.Outbound.Find(DomainPattern.Below(domain)) is { } below)
        {
            Say($"No rule names {domain} itself; the connector of rule '{below.Name}' for *.{domain} covers it in Exchange Online as well.");
        }
    }

    public void AddOpportunistic() =>
        Say("Recipients without a rule: Exchange Online also honours their DANE records and their MTA-STS policies unless a connector says otherwise, and holds mail back where these fail.");

    private void Say(string text)
    {
        if (_said.Add(text))
        {
            _texts.Add(text);
        }
    }
}
