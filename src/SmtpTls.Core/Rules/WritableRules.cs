using System;
using System.Linq;

namespace SmtpTls.Rules;

/// <summary>
/// The enabled rules that a target system can say. Where the rule that decides cannot be said there, the next one stands in: then less is demanded
/// than was wanted, which is told, and not nothing at all.
/// </summary>
internal sealed class WritableRules(RuleSet set, Func<CompiledRule, string?> findRefusal)
{
    private readonly RuleIndex _outbound = new(set.Enabled(RuleDirection.Outbound).Where(rule => findRefusal(rule) is null)),
        _inbound = new(set.Enabled(RuleDirection.Inbound).Where(rule => findRefusal(rule) is null));

    /// <summary>The rule that decides for all that a pattern of one of these rules means.</summary>
    public CompiledRule Find(CompiledRule of, DomainPattern pattern) => (of.Direction == RuleDirection.Outbound ? _outbound : _inbound).Find(pattern)!;

    /// <summary>A sentence where a rule is written only because the one that decides was left out.</summary>
    public string? StandIn(CompiledRule rule, DomainPattern pattern) => set.Index(rule.Direction).Find(pattern) is { } deciding && findRefusal(deciding) is not null
        ? $"Rule '{deciding.Name}' ({deciding.Level}) decides for {pattern} and was left out; rule '{rule.Name}' ({rule.Level}) is written in its place and demands {(rule.Level == deciding.Level ? "something else" : "less")}."
        : null;
}
