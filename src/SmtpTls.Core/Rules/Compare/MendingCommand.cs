using System.Collections.Generic;
using System.Linq;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Rules.Compare;

/// <summary>The command that brings a tenant to what a rule says. Null where only a person can decide, or where a name could not be shown as it is.</summary>
internal static class MendingCommand
{
    /// <summary>Makes what is not there.</summary>
    public static string? Make(CompiledRule rule, IReadOnlyList<DomainPattern> domains, TenantKind? kind)
    {
        ForcedTlsRule part = rule.Rule with { Domains = [.. domains.Select(static pattern => pattern.Text)] };
        ConnectorPlan plan = ConnectorWriter.Write(RuleSet.Of([part]), new ConnectorOptions { Kind = kind == TenantKind.SendConnector ? kind : null });
        return plan.Commands.Count == 0 ? null : string.Join("; ", plan.Commands.Select(PowerShellText.Line));
    }

    /// <summary>Demands more of what is there.</summary>
    public static string? Strengthen(CompiledRule rule, TenantEntry entry, IReadOnlyList<DomainPattern> domains)
    {
        // A rule that requires TLS can do no more than that; what checks certificates is a connector.
        if (entry.Kind == TenantKind.TransportRule)
        {
            return entry.FailsOpen && entry.Level >= rule.Level ? Set(entry, ("RuleErrorAction", "Defer")) : Make(rule, domains, null);
        }

        ForcedTlsRule part = rule.Rule with { Domains = [.. domains.Select(static pattern => pattern.Text)] };
        IReadOnlyList<ConnectorCommand> wanted = ConnectorWriter.Write(RuleSet.Of([part]), new ConnectorOptions { Kind = entry.Kind }).Commands;
        return wanted.Count == 0 ? null
            : Set(entry, [.. Strength(entry.Kind).Where(name => wanted[0].Parameters.Contains(name)).Select(name => (name, wanted[0].Parameters[name]))]);
    }

    public static string? Enable(TenantEntry entry) => entry.Kind == TenantKind.TransportRule ? Line("Enable-TransportRule", entry) : Set(entry, ("Enabled", true));

    public static string? Enforce(TenantEntry entry) => entry.Kind == TenantKind.TransportRule ? Set(entry, ("Mode", "Enforce")) : Set(entry, ("TestMode", false));

    /// <summary>Takes away what no rule asks: the whole object, or the domains that are too many.</summary>
    public static string? Drop(TenantEntry entry, IReadOnlyList<DomainPattern> domains)
    {
        List<DomainPattern> left = [.. entry.Patterns.Except(domains)];
        return left.Count == 0 ? (entry.Kind == TenantKind.TransportRule ? Line("Disable-TransportRule", entry, ("Confirm", false)) : Set(entry, ("Enabled", false)))
            : entry.Kind switch
            {
                TenantKind.TransportRule => Set(entry, ("RecipientDomainIs", TransportRuleCommand.Words(left))),
                TenantKind.InboundConnector => Set(entry, ("SenderDomains", Texts(left))),
                TenantKind.SendConnector => Set(entry, ("AddressSpaces", left.Select(static pattern => $"SMTP:{pattern};1").ToArray())),
                _ => Set(entry, ("RecipientDomains", Texts(left))),
            };
    }

    private static string[] Strength(TenantKind kind) => kind switch
    {
        TenantKind.InboundConnector => ["RequireTls", "TlsSenderCertificateName", "RestrictDomainsToCertificate"],
        TenantKind.SendConnector => ["IgnoreSTARTTLS", "RequireTLS", "TlsAuthLevel", "TlsDomain"],
        _ => ["TlsSettings", "TlsDomain", "SmtpDaneMode", "UseMXRecord", "SmartHosts"],
    };

    private static string[] Texts(IEnumerable<DomainPattern> patterns) => [.. patterns.Select(static pattern => pattern.Text)];

    private static string? Set(TenantEntry entry, params (string, object?)[] parameters) => Line("Set-" + entry.Kind, entry, parameters);

    private static string? Line(string cmdlet, TenantEntry entry, params (string Name, object? Value)[] parameters) =>
        entry.Name.Length == 0 || VisibleText.Show(entry.Name) != entry.Name ? null : PowerShellText.Line(cmdlet, [("Identity", entry.Name), .. parameters]);
}
