using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Headers;

namespace SmtpTls.Rules.Seen;

/// <summary>
/// Holds what servers stamped against rules of forced TLS: which message broke which rule, at which hop. Every hop between two sites counts. A
/// stamp proves a breach by what it says (in clear, a TLS version below 1.2); what it does not say is a doubt and never a breach.
/// </summary>
/// <param name="set">The rules; for each domain the one that decides counts.</param>
internal sealed class HeaderRules(RuleSet set)
{
    private const int MostDomains = 200, MostJudged = 1000;

    /// <summary>The path, with what it says about each rule that the message falls under.</summary>
    public MessagePath Judge(MessageHeader header, IReadOnlyList<HopSeen> hops, MessagePath path)
    {
        List<HopSeen> outside = [.. hops.Where(static hop => hop.Class is not (HopClass.Local or HopClass.Internal))];
        RuledMessage message = new(header, hops, MostDomains);
        List<RuleBreach> breaches = [], doubts = [];
        HashSet<string> applied = new(StringComparer.Ordinal);
        Dictionary<(RuleDirection, HashSet<string>), List<IGrouping<CompiledRule, string>>> known = [];
        foreach (RuleDirection direction in (RuleDirection[])[RuleDirection.Outbound, RuleDirection.Inbound])
        {
            foreach (HopSeen? hop in outside.Count == 0 ? [null] : outside.Cast<HopSeen?>())
            {
                HashSet<string> domains = message.Domains(direction, hop);
                if (!known.TryGetValue((direction, domains), out List<IGrouping<CompiledRule, string>>? deciding))
                {
                    known.Add((direction, domains), deciding = Deciding(direction, domains));
                }

                foreach (IGrouping<CompiledRule, string> ruled in deciding)
                {
                    applied.Add(ruled.Key.Name);
                    Ruled about = new(ruled.Key, [.. ruled], direction == RuleDirection.Inbound || ruled.Count() == domains.Count || IsHostOf(hop, ruled));
                    foreach (Judged judged in hop is null ? [new Judged(false, "no-hop", "No stamp is of a hop between two sites.")] : HopJudge.Of(about, hop, outside))
                    {
                        Add(judged.Broken ? breaches : doubts, about, hop, judged);
                    }
                }
            }
        }

        return path with { RulesApplied = [.. applied], RuleBreaches = breaches, RuleDoubts = doubts };
    }

    private List<IGrouping<CompiledRule, string>> Deciding(RuleDirection direction, HashSet<string> domains) =>
    [
        .. domains.OrderBy(static domain => domain, StringComparer.Ordinal).Select(domain => (Domain: domain, Rule: set.Index(direction).Find(domain)))
            .Where(static one => one.Rule is not null).GroupBy(static one => one.Rule!, static one => one.Domain),
    ];

    /// <summary>Whether the server that took the message has a name of one of the domains, so that this copy was theirs whoever else got one.</summary>
    private static bool IsHostOf(HopSeen? hop, IEnumerable<string> domains) => hop?.Stamp.By?.TrimEnd('.') is { } host
        && domains.Any(domain => host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));

    private static void Add(List<RuleBreach> list, Ruled about, HopSeen? hop, Judged judged)
    {
        if (list.Count < MostJudged)
        {
            list.Add(new RuleBreach
            {
                Rule = about.Rule.Name,
                Level = about.Rule.Level.ToString(),
                Direction = about.Rule.Direction.ToString(),
                Domains = about.Domains,
                Hop = hop?.Index,
                Code = judged.Code,
                Text = judged.Text,
            });
        }
    }
}

/// <summary>A rule with the domains of a message for which it decides.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Domains">Recipients' or senders'.</param>
/// <param name="Certain">False where this copy of the message may be that of another recipient, whom the rule does not mean.</param>
internal sealed record Ruled(CompiledRule Rule, IReadOnlyList<string> Domains, bool Certain);

/// <summary>What one stamp says about one rule.</summary>
internal sealed record Judged(bool Broken, string Code, string Text);
