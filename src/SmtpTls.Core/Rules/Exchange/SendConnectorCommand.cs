using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary><c>New-SendConnector</c> of Exchange Server.</summary>
internal static class SendConnectorCommand
{
    public static string? FindRefusal(CompiledRule rule) => rule.Direction == RuleDirection.Inbound
        ? "a send connector is about mail that leaves; for mail that comes in see the receive connector's RequireTLS and Domain Security"
        : rule.Level == RuleLevel.Dane ? "Exchange Server knows no DANE; take level Domain"
        : rule.Level == RuleLevel.Domain && rule.Rule.TlsDomains.Count == 0 && rule.Rule.SmartHosts.Count > 0
            ? "a send connector to smart hosts needs TlsDomain, and the rule names no certificate; give it tlsDomains"
        : rule.Rule.SmartHosts.FirstOrDefault(SmartHostName.IsRange) is { } range ? $"a send connector takes hosts and not the range {range}"
        : null;

    public static ConnectorCommand Make(CompiledRule rule, ConnectorGroup group, string name)
    {
        bool relayed = rule.Rule.SmartHosts.Count > 0;
        CommandDraft draft = new CommandDraft("New-SendConnector", rule)
            .Set("Name", name)
            .Set("Usage", "Custom")
            .Set("AddressSpaces", group.Patterns.Select(static pattern => $"SMTP:{pattern};1").ToArray())
            .Set("DNSRoutingEnabled", !relayed)
            .SetIf(relayed, "SmartHosts", rule.Rule.SmartHosts.Select(static host => SmartHostName.IsAddress(host) ? $"[{host}]" : host).ToArray())
            .Set("IgnoreSTARTTLS", false)
            .Set("RequireTLS", true)
            .Set("TlsAuthLevel", rule.Level switch
            {
                RuleLevel.Certificate => "CertificateValidation",
                RuleLevel.Domain => "DomainValidation",
                _ => "EncryptionOnly",
            })
            .SetIf(rule.Level == RuleLevel.Domain, "TlsDomain", group.TlsDomain)
            .SetIf(true, "Comment", CommandDraft.Comment(rule, 1024));
        foreach (DomainPattern alone in group.Patterns.Where(pattern => pattern.IsWildcard && !pattern.IsAll && !rule.Patterns.Contains(DomainPattern.Exact(pattern.Domain))))
        {
            draft.Note(true, $"The rule means every domain below {alone.Domain}; the address space {alone} covers {alone.Domain} as well.");
        }

        return draft.Note(true, group.Note)
            .Note(rule.Level == RuleLevel.Domain && group.TlsDomain is null, "Without TlsDomain Exchange Server compares the certificate with the recipient's domain.")
            .Note(true, "Name the servers that send with SourceTransportServers, where they are not this one.")
            .NoteOutbound().Finish();
    }
}
