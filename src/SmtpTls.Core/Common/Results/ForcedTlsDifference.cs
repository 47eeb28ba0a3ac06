using System.Collections.Generic;

namespace SmtpTls;

/// <summary>One point in which a tenant differs from the rules, and the command that mends it.</summary>
public sealed record ForcedTlsDifference
{
    /// <summary><c>Missing, Weaker, Disabled, TestMode</c> (mail may travel under less than a rule demands), <c>Stricter, Extra</c> (more than any rule asks), <c>Unknown</c>.</summary>
    public string Difference { get; init; } = "";

    /// <summary>The rule; null for what no rule asks.</summary>
    public string? Rule { get; init; }

    /// <summary><c>OutboundConnector, InboundConnector, TransportRule, SendConnector</c>; null where nothing is there.</summary>
    public string? Kind { get; init; }

    /// <summary>The connector's or transport rule's name; null where nothing is there.</summary>
    public string? Name { get; init; }

    /// <summary>The domains that it is about.</summary>
    public IReadOnlyList<string> Domains { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>What the rule wants; null without one.</summary>
    public string? Wanted { get; init; }

    /// <summary>What the tenant has; null where nothing is there.</summary>
    public string? Found { get; init; }

    /// <summary>One sentence.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The command that mends it, quoted so that it can be run as it stands; null where a person has to decide.</summary>
    public string? Command { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Difference}: {Detail}";
}
