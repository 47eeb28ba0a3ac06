using System.Collections.Generic;

namespace SmtpTls;

/// <summary>A rule of forced TLS that a message broke at one hop (in RuleBreaches), or of which its stamps cannot tell (in RuleDoubts).</summary>
public sealed record RuleBreach
{
    /// <summary>The rule's name.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Its level: <c>Encrypt, Certificate, Domain, Dane</c>.</summary>
    public string Level { get; init; } = "";

    /// <summary>Its direction: <c>Outbound</c> or <c>Inbound</c>.</summary>
    public string Direction { get; init; } = "";

    /// <summary>The recipients' (Outbound) or senders' (Inbound) domains for which the rule decides.</summary>
    public IReadOnlyList<string> Domains { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The index of the hop; null where the message has no hop between two sites.</summary>
    public int? Hop { get; init; }

    /// <summary>Why, for programs. A breach: <c>in-clear, tls-version, broken-cipher, certificate-not-verified</c>; a doubt: <c>recipient-unknown, encryption-unknown, stamp-not-trusted, version-unknown, certificate-unknown, no-hop</c>.</summary>
    public string Code { get; init; } = "";

    /// <summary>For people.</summary>
    public string Text { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"Rule '{Rule}' ({Level}){(Hop is { } hop ? $", hop {hop.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "")}: {Text}";
}
