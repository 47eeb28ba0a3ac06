using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary>Domains of a rule that one connector can serve: those that share one certificate name, since a connector holds one.</summary>
/// <param name="Patterns">In the rule's order.</param>
/// <param name="TlsDomain">Null below level Domain, and where Exchange takes the recipient's domain itself.</param>
/// <param name="Note">What the connector checks otherwise than the rule; null where nothing.</param>
internal sealed record ConnectorGroup(IReadOnlyList<DomainPattern> Patterns, string? TlsDomain, string? Note)
{
    /// <summary>The groups; domains whose certificate name cannot be told from the rule come out in <paramref name="open"/>.</summary>
    public static IReadOnlyList<ConnectorGroup> Of(CompiledRule rule, IReadOnlyList<DomainPattern> patterns, out IReadOnlyList<DomainPattern> open)
    {
        open = [];
        if (rule.Level != RuleLevel.Domain)
        {
            return patterns.Count == 0 ? [] : [new ConnectorGroup(patterns, null, null)];
        }

        if (rule.Rule.TlsDomains.Count == 1)
        {
            return patterns.Count == 0 ? [] : [new ConnectorGroup(patterns, rule.Rule.TlsDomains[0], null)];
        }

        if (rule.Rule.TlsDomains.Count == 0)
        {
            return [.. patterns.GroupBy(static pattern => pattern.Domain, StringComparer.Ordinal).Select(static group => new ConnectorGroup([.. group], "*." + group.Key,
                $"The rule expects {group.Key} or a name below it; a connector takes one name, so it got *.{group.Key}. Whether that takes a certificate for {group.Key} itself is not documented: give the rule the name of the partner's certificate."))];
        }

        return ByName(rule, patterns, out open);
    }

    /// <summary>Of several names each domain takes the one that belongs to it.</summary>
    private static IReadOnlyList<ConnectorGroup> ByName(CompiledRule rule, IReadOnlyList<DomainPattern> patterns, out IReadOnlyList<DomainPattern> open)
    {
        Dictionary<string, List<DomainPattern>> groups = new(StringComparer.Ordinal);
        List<DomainPattern> left = [];
        foreach (DomainPattern pattern in patterns)
        {
            List<string> fitting = [.. rule.Rule.TlsDomains.Where(name => Belongs(name, pattern))];
            if (fitting.Count != 1)
            {
                left.Add(pattern);
                continue;
            }

            if (!groups.TryGetValue(fitting[0], out List<DomainPattern>? members))
            {
                groups[fitting[0]] = members = [];
            }

            members.Add(pattern);
        }

        open = left;
        return [.. groups.Select(group => new ConnectorGroup(group.Value, group.Key,
            $"The rule accepts any of {rule.Rule.TlsDomains.Count} names; a connector takes one, so this one accepts {group.Key} only."))];
    }

    private static bool Belongs(string name, DomainPattern pattern)
    {
        string bare = name.StartsWith("*.", StringComparison.Ordinal) ? name.Substring(2) : name;
        return !pattern.IsAll && (bare == pattern.Domain || bare.EndsWith("." + pattern.Domain, StringComparison.Ordinal));
    }
}
