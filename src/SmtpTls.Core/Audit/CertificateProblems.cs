using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Audit;

/// <summary>What a sender that verifies certificates would object to. The names are those of the product contract.</summary>
internal enum CertificateProblem
{
    Expired,
    NotYetValid,
    NameMismatch,
    SelfSigned,
    UntrustedRoot,
    IncompleteChain,
    Revoked,
    RevocationUnknown,
    WeakKey,
    WeakSignature,
    NoSubjectAltName,
    WrongUsage,
}

internal enum CertificateVerdict
{
    Valid,
    Invalid,
    Unknown,
}

/// <summary>Judges a chain from stored facts alone: the platform is not asked again.</summary>
internal static class CertificateProblems
{
    public static IReadOnlyList<CertificateProblem> Of(AddressCase seen) => seen.Problems;

    /// <summary>The work behind <see cref="AddressCase.Problems"/>.</summary>
    public static IReadOnlyList<CertificateProblem> Find(AddressCase seen)
    {
        if (seen.Address.Leaf is not { } leaf)
        {
            return [];
        }

        SortedSet<CertificateProblem> problems = [];
        if (!leaf.Readable)
        {
            // Octets that are no certificate lead nowhere; there is nothing else to say of them.
            return [CertificateProblem.UntrustedRoot];
        }

        AddDates(problems, seen, leaf);
        AddNames(problems, seen.Name, leaf);
        AddStrength(problems, seen.Address);
        if (seen.Address.Chain is { } chain)
        {
            AddChain(problems, chain, seen.Facts.RevocationAsked);
        }

        return [.. problems];
    }

    /// <summary>Invalid for any problem but an unknown revocation; Unknown only without a certificate.</summary>
    public static CertificateVerdict VerdictOf(AddressCase seen)
    {
        if (seen.Address.Leaf is null)
        {
            return CertificateVerdict.Unknown;
        }

        return Of(seen).Any(problem => problem != CertificateProblem.RevocationUnknown) ? CertificateVerdict.Invalid : CertificateVerdict.Valid;
    }

    /// <summary>The five-word verdict over a certificate, for the domain's summary.</summary>
    public static Verdict SummaryOf(AddressCase seen) => VerdictOf(seen) switch
    {
        CertificateVerdict.Valid => Of(seen).Count == 0 ? Verdict.Pass : Verdict.Warn,
        CertificateVerdict.Invalid => Verdict.Fail,
        _ => seen.Probe.Outcome is ProbeOutcome.NotOffered or ProbeOutcome.Stripped or ProbeOutcome.NullMx ? Verdict.NotPresent : Verdict.Inconclusive,
    };

    /// <summary>RSA below 2048 bits (RFC 9325 §4.5), curves below 224 bits, DSA at any size.</summary>
    public static bool IsWeakKey(CertificateFacts certificate) => (certificate.Info.KeyType, certificate.Info.KeyBits) switch
    {
        ("RSA", < 2048) => true,
        ("ECDSA", < 224) => true,
        ("DSA", _) => true,
        _ => false,
    };

    /// <summary>MD2, MD4, MD5 and SHA-1 (RFC 9155, CA/Browser Forum Baseline Requirements §7.1.3).</summary>
    public static bool IsWeakSignature(CertificateFacts certificate) => certificate.SignatureHash is "MD2" or "MD4" or "MD5" or "SHA1";

    /// <summary>The certificates whose strength matters: those on the path but its self-issued end, whose own signature nobody relies on.</summary>
    public static IEnumerable<CertificateFacts> OnPath(AddressFacts address)
    {
        IReadOnlyList<int> path = address.Chain is { Path.Count: > 0 } chain ? chain.Path : [0];
        foreach (int place in path)
        {
            if (place < address.Certificates.Count && (place == 0 || !address.Certificates[place].SelfIssued))
            {
                yield return address.Certificates[place];
            }
        }
    }

    private static void AddDates(SortedSet<CertificateProblem> problems, AddressCase seen, CertificateFacts leaf)
    {
        DateTime now = seen.Facts.TakenAt.UtcDateTime;
        if (now > leaf.Info.NotAfter || seen.Address.Chain?.IssuerDateProblem == nameof(CertificateProblem.Expired))
        {
            problems.Add(CertificateProblem.Expired);
        }

        if (now < leaf.Info.NotBefore || seen.Address.Chain?.IssuerDateProblem == nameof(CertificateProblem.NotYetValid))
        {
            problems.Add(CertificateProblem.NotYetValid);
        }
    }

    private static void AddNames(SortedSet<CertificateProblem> problems, string host, CertificateFacts leaf)
    {
        if (!leaf.HasSubjectAltName)
        {
            // RFC 9525 §6.2: only the subjectAltName counts, so there is no name to match at all.
            problems.Add(CertificateProblem.NoSubjectAltName);
        }
        else if (!IPAddress.TryParse(host, out _) && !NameMatch.Matches(host, leaf.DnsNames))
        {
            problems.Add(CertificateProblem.NameMismatch);
        }
    }

    private static void AddStrength(SortedSet<CertificateProblem> problems, AddressFacts address)
    {
        foreach (CertificateFacts certificate in OnPath(address))
        {
            if (IsWeakKey(certificate))
            {
                problems.Add(CertificateProblem.WeakKey);
            }

            if (IsWeakSignature(certificate))
            {
                problems.Add(CertificateProblem.WeakSignature);
            }
        }
    }

    private static void AddChain(SortedSet<CertificateProblem> problems, ChainFacts chain, bool revocationAsked)
    {
        Add(problems, chain.SelfSigned, CertificateProblem.SelfSigned);
        Add(problems, chain.UntrustedRoot, CertificateProblem.UntrustedRoot);
        Add(problems, chain.Incomplete, CertificateProblem.IncompleteChain);
        Add(problems, chain.WrongUsage, CertificateProblem.WrongUsage);
        Add(problems, chain.Revocation == RevocationState.Revoked, CertificateProblem.Revoked);
        Add(problems, revocationAsked && chain.Anchored && chain.Revocation is RevocationState.Unknown, CertificateProblem.RevocationUnknown);
    }

    private static void Add(SortedSet<CertificateProblem> problems, bool seen, CertificateProblem problem)
    {
        if (seen)
        {
            problems.Add(problem);
        }
    }
}
