using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using SmtpTls.Compat;

namespace SmtpTls.Tls;

/// <summary>
/// Says what a sender that verifies would make of the certificates a server sent. Such a sender starts at the server's own certificate and looks for the
/// one that signed it, and so on, until it meets a root it trusts. Platforms help servers that send too little, by fetching or remembering what is
/// missing; other senders do not, so here only what was sent counts, and a gap is a gap. Dates are kept apart from the rest, and the
/// verdict on a list is shared by all hosts that send the same one.
/// <para>Where the list breaks off, nobody can tell a missing intermediate from a private root that need not be sent: then both flags are set, unless
/// something points to one of them (<see cref="ChainEnd"/>). Exchange Online calls both UntrustedRoot.</para>
/// </summary>
internal sealed class ChainAssessor(TrustSet trust, IClock clock)
{
    private const int MostKept = 4096, MostSent = 100, MostValidated = 6;
    private const X509ChainStatusFlags Dates = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotTimeNested | X509ChainStatusFlags.CtlNotTimeValid;

    // Left to the checks, or not asked.
    private const X509ChainStatusFlags Ignored = Dates | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation | X509ChainStatusFlags.HasWeakSignature;
    private const X509ChainStatusFlags Usage = X509ChainStatusFlags.NotValidForUsage | X509ChainStatusFlags.CtlNotValidForUsage;
    private const X509ChainStatusFlags Gap = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;

    private readonly ConcurrentDictionary<string, Lazy<AssessedChain>> _kept = new(StringComparer.Ordinal);

    /// <param name="sent">The certificates exactly as sent, DER, leaf first.</param>
    public ChainFacts Assess(IReadOnlyList<byte[]> sent) => AssessShared(sent).Facts;

    /// <summary>The same, with the one copy of the list and of what was read of it that all hosts with this list are to keep.</summary>
    public AssessedChain AssessShared(IReadOnlyList<byte[]> sent)
    {
        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        return _kept.GetOrAdd(KeyOf(sent), _ => new Lazy<AssessedChain>(() => BuildShared(sent), LazyThreadSafetyMode.ExecutionAndPublication)).Value;
    }

    private AssessedChain BuildShared(IReadOnlyList<byte[]> sent)
    {
        List<CertificateFacts> certificates = [];
        foreach (byte[] der in sent)
        {
            certificates.Add(CertificateReader.Read(der));
        }

        return new AssessedChain(sent, certificates, Build(sent, certificates.Count > MostSent ? certificates.GetRange(0, MostSent) : certificates));
    }

    private ChainFacts Build(IReadOnlyList<byte[]> sent, List<CertificateFacts> certificates)
    {
        if (certificates.Count == 0)
        {
            return new ChainFacts();
        }

        if (!certificates[0].Readable)
        {
            return new ChainFacts { UntrustedRoot = true, Notes = ["the server's own certificate cannot be read"] };
        }

        PathBuilder builder = new(certificates, trust, clock.Now);
        List<string> sources = [];
        ChainFacts best = Follow(certificates, builder.Find(), sources) ?? ChainEnd.Describe(certificates, builder, trust);
        return best with
        {
            TrustedBy = [.. TrustSet.Sources.Where(sources.Contains)],
            Notes = [.. best.Notes, .. ChainNotes.Of(certificates, best.Path, sent.Count)],
            IssuerDateProblem = best.IssuerDateProblem ?? DateProblem(certificates, best.Path, null),
        };
    }

    /// <summary>The best path that leads to an anchor, null when none does; and every source that a path which holds ends in.</summary>
    private ChainFacts? Follow(List<CertificateFacts> certificates, IReadOnlyList<AnchoredPath> paths, List<string> sources)
    {
        ChainFacts? best = null;
        int validated = 0;
        foreach (AnchoredPath path in paths)
        {
            // One path that holds is enough to be trusted; another is worth its while only where somebody else's trust begins.
            IReadOnlyList<string> ends = trust.SourcesOf(path.Anchor);
            if (best is { Anchored: true } && ends.All(sources.Contains))
            {
                continue;
            }

            if (validated++ == MostValidated)
            {
                break;
            }

            ChainFacts facts = Validate(certificates, path);
            if (facts.Anchored)
            {
                sources.AddRange(ends);
            }

            if (path.Trusted && (best is null || (facts.Anchored && !best.Anchored)))
            {
                best = facts;
            }
        }

        return best;
    }

    private ChainFacts Validate(List<CertificateFacts> certificates, AnchoredPath path)
    {
        List<string> notes = [];
        bool wrongUsage = ChainNotes.FindWrongUsage(certificates, path.Places, notes);

        // What was sent may be the root's key signed by an older root; the root itself is the certificate that is trusted.
        CertificateFacts root = path.Anchor.SelfIssued ? path.Anchor : trust.Find(path.Anchor)?.Certificate ?? path.Anchor;
        ChainFacts facts = new()
        {
            Path = path.Places,
            RootSubject = path.Anchor.Info.Subject,
            RootSha256 = root.SelfIssued ? root.Sha256 : null,
            IssuerDateProblem = DateProblem(certificates, path.Places, path.Anchor),
            WrongUsage = wrongUsage,
        };
        if (path.Places.Count == 1 && path.Anchor.Sha256 == certificates[0].Sha256)
        {
            return facts with { Anchored = true, Notes = notes };
        }

        List<byte[]> ders = [.. Ders(certificates, path.Places)];

        PlatformPathAnswer? answer = PlatformPath.Validate(ders, path.Anchor.Der, clock.Now);
        X509ChainStatusFlags faults = (answer?.Status ?? X509ChainStatusFlags.Cyclic) & ~Ignored;

        // An anchor of the user's that is no root: the platform misses what is above it, and is right not to find it.
        faults &= path.Anchor.SelfIssued ? ~X509ChainStatusFlags.NoError : ~Gap;
        if (answer is null)
        {
            notes.Add("this machine's library cannot read a certificate of the path");
        }
        else if (!path.Verified && !IsBuiltOf(answer, ders, path.Anchor.Der))
        {
            // The signatures could only be judged by the platform, and it judged another path.
            faults |= X509ChainStatusFlags.PartialChain;
        }

        if ((faults & ~Usage) != 0 && answer is not null)
        {
            notes.Add("the path does not hold: " + string.Join(", ", answer.Texts));
        }

        bool anchored = (faults & ~Usage) == 0;
        return facts with
        {
            Anchored = anchored,
            RootSha256 = anchored ? facts.RootSha256 : null,

            // The path is there and may not be used this way (basicConstraints, name constraints, policies): no other word fits better.
            WrongUsage = wrongUsage || faults != 0,
            Notes = notes,
        };
    }

    private string? DateProblem(List<CertificateFacts> certificates, IReadOnlyList<int> path, CertificateFacts? anchor)
    {
        DateTime now = clock.Now.UtcDateTime;
        string? problem = anchor is null || (path.Count == 1 && anchor.Sha256 == certificates[0].Sha256) ? null : Of(anchor);
        for (int i = 1; i < path.Count && problem is null; i++)
        {
            problem = Of(certificates[path[i]]);
        }

        return problem;

        string? Of(CertificateFacts one) => one.Info.NotAfter < now ? "Expired" : one.Info.NotBefore > now ? "NotYetValid" : null;
    }

    private static IEnumerable<byte[]> Ders(List<CertificateFacts> certificates, IReadOnlyList<int> places)
    {
        foreach (int place in places)
        {
            yield return certificates[place].Der;
        }
    }

    private static bool IsBuiltOf(PlatformPathAnswer answer, List<byte[]> path, byte[] anchor)
    {
        foreach (byte[] element in answer.Elements)
        {
            if (!element.AsSpan().SequenceEqual(anchor) && !path.Exists(one => element.AsSpan().SequenceEqual(one)))
            {
                return false;
            }
        }

        return true;
    }

    private static string KeyOf(IReadOnlyList<byte[]> sent)
    {
        byte[] hashes = new byte[32 * sent.Count];
        for (int i = 0; i < sent.Count; i++)
        {
            Hashes.Sha256(sent[i]).CopyTo(hashes, 32 * i);
        }

        return Hex.ToString(Hashes.Sha256(hashes)) + sent.Count.ToString(CultureInfo.InvariantCulture);
    }
}
