using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary><c>New-OutboundConnector</c> of Exchange Online.</summary>
internal static class OutboundConnectorCommand
{
    private const int MostComment = 1024;

    public static string? FindRefusal(CompiledRule rule) => rule.Direction == RuleDirection.Inbound
        ? "an outbound connector is about mail that leaves; take the kind InboundConnector"
        : rule.Level == RuleLevel.Domain && rule.Rule.TlsDomains.Count == 0 && rule.Rule.SmartHosts.Count > 0
            ? "it sends through relays and says no certificate name; give it the name in the relay's certificate with tlsDomains"
        : rule.Level == RuleLevel.Domain && rule.Rule.TlsDomains.Count == 0 && rule.Patterns.Any(static pattern => pattern.IsAll)
            ? "it means every domain and says no certificate name, and a connector takes one fixed name; give it tlsDomains, or level Certificate"
        : rule.Rule.SmartHosts.FirstOrDefault(static host => host.Contains(':')) is { } address ? $"the relay {address} is an IPv6 address, which no connector takes"
        : null;

    /// <param name="rule">The rule.</param>
    /// <param name="group">Its domains with one certificate name.</param>
    /// <param name="name">Unique.</param>
    /// <param name="scoped">It takes only what a transport rule routes to it, and so names no domains.</param>
    public static ConnectorCommand Make(CompiledRule rule, ConnectorGroup group, string name, bool scoped)
    {
        bool relayed = rule.Rule.SmartHosts.Count > 0;
        CommandDraft draft = new CommandDraft("New-OutboundConnector", rule)
            .Set("Name", name)
            .Set("ConnectorType", "Partner")
            .SetIf(!scoped, "RecipientDomains", CommandDraft.Texts(Canonical(group.Patterns)))
            .Set("UseMXRecord", !relayed)
            .SetIf(relayed, "SmartHosts", rule.Rule.SmartHosts.ToArray())
            .Set("TlsSettings", rule.Level switch
            {
                RuleLevel.Certificate => "CertificateValidation",
                RuleLevel.Domain => "DomainValidation",
                _ => "EncryptionOnly",
            })
            .SetIf(rule.Level == RuleLevel.Domain, "TlsDomain", group.TlsDomain)
            .SetIf(rule.Level == RuleLevel.Dane, "SmtpDaneMode", "Mandatory")
            .SetIf(rule.Level == RuleLevel.Dane, "MtaStsMode", "Opportunistic")
            .SetIf(scoped, "IsTransportRuleScoped", true)
            .SetIf(true, "Comment", CommandDraft.Comment(rule, MostComment));
        foreach (DomainPattern alone in scoped ? [] : group.Patterns.Where(pattern => pattern.IsWildcard && !pattern.IsAll && !rule.Patterns.Contains(DomainPattern.Exact(pattern.Domain))))
        {
            draft.Note(true, $"The rule means every domain below {alone.Domain}; a connector's {alone} covers {alone.Domain} as well.");
        }

        return draft.Note(true, group.Note)
            .Note(rule.Level == RuleLevel.Dane, "SmtpDaneMode is new in Exchange Online in 2026; where New-OutboundConnector does not know it, DANE cannot be demanded.")
            .Note(rule.Level == RuleLevel.Dane, "There is no mode in Exchange Online that demands MTA-STS; DANE is demanded here, MTA-STS honoured where it is published.")
            .NoteOutbound().Finish();
    }

    /// <summary>A connector's star covers the domain below which it stands, so both together are the star alone.</summary>
    private static IEnumerable<DomainPattern> Canonical(IReadOnlyList<DomainPattern> patterns) =>
        patterns.Where(pattern => pattern.IsWildcard || !patterns.Contains(DomainPattern.Below(pattern.Domain)));
}
