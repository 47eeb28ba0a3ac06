using System.Collections.Generic;

namespace SmtpTls.Rules.Exchange;

/// <summary>What kind of object of Exchange it is; the name is also the noun of its cmdlets.</summary>
internal enum TenantKind
{
    OutboundConnector,
    InboundConnector,
    TransportRule,
    SendConnector,
}

/// <summary>One connector or transport rule, read for what it demands of TLS.</summary>
internal sealed record TenantEntry
{
    public required TenantKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>False also for a transport rule whose mode only audits.</summary>
    public bool Enabled { get; init; } = true;

    public bool TestMode { get; init; }

    /// <summary>It takes only what a transport rule sends to it.</summary>
    public bool RuleScoped { get; init; }

    /// <summary>Of a hybrid organisation's own servers, not of a partner.</summary>
    public bool OnPremises { get; init; }

    /// <summary>Null where it forces no TLS.</summary>
    public RuleLevel? Level { get; init; }

    /// <summary>Which recipients' (senders', of an inbound connector) domains it covers, in a rule's words.</summary>
    public IReadOnlyList<DomainPattern> Patterns { get; init; } = [];

    public IReadOnlyList<string> TlsDomains { get; init; } = [];

    public IReadOnlyList<string> SmartHosts { get; init; } = [];

    /// <summary>A transport rule that sends the message anyway when it cannot be worked out.</summary>
    public bool FailsOpen { get; init; }

    /// <summary>The connector that a transport rule routes to, by name, distinguished name or GUID.</summary>
    public string? RoutesTo { get; init; }

    /// <summary>The same, where it is among the objects.</summary>
    public TenantEntry? Via { get; init; }

    /// <summary>Of a transport rule: 0 is worked out first.</summary>
    public int Priority { get; init; }

    /// <summary>Recipients' domains that a transport rule leaves out.</summary>
    public IReadOnlyList<DomainPattern> Exceptions { get; init; } = [];

    /// <summary>The properties for which it acts on a part of its domains' mail only; empty where it acts on all of it.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>What others may call it: name, identity, distinguished name, GUID.</summary>
    public IReadOnlyList<string> Identities { get; init; } = [];

    public string? Comment { get; init; }

    /// <summary>What it says beyond a rule's words, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Those of them that say that its domains are not all known.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>Why its level is not known; null where it is.</summary>
    public string? Unknown { get; init; }

    /// <summary>A transport rule that has nothing to do with TLS: most have not.</summary>
    public bool IsAboutSomethingElse => this is { Kind: TenantKind.TransportRule, Level: null, RoutesTo: null };

    public RuleDirection Direction => Kind == TenantKind.InboundConnector ? RuleDirection.Inbound : RuleDirection.Outbound;

    /// <summary>"Outbound connector 'To Contoso'": the words a remark begins with.</summary>
    public string Place => Kind switch
    {
        TenantKind.OutboundConnector => "Outbound connector",
        TenantKind.InboundConnector => "Inbound connector",
        TenantKind.TransportRule => "Transport rule",
        _ => "Send connector",
    } + $" '{VisibleText.Show(Name, 100)}'";
}
