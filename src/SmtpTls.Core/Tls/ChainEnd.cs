using System;
using System.Collections.Generic;

namespace SmtpTls.Tls;

/// <summary>
/// Says how a list of certificates that leads to no trusted root ends. It may end in a root that nobody trusts, which is plain to see. Or it breaks off:
/// then either an intermediate is missing, or the issuer is a private root, which servers rightly do not send. The signs that tell them apart: this
/// machine's own store knows the intermediate; the issuer bears the organization of a trusted root; the leaf says where its issuer can be
/// downloaded; its name says what it is. Without a sign both are said.
/// </summary>
internal static class ChainEnd
{
    private static readonly string[] IntermediateWords = ["intermediate", "issuing", "subordinate", "sub ca", "server ca", "tls ca"];

    public static ChainFacts Describe(List<CertificateFacts> certificates, PathBuilder builder, TrustSet trust)
    {
        IReadOnlyList<int> path = builder.Longest;
        CertificateFacts last = certificates[path[path.Count - 1]];
        List<string> notes = [];
        bool wrongUsage = ChainNotes.FindWrongUsage(certificates, path, notes);
        ChainFacts facts = new() { Path = path, RootSubject = last.Info.Issuer, WrongUsage = wrongUsage, Notes = notes };
        if (last.SelfIssued && builder.Check(last, last) != SignatureState.Bad)
        {
            return path.Count == 1 ? facts with { SelfSigned = true } : facts with { UntrustedRoot = true };
        }

        bool known = trust.KnowsIntermediate(last.IssuerKey)
            || (last.IssuerOrganization is { Length: > 0 } organization && trust.HasOrganization(organization));
        bool likely = path.Count == 1 && (HasDownload(last) || SoundsIntermediate(last.Info.Issuer));
        return facts with { Incomplete = true, UntrustedRoot = !known && !likely };
    }

    private static bool HasDownload(CertificateFacts certificate)
    {
        foreach (string url in certificate.IssuerUrls)
        {
            if (url.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SoundsIntermediate(string issuer)
    {
        foreach (string word in IntermediateWords)
        {
            if (issuer.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
