using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Explain;

/// <summary>Who has to do something about it. Shown as its name.</summary>
internal enum Actor
{
    RecipientAdmin,
    SenderAdmin,
    NetworkAdmin,
    DnsHost,
    CertificateOwner,
    Nobody,
}

/// <summary>
/// One entry of the knowledge base: what went wrong, how to prove it, who acts, and what to do. Findings, the result types of TLS reports
/// (RFC 8460 §4.3) and the texts of bounces and logs all lead to such an entry, so that the same fault is told in the same words wherever it
/// is met. English stands with the entry in <c>Data</c>; other languages replace <see cref="Text"/>, <see cref="Proof"/> and <see cref="Steps"/>.
/// </summary>
/// <param name="Id">Stable, in lower case: <c>certificate-expired</c>. Never renamed, never reused.</param>
/// <param name="Category">A key of <c>exchange-ndr.json</c>, or one of ours beyond them.</param>
/// <param name="Actor">Who acts.</param>
/// <param name="Reference">RFC and section, or the vendor's document.</param>
/// <param name="Text">What happened, in one or two sentences.</param>
/// <param name="Proof">How to prove it; <c>{host}</c> and <c>{domain}</c> stand for names found in what is explained.</param>
/// <param name="Steps">What to do, in order; a step that is for one product begins with its name.</param>
internal sealed record Cause(string Id, string Category, Actor Actor, string Reference, string Text, string Proof, IReadOnlyList<string> Steps)
{
    /// <summary>The result types of RFC 8460 §4.3 that this entry explains.</summary>
    public IReadOnlyList<string> ResultTypes { get; init; } = [];

    /// <summary>The findings that have this cause.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>The words and codes that point to it.</summary>
    public IReadOnlyList<Sign> Signs { get; init; } = [];

    /// <summary>The entry with the names that are known in the places of <c>{host}</c> and <c>{domain}</c>; HOST and DOMAIN where they are not.</summary>
    /// <param name="host">A mail host, checked to be a name or an address: it ends up in commands that people paste.</param>
    /// <param name="domain">A mail domain, likewise.</param>
    public Cause About(string? host, string? domain)
    {
        string Fill(string text) => text.Replace("{host}", host ?? "HOST").Replace("{domain}", domain ?? "DOMAIN");
        return this with { Text = Fill(Text), Proof = Fill(Proof), Steps = [.. Steps.Select(Fill)] };
    }
}

/// <summary>Words that must all be there.</summary>
/// <param name="Weight">1 to 100: how sure a cause is when they are.</param>
/// <param name="Phrases">In lower case, single spaces. A phrase counts only as whole words.</param>
/// <param name="Status">The status that the software gives it although its text shows none, as Postfix does in its log; null for most.</param>
internal sealed record Sign(int Weight, IReadOnlyList<string> Phrases, string? Status);
