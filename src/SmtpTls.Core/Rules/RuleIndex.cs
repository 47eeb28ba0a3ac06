using System;
using System.Collections.Generic;

namespace SmtpTls.Rules;

/// <summary>The enabled rules of one direction by the domains they mean: a domain of any depth costs a look-up a label, however many rules there are.</summary>
internal sealed class RuleIndex
{
    private readonly Dictionary<string, CompiledRule> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledRule> _below = new(StringComparer.Ordinal);
    private CompiledRule? _all;

    public RuleIndex(IEnumerable<CompiledRule> rules)
    {
        foreach (CompiledRule rule in rules)
        {
            foreach (DomainPattern pattern in rule.Patterns)
            {
                Add(pattern, rule);
            }
        }
    }

    /// <summary>The rule that decides for a domain (A-labels, lower case): the strictest level wins, then priority.</summary>
    public CompiledRule? Find(string domain) => Better(Better(_exact.GetValueOrDefault(domain), Above(domain)), _all);

    /// <summary>The rule that decides for every domain that a pattern means; others may decide for some of them.</summary>
    public CompiledRule? Find(DomainPattern pattern) => pattern.IsAll ? _all
        : pattern.IsWildcard ? Better(Better(_below.GetValueOrDefault(pattern.Domain), Above(pattern.Domain)), _all)
        : Find(pattern.Domain);

    /// <summary>The rule that names a domain most closely, as systems choose that know no strictness: itself, then the nearest star.</summary>
    public CompiledRule? FindClosest(string domain)
    {
        if (_exact.TryGetValue(domain, out CompiledRule? rule))
        {
            return rule;
        }

        for (int dot = domain.IndexOf('.'); dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            if (_below.TryGetValue(domain.Substring(dot + 1), out rule))
            {
                return rule;
            }
        }

        return _all;
    }

    /// <summary>The best of the stars above a domain.</summary>
    private CompiledRule? Above(string domain)
    {
        CompiledRule? best = null;
        if (_below.Count == 0)
        {
            return null;
        }

        for (int dot = domain.IndexOf('.'); dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            best = Better(best, _below.GetValueOrDefault(domain.Substring(dot + 1)));
        }

        return best;
    }

    private void Add(DomainPattern pattern, CompiledRule rule)
    {
        if (pattern.IsAll)
        {
            _all = Better(_all, rule);
            return;
        }

        Dictionary<string, CompiledRule> map = pattern.IsWildcard ? _below : _exact;
        map[pattern.Domain] = Better(map.GetValueOrDefault(pattern.Domain), rule)!;
    }

    private static CompiledRule? Better(CompiledRule? one, CompiledRule? other) => one is null ? other : other is null || one.CompareTo(other) <= 0 ? one : other;
}
