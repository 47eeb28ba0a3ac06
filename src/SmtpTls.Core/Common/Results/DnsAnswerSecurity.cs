using System.Collections.Generic;

namespace SmtpTls;

/// <summary>Whether one DNS answer is genuine (RFC 4033 §5), and how that is known.</summary>
public sealed record DnsAnswerSecurity
{
    /// <summary>The name that was asked for.</summary>
    public string Name { get; init; } = "";

    /// <summary>The type that was asked for, for example <c>MX</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary><c>Secure, Insecure, Bogus, Indeterminate</c>; null when DNSSEC is off.</summary>
    public string? Security { get; init; }

    /// <summary>Why it is called so, a clause.</summary>
    public string? Reason { get; init; }

    /// <summary>The steps of the proof, from the trust anchor down; empty where the proof was not asked for.</summary>
    public IReadOnlyList<string> Steps { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type}: {Security ?? "not validated"}";
}
