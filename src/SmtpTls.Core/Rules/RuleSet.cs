using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules;

/// <summary>What is wrong between rules, or worth a look.</summary>
internal enum RuleProblemKind
{
    /// <summary>A member of one rule cannot be meant.</summary>
    Unusable,

    /// <summary>Two rules have the same name.</summary>
    SameName,

    /// <summary>Two rules mean the same domain and demand the same.</summary>
    Duplicate,

    /// <summary>Two rules mean the same domain and demand different things.</summary>
    Contradiction,

    /// <summary>Other rules decide for every domain of a rule.</summary>
    Shadowed,

    /// <summary>A star without the domain it stands below.</summary>
    BelowOnly,
}

/// <summary>One sentence about one rule of a set.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Message">For people.</param>
/// <param name="Fatal">The rule cannot be used.</param>
internal sealed record RuleProblem(RuleProblemKind Kind, string Rule, string Message, bool Fatal)
{
    public override string ToString() => Message;
}

/// <summary>Rules together: which of them decides, and what they say against each other.</summary>
internal sealed class RuleSet
{
    private RuleSet(IReadOnlyList<CompiledRule> rules, IReadOnlyList<RuleProblem> unusable)
    {
        Rules = rules;
        Outbound = new RuleIndex(Enabled(RuleDirection.Outbound));
        Inbound = new RuleIndex(Enabled(RuleDirection.Inbound));
        Problems = [.. unusable, .. Names(), .. Between(RuleDirection.Outbound), .. Between(RuleDirection.Inbound)];
    }

    /// <summary>All that can be used, in the order given.</summary>
    public IReadOnlyList<CompiledRule> Rules { get; }

    /// <summary>By recipient domain.</summary>
    public RuleIndex Outbound { get; }

    /// <summary>By sender domain.</summary>
    public RuleIndex Inbound { get; }

    public IReadOnlyList<RuleProblem> Problems { get; }

    public static RuleSet Of(IEnumerable<ForcedTlsRule> rules)
    {
        List<CompiledRule> good = [];
        List<RuleProblem> unusable = [];
        foreach (ForcedTlsRule rule in rules)
        {
            CompiledRule? compiled = CompiledRule.From(rule, out IReadOnlyList<MemberProblem> problems);
            if (compiled is not null)
            {
                good.Add(compiled);
            }

            string name = VisibleText.Show(rule.Name, 200);
            unusable.AddRange(problems.Select(problem => new RuleProblem(RuleProblemKind.Unusable, name, $"Rule '{name}': {problem.Message}", true)));
        }

        return new RuleSet(good, unusable);
    }

    public IEnumerable<CompiledRule> Enabled(RuleDirection direction) => Rules.Where(rule => rule.Rule.Enabled && rule.Direction == direction);

    public RuleIndex Index(RuleDirection direction) => direction == RuleDirection.Outbound ? Outbound : Inbound;

    private IEnumerable<RuleProblem> Names() => Rules.GroupBy(static rule => rule.Name, StringComparer.OrdinalIgnoreCase).Where(static group => group.Count() > 1)
        .Select(static group => new RuleProblem(RuleProblemKind.SameName, group.Key, $"{group.Count()} rules are named '{group.Key}'; a name says which rule is meant.", false));

    private List<RuleProblem> Between(RuleDirection direction)
    {
        List<RuleProblem> problems = [];
        RuleIndex index = Index(direction);
        Dictionary<string, CompiledRule> first = new(StringComparer.Ordinal);
        HashSet<(CompiledRule, CompiledRule)> said = [];
        foreach (CompiledRule rule in Enabled(direction))
        {
            foreach (DomainPattern pattern in rule.Patterns)
            {
                if (!first.TryGetValue(pattern.Text, out CompiledRule? other))
                {
                    first.Add(pattern.Text, rule);
                }
                else if (said.Add((other, rule)))
                {
                    problems.Add(Clash(other, rule, pattern));
                }
            }
        }

        foreach (CompiledRule rule in Enabled(direction))
        {
            problems.AddRange(Judge(rule, index, first));
        }

        return problems;
    }

    private static RuleProblem Clash(CompiledRule one, CompiledRule other, DomainPattern pattern)
    {
        if (one.DemandsTheSame(other))
        {
            return new RuleProblem(RuleProblemKind.Duplicate, other.Name, $"Rules '{one.Name}' and '{other.Name}' demand the same of {pattern}; take it out of one of them.", false);
        }

        CompiledRule winner = one.CompareTo(other) < 0 ? one : other;
        string why = one.Level != other.Level ? $"the stricter level, {winner.Level}, decides"
            : one.Rule.Priority != other.Rule.Priority ? $"both have level {one.Level}, so priority {winner.Rule.Priority} decides"
            : $"both have level {one.Level} and priority {one.Rule.Priority}, so only their names decide";
        return new RuleProblem(RuleProblemKind.Contradiction, other.Name, $"Rules '{one.Name}' and '{other.Name}' demand different things of {pattern}: {why}, which is rule '{winner.Name}'.", false);
    }

    private static IEnumerable<RuleProblem> Judge(CompiledRule rule, RuleIndex index, Dictionary<string, CompiledRule> named)
    {
        List<CompiledRule> deciding = [.. rule.Patterns.Select(pattern => index.Find(pattern)!).Distinct()];
        if (!deciding.Contains(rule))
        {
            string others = string.Join(", ", deciding.Take(3).Select(static other => $"'{other.Name}' ({other.Level})"));
            yield return new RuleProblem(RuleProblemKind.Shadowed, rule.Name, $"Rule '{rule.Name}' ({rule.Level}) never decides: for all its domains {others} does.", false);
        }

        foreach (DomainPattern pattern in rule.Patterns)
        {
            if (pattern.IsWildcard && !pattern.IsAll && !named.ContainsKey(pattern.Domain) && index.Find(pattern.Domain) is null)
            {
                yield return new RuleProblem(RuleProblemKind.BelowOnly, rule.Name,
                    $"Rule '{rule.Name}': {pattern} means every domain below {pattern.Domain} and not {pattern.Domain} itself, which no rule names; add {pattern.Domain} if you mean it too.", false);
            }
        }
    }
}
