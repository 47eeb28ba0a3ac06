using System.Collections.Generic;

namespace SmtpTls.Rules.Exchange;

/// <summary>What the administrator may decide about the commands.</summary>
internal sealed record ConnectorOptions
{
    /// <summary>Null: outbound connectors for outbound rules, inbound connectors for inbound ones.</summary>
    public TenantKind? Kind { get; init; }

    /// <summary>A connector holds no more domains; 0 for no limit, since none is documented.</summary>
    public int MaxDomainsPerConnector { get; init; }

    /// <summary>Exchange Online counts a transport rule's text in characters, 8 KB at most (documented about 2019).</summary>
    public int MaxTransportRuleLength { get; init; } = 8192;

    /// <summary>Names of what the tenant has already, which nothing new may have.</summary>
    public IReadOnlyList<string> TakenNames { get; init; } = [];

    /// <summary>Connectors that only take what a transport rule routes to them.</summary>
    public bool IsTransportRuleScoped => Kind == TenantKind.TransportRule;
}

/// <summary>Commands, and what could not become one.</summary>
internal sealed record ConnectorPlan(IReadOnlyList<ConnectorCommand> Commands, IReadOnlyList<RuleProblem> Refused, IReadOnlyList<string> Notes);
