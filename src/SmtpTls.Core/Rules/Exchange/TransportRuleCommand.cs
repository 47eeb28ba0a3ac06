using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary>
/// <c>New-TransportRule</c> of Exchange Online: level Encrypt by RouteMessageOutboundRequireTls, the others by a connector that takes only what the
/// rule routes to it. RuleErrorAction is always Defer, since the default sends the message anyway when the rule cannot be worked out.
/// </summary>
internal static class TransportRuleCommand
{
    private const int MostComment = 1024;

    /// <summary>The parameters beside the domains: names, quotes and values, generously.</summary>
    private const int Frame = 512;

    public static bool NeedsConnector(CompiledRule rule) => rule.Level != RuleLevel.Encrypt || rule.Rule.SmartHosts.Count > 0;

    /// <summary>RecipientDomainIs covers what is below a domain, so a star is its domain.</summary>
    public static IReadOnlyList<string> Words(IEnumerable<DomainPattern> patterns) => [.. patterns.Select(static pattern => pattern.Domain).Distinct(StringComparer.Ordinal)];

    /// <summary>Lists whose rules stay below the length that Exchange Online takes.</summary>
    public static IEnumerable<IReadOnlyList<string>> Chunks(IReadOnlyList<string> words, CompiledRule rule, int most)
    {
        List<string> chunk = [];
        int length = Frame + Math.Min(rule.Rule.Comment?.Length ?? 0, MostComment);
        foreach (string word in words)
        {
            if (chunk.Count > 0 && length + word.Length + 4 > most)
            {
                yield return chunk;
                (chunk, length) = ([], Frame + Math.Min(rule.Rule.Comment?.Length ?? 0, MostComment));
            }

            chunk.Add(word);
            length += word.Length + 4;
        }

        yield return chunk;
    }

    public static ConnectorCommand Make(CompiledRule rule, IReadOnlyList<string> words, string name, string? connector)
    {
        List<string> exact = [.. words.Where(word => rule.Patterns.Contains(DomainPattern.Exact(word)) && !rule.Patterns.Contains(DomainPattern.Below(word)))];
        List<string> below = [.. words.Where(word => !rule.Patterns.Contains(DomainPattern.Exact(word)))];
        return new CommandDraft("New-TransportRule", rule)
            .Set("Name", name)
            .Set("RecipientDomainIs", words.ToArray())
            .SetIf(connector is not null, "RouteMessageOutboundConnector", connector)
            .SetIf(connector is null, "RouteMessageOutboundRequireTls", true)
            .Set("RuleErrorAction", "Defer")
            .Set("Mode", "Enforce")
            .SetIf(true, "Comments", CommandDraft.Comment(rule, MostComment))
            .Note(exact.Count > 0, $"RecipientDomainIs also covers every domain below {Some(exact)}; the rule means {(exact.Count == 1 ? "that domain" : "these domains")} alone.")
            .Note(below.Count > 0, $"RecipientDomainIs also covers {Some(below)}; the rule means what is below {(below.Count == 1 ? "it" : "them")} alone.")
            .Note(connector is null, "In a hybrid organisation a rule that requires TLS collides with the hybrid connector: except your own domains (ExceptIfRecipientDomainIs), or take the kind OutboundConnector.")
            .NoteOutbound().Finish();
    }

    private static string Some(List<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
}
