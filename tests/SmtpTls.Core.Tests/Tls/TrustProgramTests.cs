using System.IO;
using System.Security.Cryptography;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

/// <summary>Which of the public programs a chain ends in, with lists made for the purpose.</summary>
public sealed class TrustProgramTests
{
    private readonly Certificates.Node _root = Certificates.Root();

    [Fact]
    public void The_programs_of_the_trusted_root_are_told()
    {
        Certificates.Node leaf = _root.Leaf();
        ChainFacts facts = Assess(TrustSet.Of([], [_root.Der], List((_root, "1,1"))), leaf);
        Assert.Equal(["System", "Microsoft", "Mozilla"], facts.TrustedBy);
        Assert.Equal(Sha256(_root), facts.RootSha256);

        facts = Assess(TrustSet.Of([_root.Der], [], List((_root, "0,1"))), leaf);
        Assert.Equal(["CaFile", "Mozilla"], facts.TrustedBy);
        Assert.Equal(["CaFile"], Assess(TrustSet.Of([_root.Der], []), leaf).TrustedBy);
    }

    [Fact]
    public void A_sent_root_that_only_a_program_knows_gives_the_program_and_no_trust()
    {
        Certificates.Node middle = _root.Intermediate(), leaf = middle.Leaf();
        TrustSet trust = TrustSet.Of([], [], List((_root, "1,0")));
        ChainFacts facts = Assess(trust, leaf, middle, _root);
        Assert.Equal((false, true, null), (facts.Anchored, facts.UntrustedRoot, facts.RootSha256));
        Assert.Equal(["Microsoft"], facts.TrustedBy);
        Assert.Equal("CN=Test Root", facts.RootSubject);

        // A root that was not sent cannot be told, and one that signed nothing here says nothing.
        Assert.Empty(Assess(trust, leaf, middle).TrustedBy);
        Assert.Empty(Assess(trust, Certificates.Root("CN=Test Root").Leaf(), _root).TrustedBy);
        Assert.Empty(Assess(trust, _root).TrustedBy);
    }

    [Fact]
    public void Any_path_of_a_cross_signed_authority_counts()
    {
        Certificates.Node old = Certificates.Root("CN=Old Root"), fresh = Certificates.Root("CN=New Root");
        ECDsa key = Certificates.NewKey();
        Certificates.Node byOld = old.Issue(Certificates.Authority("CN=Cross", key), key), byNew = fresh.Issue(Certificates.Authority("CN=Cross", key), key);
        Certificates.Node leaf = byNew.Leaf();
        RootPrograms list = List((old, "1,0"), (fresh, "0,1"));

        ChainFacts facts = Assess(TrustSet.Of([fresh.Der], [old.Der], list), leaf, byNew, byOld);
        Assert.Equal(["System", "CaFile", "Microsoft", "Mozilla"], facts.TrustedBy);
        Assert.True(facts.Anchored);

        // The old root is not trusted here, and was sent along.
        facts = Assess(TrustSet.Of([fresh.Der], [], list), leaf, byNew, byOld, old);
        Assert.Equal(["CaFile", "Microsoft", "Mozilla"], facts.TrustedBy);
        Assert.Equal(Sha256(fresh), facts.RootSha256);
    }

    [Fact]
    public void A_path_that_does_not_hold_gives_no_program()
    {
        Certificates.Node narrow = _root.Intermediate("CN=Narrow", pathLength: 0), below = narrow.Intermediate("CN=Below"), leaf = below.Leaf();
        foreach (TrustSet trust in (TrustSet[])[TrustSet.Of([], [], List((_root, "1,1"))), TrustSet.Of([_root.Der], [], List((_root, "1,1")))])
        {
            ChainFacts facts = Assess(trust, leaf, below, narrow, _root);
            Assert.False(facts.Anchored);
            Assert.Empty(facts.TrustedBy);
            Assert.Null(facts.RootSha256);
        }
    }

    [Fact]
    public void A_renewed_root_with_the_same_key_is_the_same_root()
    {
        Certificates.Node renewed = new(Certificates.Authority("CN=Test Root", _root.Key).CreateSelfSigned(Certificates.Now.AddDays(-3), Certificates.Now.AddDays(2000)), _root.Key);
        ChainFacts facts = Assess(TrustSet.Of([renewed.Der], [_root.Der], List((renewed, "1,0"))), _root.Leaf());
        Assert.Equal(["System", "CaFile", "Microsoft"], facts.TrustedBy);
    }

    [Fact]
    public void The_root_above_a_lone_intermediate_or_a_pinned_certificate_is_not_known()
    {
        Certificates.Node middle = _root.Intermediate(), leaf = middle.Leaf();
        foreach (Certificates.Node trusted in (Certificates.Node[])[middle, leaf])
        {
            ChainFacts facts = Assess(TrustSet.Of([trusted.Der], []), leaf, middle);
            Assert.True(facts.Anchored);
            Assert.Null(facts.RootSha256);
        }
    }

    private static ChainFacts Assess(TrustSet trust, params Certificates.Node[] sent) =>
        new ChainAssessor(trust, SystemClock.Instance).Assess([.. sent.Select(one => one.Der)]);

    private static string Sha256(Certificates.Node node) => Convert.ToHexStringLower(SHA256.HashData(node.Der));

    private static RootPrograms List(params (Certificates.Node Root, string Flags)[] roots) => RootPrograms.Parse(new StringReader(
        "sha256,subject,notAfter,microsoft,mozilla\n" + string.Concat(roots.Select(one => $"{Sha256(one.Root)},CN=Any,2099-01-01,{one.Flags}\n")))).Value!;
}
