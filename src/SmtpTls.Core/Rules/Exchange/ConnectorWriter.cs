using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary>
/// Writes rules as commands of Exchange. Exchange takes the connector that names a domain most closely, the rules the strictest; so each domain goes
/// to the connector of the rule that decides for it. Whatever cannot be said is refused with the reason, and whatever Exchange does otherwise is a
/// note on the command.
/// </summary>
internal sealed class ConnectorWriter
{
    private readonly ConnectorOptions _options;
    private readonly WritableRules _writable;
    private readonly CommandNames _connectors, _rules;
    private readonly List<ConnectorCommand> _commands = [];
    private readonly List<RuleProblem> _refused = [];
    private readonly List<string> _notes = [];

    private ConnectorWriter(RuleSet set, ConnectorOptions options)
    {
        (_options, _connectors, _rules) = (options, new CommandNames(options.TakenNames), new CommandNames(options.TakenNames));
        _writable = new WritableRules(set, rule => FindRefusal(rule, KindOf(rule)));
    }

    public static ConnectorPlan Write(RuleSet set, ConnectorOptions options)
    {
        ConnectorWriter writer = new(set, options);
        foreach (CompiledRule rule in set.Rules)
        {
            writer.Add(rule);
        }

        if (options.Kind == TenantKind.TransportRule && writer._commands.Count(static command => command.Cmdlet == "New-TransportRule") > 300)
        {
            writer._notes.Add("Exchange Online took 300 transport rules for an organisation when its limits were last documented (about 2019); there are more here.");
        }

        return new ConnectorPlan(writer._commands, writer._refused, writer._notes);
    }

    private void Add(CompiledRule rule)
    {
        TenantKind kind = KindOf(rule);
        if (!rule.Rule.Enabled)
        {
            _notes.Add($"Rule '{rule.Name}' is not enabled and was left out.");
            return;
        }

        if (FindRefusal(rule, kind) is { } reason)
        {
            Refuse(rule, reason);
            return;
        }

        foreach (ConnectorGroup group in Groups(rule, kind))
        {
            if (kind == TenantKind.TransportRule)
            {
                AddTransport(rule, group);
            }
            else
            {
                AddConnectors(rule, group, kind);
            }
        }
    }

    private TenantKind KindOf(CompiledRule rule) => _options.Kind ?? (rule.Direction == RuleDirection.Inbound ? TenantKind.InboundConnector : TenantKind.OutboundConnector);

    private IReadOnlyList<ConnectorGroup> Groups(CompiledRule rule, TenantKind kind)
    {
        List<DomainPattern> patterns = [.. rule.Patterns.Where(pattern => Decides(rule, pattern))];

        // Exchange Server compares with the recipient's domain by itself.
        if (kind == TenantKind.SendConnector && rule.Rule.TlsDomains.Count == 0)
        {
            return patterns.Count == 0 ? [] : [new ConnectorGroup(patterns, null, null)];
        }

        IReadOnlyList<ConnectorGroup> groups = ConnectorGroup.Of(rule, patterns, out IReadOnlyList<DomainPattern> open);
        if (open.Count > 0)
        {
            Refuse(rule, $"a connector takes one certificate name, and which of {rule.Rule.TlsDomains} is that of {string.Join(", ", open.Take(5))} cannot be told; make a rule for each name");
        }

        return groups;
    }

    private void AddConnectors(CompiledRule rule, ConnectorGroup group, TenantKind kind)
    {
        int most = _options.MaxDomainsPerConnector > 0 ? _options.MaxDomainsPerConnector : int.MaxValue;
        for (int i = 0; i < group.Patterns.Count; i += most)
        {
            ConnectorGroup chunk = group with { Patterns = [.. group.Patterns.Skip(i).Take(most)] };
            string name = _connectors.Next(rule.Name);
            _commands.Add(kind switch
            {
                TenantKind.InboundConnector => InboundConnectorCommand.Make(rule, chunk, name),
                TenantKind.SendConnector => SendConnectorCommand.Make(rule, chunk, name),
                _ => OutboundConnectorCommand.Make(rule, chunk, name, false),
            });
            if (most == int.MaxValue)
            {
                break;
            }
        }
    }

    /// <summary>The connector stands before the rules that name it.</summary>
    private void AddTransport(CompiledRule rule, ConnectorGroup group)
    {
        string? connector = null;
        if (TransportRuleCommand.NeedsConnector(rule))
        {
            connector = _connectors.Next(rule.Name);
            _commands.Add(OutboundConnectorCommand.Make(rule, group, connector, true));
        }

        foreach (IReadOnlyList<string> words in TransportRuleCommand.Chunks(TransportRuleCommand.Words(group.Patterns), rule, _options.MaxTransportRuleLength))
        {
            _commands.Add(TransportRuleCommand.Make(rule, words, _rules.Next(rule.Name), connector));
        }
    }

    private bool Decides(CompiledRule rule, DomainPattern pattern)
    {
        CompiledRule deciding = _writable.Find(rule, pattern);
        if (deciding == rule)
        {
            _notes.AddRange(_writable.StandIn(rule, pattern) is { } note ? [note] : []);
        }
        else
        {
            _notes.Add($"Rule '{rule.Name}' got no connector for {pattern}: rule '{deciding.Name}' ({deciding.Level}) decides there, and two connectors for one domain can break delivery.");
        }

        return deciding == rule;
    }

    private static string? FindRefusal(CompiledRule rule, TenantKind kind) => kind switch
    {
        TenantKind.InboundConnector => InboundConnectorCommand.FindRefusal(rule),
        TenantKind.SendConnector => SendConnectorCommand.FindRefusal(rule),
        TenantKind.TransportRule => OutboundConnectorCommand.FindRefusal(rule)
            ?? (rule.Patterns.Any(static pattern => pattern.IsAll) ? "RecipientDomainIs has no word for every domain; take the kind OutboundConnector" : null),
        _ => OutboundConnectorCommand.FindRefusal(rule),
    };

    private void Refuse(CompiledRule rule, string reason) =>
        _refused.Add(new RuleProblem(RuleProblemKind.Unusable, rule.Name, $"Rule '{rule.Name}' ({rule.Level}) was left out: {reason}.", true));
}
