using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>The way that one message took, as the servers on it stamped it (RFC 5321 §4.4), and whether it was encrypted all the way.</summary>
public sealed record MessagePath
{
    /// <summary>The message's subject; null where it has none.</summary>
    public string? Subject { get; init; }

    /// <summary>The message's id as written.</summary>
    public string? MessageId { get; init; }

    /// <summary>Where the message was read: a file's path (with <c>#2</c> for the second message in it); null for text.</summary>
    public string? Source { get; init; }

    /// <summary>Oldest first: the way of the message.</summary>
    public IReadOnlyList<MessageHop> Hops { get; init => field = ValueList.Of(value); } = ValueList<MessageHop>.Nothing;

    /// <summary><c>Yes</c> when every hop between two machines was encrypted, <c>No</c> when one was not, else <c>Unknown</c>.</summary>
    public string EncryptedThroughout { get; init; } = "";

    /// <summary>The index of the hop that protected the message least; null without a hop between two machines.</summary>
    public int? WeakestHop { get; init; }

    /// <summary><c>Fail</c>: in clear, or with broken encryption, outside one site. <c>Inconclusive</c>: some hop does not say. <c>Warn</c>: weak, or in clear inside a site. <c>Pass</c>, or <c>NotPresent</c> without a stamp.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>What is odd about the stamps.</summary>
    public IReadOnlyList<HeaderProblem> Problems { get; init => field = ValueList.Of(value); } = ValueList<HeaderProblem>.Nothing;

    /// <summary>Names of the rules that the message falls under, by its recipients' or sender's domain; none where no rules were given.</summary>
    public IReadOnlyList<string> RulesApplied { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Which rule the message broke, and at which hop, as the stamps say.</summary>
    public IReadOnlyList<RuleBreach> RuleBreaches { get; init => field = ValueList.Of(value); } = ValueList<RuleBreach>.Nothing;

    /// <summary>What the stamps cannot tell of rules; no breach.</summary>
    public IReadOnlyList<RuleBreach> RuleDoubts { get; init => field = ValueList.Of(value); } = ValueList<RuleBreach>.Nothing;
}

/// <summary>One server's stamp.</summary>
public sealed record MessageHop
{
    /// <summary>From 1, oldest first.</summary>
    public int Index { get; init; }

    /// <summary>The name that the sending side gave itself.</summary>
    public string? From { get; init; }

    /// <summary>The sending side's address, as the receiver saw it.</summary>
    public string? FromIp { get; init; }

    /// <summary>The server that wrote the stamp.</summary>
    public string? By { get; init; }

    /// <summary>The protocol in upper case, for example <c>ESMTPS</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary><c>Yes, No, Unknown</c>: what the stamp says.</summary>
    public string Encrypted { get; init; } = "";

    /// <summary><c>Yes, No, Unknown</c>: whether the sender logged in.</summary>
    public string Authenticated { get; init; } = "";

    /// <summary><c>SSLv3, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3</c>.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>The IANA name of the suite.</summary>
    public string? CipherSuite { get; init; }

    /// <summary>The suite as written.</summary>
    public string? CipherOriginal { get; init; }

    /// <summary>Key bits of the cipher, when stated.</summary>
    public int? Bits { get; init; }

    /// <summary><c>Strong, Acceptable, Weak, Broken, Unknown</c>; null when nothing was encrypted.</summary>
    public string? Strength { get; init; }

    /// <summary>The key exchange, when stated.</summary>
    public string? KeyExchange { get; init; }

    /// <summary>What the server's certificate signed with, when stated.</summary>
    public string? Signature { get; init; }

    /// <summary><c>Local</c> (inside one machine), <c>Internal</c> (inside one site or organisation), <c>Filter</c>, <c>Partner</c>, <c>Internet</c>.</summary>
    public string Class { get; init; } = "";

    /// <summary>Whether the stamp was written inside the trust boundary; null when none was given.</summary>
    public bool? Trusted { get; init; }

    /// <summary>When the server took the message, by its own clock.</summary>
    public DateTime? ReceivedAt { get; init; }

    /// <summary>Seconds since the hop before; negative where clocks differ or stamps are out of order.</summary>
    public double? DelaySec { get; init; }

    /// <summary>The field on one line.</summary>
    public string Raw { get; init; } = "";
}

/// <summary>Something odd in a header.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Place">The hop, or null for the whole.</param>
/// <param name="Text">For people.</param>
public sealed record HeaderProblem(string Code, string? Place, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Place is null ? Text : $"{Place}: {Text}";
}
