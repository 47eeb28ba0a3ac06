using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules;

/// <summary>A rule whose texts were read and found good, ready to be asked.</summary>
internal sealed class CompiledRule
{
    private CompiledRule(ForcedTlsRule rule)
    {
        Rule = rule;
        Level = (RuleLevel)Enum.Parse(typeof(RuleLevel), rule.Level);
        Direction = (RuleDirection)Enum.Parse(typeof(RuleDirection), rule.Direction);
        Patterns = [.. rule.Domains.Select(Pattern)];
    }

    public ForcedTlsRule Rule { get; }

    public string Name => Rule.Name;

    public RuleLevel Level { get; }

    public RuleDirection Direction { get; }

    public IReadOnlyList<DomainPattern> Patterns { get; }

    /// <summary>
    /// Reads a rule anew: PowerShell lets a script change any property, so an object proves nothing. Null with at least one problem.
    /// </summary>
    public static CompiledRule? From(ForcedTlsRule rule, out IReadOnlyList<MemberProblem> problems)
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal)
        {
            [RuleMembers.Name] = rule.Name,
            [RuleMembers.Enabled] = rule.Enabled,
            [RuleMembers.Priority] = rule.Priority,
            [RuleMembers.Direction] = rule.Direction,
            [RuleMembers.Domains] = rule.Domains,
            [RuleMembers.Level] = rule.Level,
            [RuleMembers.TlsDomains] = rule.TlsDomains,
            [RuleMembers.OpportunisticForOthers] = rule.OpportunisticForOthers,
            [RuleMembers.SmartHosts] = rule.SmartHosts,
            [RuleMembers.DeferralHours] = rule.DeferralHours,
            [RuleMembers.Comment] = rule.Comment,
        };
        return RuleMaker.Make(values, out problems) is { } good ? new CompiledRule(good with { Others = rule.Others, FileOthers = rule.FileOthers }) : null;
    }

    /// <summary>Negative where this rule decides before the other: the stricter level, then the smaller priority, then the name, so that the order of a list never matters.</summary>
    public int CompareTo(CompiledRule other) => Level != other.Level ? other.Level.CompareTo(Level)
        : Rule.Priority != other.Rule.Priority ? Rule.Priority.CompareTo(other.Rule.Priority)
        : string.CompareOrdinal(Name, other.Name);

    /// <summary>Whether both demand the same of a message, whatever they are called.</summary>
    public bool DemandsTheSame(CompiledRule other) => Level == other.Level && Rule.OpportunisticForOthers == other.Rule.OpportunisticForOthers
        && Rule.DeferralHours == other.Rule.DeferralHours
        && Rule.TlsDomains.SequenceEqual(other.Rule.TlsDomains, StringComparer.Ordinal) && Rule.SmartHosts.SequenceEqual(other.Rule.SmartHosts, StringComparer.Ordinal);

    /// <summary>The names of which a certificate must carry one, for a partner's domain.</summary>
    public IReadOnlyList<string> NamesFor(string domain) => Rule.TlsDomains.Count > 0 ? Rule.TlsDomains : CertificateName.UsualFor(domain);

    public override string ToString() => Name;

    private static DomainPattern Pattern(string text) => DomainPattern.TryParse(text, out DomainPattern? pattern, out string? problem)
        ? pattern : throw new FormatException(problem);
}
