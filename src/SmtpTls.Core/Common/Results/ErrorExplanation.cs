using System.Collections.Generic;

namespace SmtpTls;

/// <summary>What an error text, a bounce, a log line or a result means: what happened, whose side it is on, what to do next.</summary>
public sealed record ErrorExplanation
{
    /// <summary>What kind of failure, for example <c>certificate-expired</c>; <c>unrelated</c> when it is no matter of transport security, <c>unknown</c> when nothing was recognised.</summary>
    public string Category { get; init; } = "";

    /// <summary>The entry of the knowledge base: finer than the category, never renamed.</summary>
    public string Id { get; init; } = "";

    /// <summary>The enhanced status code (RFC 3463), outermost first; null where there is none.</summary>
    public string? Status { get; init; }

    /// <summary>True for 4xx: the sender tries again. False for 5xx. Null when the text does not say.</summary>
    public bool? Temporary { get; init; }

    /// <summary>The host, domain or record that it is about, where one is named.</summary>
    public string? Subject { get; init; }

    /// <summary>What happened.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Who acts: <c>RecipientAdmin, SenderAdmin, NetworkAdmin, DnsHost, CertificateOwner, Nobody</c>.</summary>
    public string Actor { get; init; } = "";

    /// <summary>How to prove it; for one of our own results, what was seen.</summary>
    public string Proof { get; init; } = "";

    /// <summary>What to do, in order.</summary>
    public IReadOnlyList<string> Steps { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>RFC and section, or the vendor's document.</summary>
    public string Reference { get; init; } = "";

    /// <summary>The words and codes that led here.</summary>
    public IReadOnlyList<string> Matched { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>0 to 1: how sure.</summary>
    public double Score { get; init; }

    /// <summary>True when the caller named the language; the views then leave the texts as they are.</summary>
    internal bool LanguageChosen { get; init; }
}
