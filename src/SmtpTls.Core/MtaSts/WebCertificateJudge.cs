using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.MtaSts;

/// <summary>What keeps a policy host's certificate from being good.</summary>
internal enum WebCertificateProblem
{
    Expired,
    NotYetValid,
    NameMismatch,
    NoSubjectAltName,
    SelfSigned,
    UntrustedRoot,
    IncompleteChain,
    WrongUsage,
    Unreadable,
}

/// <summary>
/// Judges a policy host's certificates by our own path building and trust (so that <c>-CaFile</c> holds and every platform says the same), for
/// the name <c>mta-sts.DOMAIN</c> (RFC 8461 §3.3: a DNS-ID, wildcards for the whole left-most label allowed, no common name). Revocation is not
/// asked: the standard leaves it open.
/// </summary>
internal sealed class WebCertificateJudge(ChainAssessor assessor, IClock clock)
{
    /// <summary>Fits <see cref="Http.WebCertificateCheck"/>: null when good, else one clause.</summary>
    public string? Check(string host, IReadOnlyList<byte[]> chain)
    {
        IReadOnlyList<WebCertificateProblem> problems = Find(host, chain, assessor.Assess(chain), clock.Now);
        return problems.Count == 0 ? null : string.Join("; ", problems.Select(problem => Describe(problem, host, chain)));
    }

    /// <summary>What the chain came to, to be stored with it.</summary>
    public ChainFacts? Assess(IReadOnlyList<byte[]> chain) => chain.Count == 0 ? null : assessor.Assess(chain);

    /// <summary>From stored facts alone, so that what was seen can be judged again.</summary>
    public static IReadOnlyList<WebCertificateProblem> Find(string host, IReadOnlyList<byte[]> chain, ChainFacts facts, DateTimeOffset now)
    {
        CertificateFacts? leaf = chain.Count == 0 ? null : CertificateReader.Read(chain[0]);
        if (leaf is not { Readable: true })
        {
            return [WebCertificateProblem.Unreadable];
        }

        SortedSet<WebCertificateProblem> problems = [];
        AddDates(problems, leaf, facts, now);
        if (!leaf.HasSubjectAltName)
        {
            problems.Add(WebCertificateProblem.NoSubjectAltName);
        }
        else if (!NameMatch.Matches(host, leaf.DnsNames))
        {
            problems.Add(WebCertificateProblem.NameMismatch);
        }

        Add(problems, facts.SelfSigned && !facts.Anchored, WebCertificateProblem.SelfSigned);
        Add(problems, facts.Incomplete, WebCertificateProblem.IncompleteChain);
        Add(problems, facts.WrongUsage, WebCertificateProblem.WrongUsage);
        Add(problems, facts.UntrustedRoot || (!facts.Anchored && !problems.Overlaps(Unanchored)), WebCertificateProblem.UntrustedRoot);
        return [.. problems];
    }

    private static readonly WebCertificateProblem[] Unanchored =
        [WebCertificateProblem.SelfSigned, WebCertificateProblem.IncompleteChain, WebCertificateProblem.WrongUsage];

    private static void AddDates(SortedSet<WebCertificateProblem> problems, CertificateFacts leaf, ChainFacts facts, DateTimeOffset now)
    {
        Add(problems, now.UtcDateTime > leaf.Info.NotAfter || facts.IssuerDateProblem == nameof(WebCertificateProblem.Expired), WebCertificateProblem.Expired);
        Add(problems, now.UtcDateTime < leaf.Info.NotBefore || facts.IssuerDateProblem == nameof(WebCertificateProblem.NotYetValid), WebCertificateProblem.NotYetValid);
    }

    private static void Add(SortedSet<WebCertificateProblem> problems, bool seen, WebCertificateProblem problem)
    {
        if (seen)
        {
            problems.Add(problem);
        }
    }

    private static string Describe(WebCertificateProblem problem, string host, IReadOnlyList<byte[]> chain)
    {
        CertificateFacts? leaf = chain.Count == 0 ? null : CertificateReader.Read(chain[0]);
        return problem switch
        {
            WebCertificateProblem.Expired => $"it, or one above it, expired (its own last day is {TimeText.Day(leaf?.Info.NotAfter)})",
            WebCertificateProblem.NotYetValid => $"it, or one above it, is not valid yet (its own first day is {TimeText.Day(leaf?.Info.NotBefore)})",
            WebCertificateProblem.NameMismatch => $"it does not name {host} but {Names(leaf!)}",
            WebCertificateProblem.NoSubjectAltName => "it has no subject alternative name",
            WebCertificateProblem.SelfSigned => "it is self-signed",
            WebCertificateProblem.UntrustedRoot => "it leads to no trusted root",
            WebCertificateProblem.IncompleteChain => "an issuer's certificate between it and a root was not sent",
            WebCertificateProblem.WrongUsage => "it, or one above it, may not be used for this",
            _ => "it cannot be read",
        };
    }

    private static string Names(CertificateFacts leaf)
    {
        string names = string.Join(", ", leaf.DnsNames.Take(3).Select(name => VisibleText.Show(name, 100)));
        return names.Length == 0 ? "no host" : leaf.DnsNames.Count > 3 ? $"{names} and {leaf.DnsNames.Count - 3} more" : names;
    }
}
