namespace SmtpTls.Rules.Exchange;

/// <summary><c>New-InboundConnector</c> of Exchange Online.</summary>
internal static class InboundConnectorCommand
{
    public static string? FindRefusal(CompiledRule rule) => rule.Direction == RuleDirection.Outbound
        ? "an inbound connector is about mail that comes in; make the rule's direction Inbound"
        : rule.Level == RuleLevel.Certificate
            ? "an inbound connector checks a client's certificate only against a name; give the rule level Domain with the name of the partner's certificate, or Encrypt"
        : rule.Level == RuleLevel.Domain && rule.Rule.TlsDomains.Count == 0
            ? "an inbound connector needs the name of the partner's certificate; give the rule one with tlsDomains"
        : null;

    public static ConnectorCommand Make(CompiledRule rule, ConnectorGroup group, string name) => new CommandDraft("New-InboundConnector", rule)
        .Set("Name", name)
        .Set("ConnectorType", "Partner")
        .Set("SenderDomains", CommandDraft.Texts(group.Patterns))
        .Set("RequireTls", true)
        .SetIf(rule.Level == RuleLevel.Domain, "TlsSenderCertificateName", group.TlsDomain)
        .SetIf(rule.Level == RuleLevel.Domain, "RestrictDomainsToCertificate", true)
        .SetIf(true, "Comment", CommandDraft.Comment(rule, 1024))
        .Note(true, group.Note)
        .Note(true, "Exchange Online then refuses mail of these domains that comes without TLS, whoever sends it.")
        .Note(rule.Level == RuleLevel.Domain, "Servers that show another certificate get 550 5.7.51.")
        .Finish();
}
