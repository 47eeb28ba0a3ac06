using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Rules.Compare;

/// <summary>
/// The commands that bring a tenant to what a rule says, for the domains of a difference and no others. Null where only a person can decide, or where
/// a name could not be shown as it is.
/// </summary>
/// <param name="entries">All that the tenant has: what is made gets a name that nothing has yet.</param>
internal sealed class MendingCommand(IReadOnlyList<TenantEntry> entries)
{
    /// <summary>Makes what is not there.</summary>
    public string? Make(CompiledRule rule, IReadOnlyList<DomainPattern> domains, TenantKind? kind) => Joined(Wanted(rule, domains, kind == TenantKind.SendConnector ? kind : null).Select(PowerShellText.Line));

    /// <summary>Demands of the domains what the rule demands, and leaves whatever else the object serves as it is.</summary>
    public string? Strengthen(CompiledRule rule, TenantEntry entry, IReadOnlyList<DomainPattern> domains)
    {
        if (entry.Kind == TenantKind.TransportRule)
        {
            return ByTransportRule(rule, entry, domains);
        }

        List<DomainPattern> others = [.. entry.Patterns.Where(pattern => !domains.Any(domain => domain.Covers(pattern)))];
        IReadOnlyList<ConnectorCommand> wanted = Wanted(rule, domains, entry.Kind);
        if (wanted.Count == 0)
        {
            return null;
        }

        if (others.Count == 0)
        {
            // One connector holds one certificate name: the first goes here, each further one to a connector of its own.
            IEnumerable<(string, object?)> domainsOfFirst = wanted.Count > 1 ? [(DomainsOf(entry.Kind), wanted[0].Parameters[DomainsOf(entry.Kind)])] : [];
            return Joined([Set(entry, [.. domainsOfFirst, .. Changes(entry, wanted[0].Parameters)]), .. wanted.Skip(1).Select(PowerShellText.Line)]);
        }

        // Exchange takes the connector that names a domain most closely, and two that name it alike can break delivery: so the name moves.
        bool named = entry.Patterns.Any(pattern => domains.Any(domain => domain.Covers(pattern)) && !(pattern.IsWildcard || others.Contains(DomainPattern.Below(pattern.Domain))));
        return Joined([.. named ? (string?[])[Set(entry, (DomainsOf(entry.Kind), Texts(entry.Kind, others)))] : [], .. wanted.Select(PowerShellText.Line)]);
    }

    public static string? Enable(TenantEntry entry) => entry.Kind == TenantKind.TransportRule ? Line("Enable-TransportRule", entry) : Set(entry, ("Enabled", true));

    public static string? Enforce(TenantEntry entry) => entry.Kind == TenantKind.TransportRule ? Set(entry, ("Mode", "Enforce")) : Set(entry, ("TestMode", false));

    /// <summary>Takes away what no rule asks: the whole object, or the domains that are too many.</summary>
    public static string? Drop(TenantEntry entry, IReadOnlyList<DomainPattern> domains)
    {
        List<DomainPattern> left = [.. entry.Patterns.Except(domains)];
        return left.Count > 0 ? Set(entry, (DomainsOf(entry.Kind), Texts(entry.Kind, left)))
            : entry.Kind == TenantKind.TransportRule ? Line("Disable-TransportRule", entry, ("Confirm", false)) : Set(entry, ("Enabled", false));
    }

    /// <summary>A rule that requires TLS can do no more than that; what checks certificates is the connector that it routes to, or one that it does not know.</summary>
    private string? ByTransportRule(CompiledRule rule, TenantEntry entry, IReadOnlyList<DomainPattern> domains)
    {
        if (entry.RoutesTo is null || entry.Conditions.Count > 0 || entry.Exceptions.Any(left => domains.Any(domain => domain.Covers(left))))
        {
            return entry.FailsOpen && entry.Level >= rule.Level ? Set(entry, ("RuleErrorAction", "Defer")) : Make(rule, domains, null);
        }

        string? open = entry.FailsOpen ? Set(entry, ("RuleErrorAction", "Defer")) : null;
        IReadOnlyList<ConnectorCommand> wanted = Wanted(rule, domains, TenantKind.OutboundConnector);

        // RecipientDomainIs cannot leave out what is below a domain, so the domain stands for both.
        bool alone = entries.Count(one => one.Via is not null && ReferenceEquals(one.Via, entry.Via)) == 1
            && entry.Patterns.All(pattern => domains.Any(domain => domain.Covers(pattern) || (!pattern.IsAll && domain.Covers(pattern.Domain))));
        return wanted.Count == 1 && alone && entry.Via is { } connector ? Joined([Set(connector, [.. Changes(connector, wanted[0].Parameters)]), .. open is null ? [] : (string?[])[open]]) : null;
    }

    private IReadOnlyList<ConnectorCommand> Wanted(CompiledRule rule, IReadOnlyList<DomainPattern> domains, TenantKind? kind)
    {
        ForcedTlsRule part = rule.Rule with { Domains = [.. domains.Select(static pattern => pattern.Text)] };
        return ConnectorWriter.Write(RuleSet.Of([part]), new ConnectorOptions { Kind = kind, TakenNames = [.. entries.Select(static entry => entry.Name)] }).Commands;
    }

    /// <summary>What makes of the object what the command would make anew; what the rule does not ask for and the object has is taken back.</summary>
    private static IEnumerable<(string, object?)> Changes(TenantEntry entry, IDictionary wanted)
    {
        bool otherRoute = !new HashSet<string>(entry.SmartHosts, StringComparer.OrdinalIgnoreCase).SetEquals(((string[]?)wanted["SmartHosts"] ?? []).Select(static host => host.Trim('[', ']')));
        (string Name, bool When, object? Without)[] known = entry.Kind switch
        {
            TenantKind.InboundConnector => [("RequireTls", false, null), ("TlsSenderCertificateName", entry.TlsDomains.Count > 0, null), ("RestrictDomainsToCertificate", entry.TlsDomains.Count > 0, false),
                ("AssociatedAcceptedDomains", entry.Conditions.Count > 0, null)],
            TenantKind.SendConnector => [("IgnoreSTARTTLS", false, null), ("RequireTLS", false, null), ("TlsAuthLevel", false, null), ("TlsDomain", entry.TlsDomains.Count > 0, null),
                ("DNSRoutingEnabled", false, null), ("SmartHosts", entry.SmartHosts.Count > 0, null)],
            _ => [("TlsSettings", false, null), ("TlsDomain", entry.TlsDomains.Count > 0, null), ("SmtpDaneMode", entry.Level == RuleLevel.Dane, "Opportunistic"),
                ("UseMXRecord", false, null), ("SmartHosts", entry.SmartHosts.Count > 0, null)],
        };
        return known.Where(one => (wanted.Contains(one.Name) || one.When) && (otherRoute || entry.Kind != TenantKind.SendConnector || one.Name is not ("DNSRoutingEnabled" or "SmartHosts")))
            .Select(one => (one.Name, wanted.Contains(one.Name) ? wanted[one.Name] : one.Without));
    }

    private static string DomainsOf(TenantKind kind) => kind switch
    {
        TenantKind.TransportRule => "RecipientDomainIs",
        TenantKind.InboundConnector => "SenderDomains",
        TenantKind.SendConnector => "AddressSpaces",
        _ => "RecipientDomains",
    };

    private static object Texts(TenantKind kind, IReadOnlyList<DomainPattern> patterns) => kind switch
    {
        TenantKind.TransportRule => TransportRuleCommand.Words(patterns),
        TenantKind.SendConnector => patterns.Select(static pattern => $"SMTP:{pattern};1").ToArray(),
        _ => patterns.Select(static pattern => pattern.Text).ToArray(),
    };

    private static string? Joined(IEnumerable<string?> lines)
    {
        List<string?> all = [.. lines];
        return all.Count == 0 || all.Contains(null) ? null : string.Join("; ", all);
    }

    private static string? Set(TenantEntry entry, params (string, object?)[] parameters) => Line("Set-" + entry.Kind, entry, parameters);

    private static string? Line(string cmdlet, TenantEntry entry, params (string Name, object? Value)[] parameters) =>
        entry.Name.Length == 0 || VisibleText.Show(entry.Name) != entry.Name ? null : PowerShellText.Line(cmdlet, [("Identity", entry.Name), .. parameters]);
}
