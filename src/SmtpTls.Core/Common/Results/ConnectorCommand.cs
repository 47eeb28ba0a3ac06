using System.Collections.Generic;
using System.Collections.Specialized;

namespace SmtpTls;

/// <summary>One command of Exchange, ready to splat: <c>$p = $command.Parameters; New-OutboundConnector @p</c>.</summary>
public sealed record ConnectorCommand
{
    /// <summary>For example <c>New-OutboundConnector</c>.</summary>
    public string Cmdlet { get; init; } = "";

    /// <summary>Names to values: texts, Booleans, lists of texts; in the order in which they are best read.</summary>
    public OrderedDictionary Parameters { get; init; } = new();

    /// <summary>The rule that it is made from.</summary>
    public string Rule { get; init; } = "";

    /// <summary>What Exchange does otherwise than the rule says, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => $"{Cmdlet} {Parameters["Name"]}";
}
