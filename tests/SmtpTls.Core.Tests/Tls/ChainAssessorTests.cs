using System.Formats.Asn1;
using System.IO;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class ChainAssessorTests
{
    private readonly Certificates.Node _root = Certificates.Root();

    [Fact]
    public void Whole_chain_is_anchored_with_and_without_its_root()
    {
        Certificates.Node middle = _root.Intermediate(), leaf = middle.Leaf();

        ChainFacts facts = Assess(leaf.Der, middle.Der);
        Assert.True(IsGood(facts));
        Assert.Equal(["CaFile"], facts.TrustedBy);
        Assert.Equal([0, 1], facts.Path);
        Assert.Equal("CN=Test Root", facts.RootSubject);
        Assert.Empty(facts.Notes);

        facts = Assess(leaf.Der, middle.Der, _root.Der);
        Assert.True(IsGood(facts));
        Assert.Equal([0, 1], facts.Path.Take(2));
    }

    [Fact]
    public void Hosts_that_send_the_same_list_share_one_copy_of_it()
    {
        Certificates.Node middle = _root.Intermediate(), leaf = middle.Leaf();
        ChainAssessor assessor = Assessor(TrustSet.Of([_root.Der], []));
        AssessedChain first = assessor.AssessShared([leaf.Der, middle.Der]);
        AssessedChain second = assessor.AssessShared([[.. leaf.Der], [.. middle.Der]]);
        Assert.Same(first, second);
        Assert.True(IsGood(second.Facts));
        Assert.Equal([leaf.Der, middle.Der], second.Sent);
        Assert.Equal(second.Sent, second.Certificates.Select(certificate => certificate.Der));
        Assert.NotSame(first, assessor.AssessShared([leaf.Der]));
    }

    [Fact]
    public void System_and_file_can_both_trust()
    {
        Certificates.Node leaf = _root.Leaf();
        Assert.Equal(["System", "CaFile"], Assessor(TrustSet.Of([_root.Der], [_root.Der])).Assess([leaf.Der]).TrustedBy);
        Assert.Equal(["System"], Assessor(TrustSet.Of([], [_root.Der])).Assess([leaf.Der]).TrustedBy);
    }

    [Fact]
    public void Order_and_extra_certificates_do_not_matter_but_are_noted()
    {
        Certificates.Node upper = _root.Intermediate("CN=Upper"), lower = upper.Intermediate("CN=Lower"), leaf = lower.Leaf();
        ChainFacts facts = Assess(leaf.Der, upper.Der, Certificates.Root("CN=Other").Der, lower.Der, lower.Der);
        Assert.True(IsGood(facts));
        Assert.Equal([0, 3, 1], facts.Path);
        Assert.Contains("the certificates were sent out of order", facts.Notes);
        Assert.Contains("2 certificates that were sent are not needed", facts.Notes);
    }

    [Fact]
    public void Missing_intermediate_is_incomplete()
    {
        Certificates.Node middle = _root.Intermediate("CN=Test Intermediate"), leaf = middle.Leaf();
        ChainFacts facts = Assess(leaf.Der);
        Assert.True(facts.Incomplete);
        Assert.False(facts.Anchored);
        Assert.False(facts.UntrustedRoot);
        Assert.Empty(facts.TrustedBy);
        Assert.Equal("CN=Test Intermediate", facts.RootSubject);

        // The root alone does not help.
        Assert.True(Assess(leaf.Der, _root.Der).Incomplete);
    }

    [Fact]
    public void Missing_intermediate_in_the_users_store_is_still_incomplete()
    {
        Certificates.Node root = Certificates.Root("CN=Store Root " + Guid.NewGuid()), middle = root.Intermediate("CN=Store " + Guid.NewGuid()), leaf = middle.Leaf();
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using X509Store store = new(StoreName.CertificateAuthority, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        try
        {
            File.WriteAllText(file, root.Certificate.ExportCertificatePem());
            store.Add(middle.Certificate);

            // The platform, left alone, completes the chain from the store.
            using X509Chain careless = new();
            careless.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            careless.ChainPolicy.CustomTrustStore.Add(root.Certificate);
            careless.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            Assert.True(careless.Build(leaf.Certificate));

            TrustSet trust = TrustSet.Load(file).Value!;
            ChainFacts facts = Assessor(trust).Assess([leaf.Der]);
            Assert.True(facts.Incomplete);
            Assert.False(facts.Anchored);
            Assert.False(facts.UntrustedRoot);
            Assert.True(IsGood(Assessor(trust).Assess([leaf.Der, middle.Der])));
        }
        finally
        {
            store.Remove(middle.Certificate);
            File.Delete(file);
        }
    }

    [Fact]
    public void Intermediate_in_the_file_beside_its_root_must_still_be_sent()
    {
        Certificates.Node middle = _root.Intermediate(), leaf = middle.Leaf();
        ChainFacts facts = Assessor(TrustSet.Of([_root.Der, middle.Der], [])).Assess([leaf.Der]);
        Assert.True(facts.Incomplete);
        Assert.False(facts.UntrustedRoot);
        Assert.True(IsGood(Assessor(TrustSet.Of([middle.Der], [])).Assess([leaf.Der])));
        Assert.True(IsGood(Assessor(TrustSet.Of([leaf.Der], [])).Assess([leaf.Der])));
    }

    [Fact]
    public void Self_signed_leaf_is_said_so_unless_it_is_trusted()
    {
        byte[] leaf = Certificates.SelfSigned(Certificates.Server("mx.example.com", Certificates.NewKey())).RawData;
        ChainFacts facts = Assess(leaf);
        Assert.Equal((true, false, false, false), (facts.SelfSigned, facts.Anchored, facts.Incomplete, facts.UntrustedRoot));

        facts = Assessor(TrustSet.Of([leaf], [])).Assess([leaf]);
        Assert.Equal((false, true), (facts.SelfSigned, facts.Anchored));
    }

    [Fact]
    public void Root_that_nobody_trusts_is_untrusted()
    {
        Certificates.Node other = Certificates.Root("CN=Other Root"), middle = other.Intermediate(), leaf = middle.Leaf();
        ChainFacts facts = Assess(leaf.Der, middle.Der, other.Der);
        Assert.Equal((true, false, false), (facts.UntrustedRoot, facts.Incomplete, facts.Anchored));
        Assert.Equal("CN=Other Root", facts.RootSubject);

        // Not sent, as is right for a root: nobody can tell it from a missing intermediate.
        facts = Assess(leaf.Der, middle.Der);
        Assert.Equal((true, true), (facts.UntrustedRoot, facts.Incomplete));
    }

    [Fact]
    public void Root_of_the_same_name_with_another_key_is_no_issuer()
    {
        Certificates.Node impostor = Certificates.Root("CN=Test Root");
        ChainFacts facts = Assess(impostor.Leaf().Der, impostor.Der);
        Assert.False(facts.Anchored);
        Assert.True(facts.UntrustedRoot);
    }

    [Theory]
    [InlineData(-300, -1, "Expired")]
    [InlineData(2, 300, "NotYetValid")]
    public void Dates_of_issuers_are_kept_apart(int from, int to, string problem)
    {
        Certificates.Node middle = _root.Intermediate(fromDays: Math.Max(from, -9), toDays: to), leaf = middle.Leaf(fromDays: Math.Max(from, -9), toDays: to);
        ChainFacts facts = Assess(leaf.Der, middle.Der);
        Assert.True(facts.Anchored);
        Assert.Equal(problem, facts.IssuerDateProblem);
        Assert.False(facts.WrongUsage);

        // Outside its own dates the leaf is the checks' business.
        facts = Assess(_root.Leaf(fromDays: Math.Max(from, -9), toDays: to).Der);
        Assert.True(facts.Anchored);
        Assert.Null(facts.IssuerDateProblem);
    }

    [Fact]
    public void Cross_signed_issuer_is_followed_to_the_root_that_is_trusted()
    {
        Certificates.Node other = Certificates.Root("CN=Other Root");
        ECDsa key = Certificates.NewKey();
        Certificates.Node byOther = other.Issue(Certificates.Authority("CN=Cross", key), key), byRoot = _root.Issue(Certificates.Authority("CN=Cross", key), key);
        Certificates.Node leaf = byOther.Leaf();
        ChainFacts facts = Assess(leaf.Der, byOther.Der, byRoot.Der);
        Assert.True(IsGood(facts));
        Assert.Equal([0, 2], facts.Path);
    }

    [Fact]
    public void Path_inside_its_dates_is_preferred()
    {
        ECDsa key = Certificates.NewKey();
        Certificates.Node old = _root.Issue(Certificates.Authority("CN=Renewed", key), key, -9, -1), young = _root.Issue(Certificates.Authority("CN=Renewed", key), key);
        ChainFacts facts = Assess(young.Leaf().Der, old.Der, young.Der);
        Assert.True(IsGood(facts));
        Assert.Equal([0, 2], facts.Path);
    }

    [Fact]
    public void Wrong_usages_are_found_at_every_level()
    {
        ECDsa key = Certificates.NewKey();
        CertificateRequest client = Certificates.Request("CN=mx.example.com", key, null);
        client.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        ChainFacts facts = Assess(_root.Sign(client).RawData);
        Assert.Equal((true, true), (facts.WrongUsage, facts.Anchored));

        Certificates.Node noAuthority = _root.Issue(Certificates.Server("not-a-ca.example", key), key);
        facts = Assess(noAuthority.Leaf().Der, noAuthority.Der);
        Assert.Equal((true, false), (facts.WrongUsage, facts.Anchored));
    }

    [Fact]
    public void Path_length_and_name_constraints_hold()
    {
        Certificates.Node upper = _root.Intermediate("CN=Upper", pathLength: 0), lower = upper.Intermediate("CN=Lower");
        ChainFacts facts = Assess(lower.Leaf().Der, lower.Der, upper.Der);
        Assert.Equal((true, false), (facts.WrongUsage, facts.Anchored));

        ECDsa key = Certificates.NewKey();
        CertificateRequest narrow = Certificates.Authority("CN=Narrow", key);
        byte[] constraints = Certificates.Sequence(writer =>
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, "example.org", new Asn1Tag(TagClass.ContextSpecific, 2));
            }
        });
        narrow.CertificateExtensions.Add(new X509Extension("2.5.29.30", constraints, true));
        Certificates.Node middle = _root.Issue(narrow, key);
        Assert.True(IsGood(Assess(middle.Leaf("mx.example.org").Der, middle.Der)));
        facts = Assess(middle.Leaf("mx.example.com").Der, middle.Der);
        Assert.Equal((true, false), (facts.WrongUsage, facts.Anchored));
        Assert.NotEmpty(facts.Notes);
    }

    [Fact]
    public void Loops_and_floods_end()
    {
        ECDsa one = Certificates.NewKey(), two = Certificates.NewKey();
        Certificates.Node a = new(Certificates.Authority("CN=A", one).CreateSelfSigned(Certificates.Now.AddDays(-9), Certificates.Now.AddDays(900)), one);
        Certificates.Node b = a.Issue(Certificates.Authority("CN=B", two), two), back = b.Issue(Certificates.Authority("CN=A", one), one);
        ChainFacts facts = Assess(b.Leaf().Der, b.Der, back.Der, back.Der);
        Assert.False(facts.Anchored);
        Assert.True(facts.Incomplete || facts.UntrustedRoot);

        // A hundred issuers of one name, a hundred keys: few of them are tried.
        byte[][] many = [.. Enumerable.Range(0, 150).Select(_ => Certificates.Root("CN=A").Der)];
        facts = Assess([b.Leaf().Der, b.Der, .. many]);
        Assert.False(facts.Anchored);
        Assert.Contains(facts.Notes, note => note.StartsWith("152 certificates were sent", StringComparison.Ordinal));

        byte[][] cross = [.. Enumerable.Range(0, 12).SelectMany(i => Enumerable.Range(0, 8).Select(_ => Chained(i)))];
        Assert.False(Assess([Certificates.Root("CN=K").Leaf().Der, .. cross]).Anchored);

        byte[] Chained(int i) => a.Issue(Certificates.Authority("CN=K" + i, one), one).Der;
    }

    [Fact]
    public void Garbage_is_a_verdict_too()
    {
        Assert.Equal(new ChainFacts(), Assess());
        Assert.True(Assess("not a certificate"u8.ToArray()).UntrustedRoot);
        Certificates.Node leaf = _root.Leaf();
        ChainFacts facts = Assess(leaf.Der, [1, 2, 3]);
        Assert.True(facts.Anchored);
        Assert.Contains("1 of the certificates cannot be read", facts.Notes);
    }

    [Fact]
    public void Mutated_chains_never_throw_and_never_pass_silently()
    {
        Certificates.Node middle = _root.Intermediate(), leaf = middle.Leaf();
        Random random = new(5);
        ChainAssessor assessor = Assessor(TrustSet.Of([_root.Der], []));
        for (int i = 0; i < 1500; i++)
        {
            ChainFacts facts = assessor.Assess([ClearHandshakeTests.Mutate(leaf.Der, random), ClearHandshakeTests.Mutate(middle.Der, random)]);
            Assert.True(facts.Anchored || facts.SelfSigned || facts.Incomplete || facts.UntrustedRoot || facts.WrongUsage);
        }
    }

    [Fact]
    public void Same_chain_is_judged_once()
    {
        byte[] leaf = _root.Leaf().Der;
        ChainAssessor assessor = Assessor(TrustSet.Of([_root.Der], []));
        Assert.Same(assessor.Assess([leaf]), assessor.Assess([[.. leaf]]));
        Assert.NotSame(assessor.Assess([leaf]), assessor.Assess([leaf, leaf]));
    }

    [Fact]
    public void Weak_signatures_are_left_to_the_checks()
    {
        X509Certificate2 leaf = Certificates.Sha1(Certificates.Server("mx.example.com", Certificates.Rsa), Certificates.Rsa);
        ChainFacts facts = Assess(leaf.RawData);
        Assert.True(facts.SelfSigned);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(222)]
    public void A_signature_with_a_salt_of_any_length_holds(int salt)
    {
        using RSA key = RSA.Create(2048);
        X509Certificate2 root = Certificates.Authority("CN=PSS", key).CreateSelfSigned(Certificates.Now.AddDays(-1), Certificates.Now.AddDays(9));
        CertificateRequest request = Certificates.Server("mx.example.com", Certificates.NewKey());
        byte[] leaf = request.Create(root.SubjectName, new PssSignature(key, salt), Certificates.Now.AddDays(-1), Certificates.Now.AddDays(8), [7]).RawData;
        Assert.True(IsGood(Assessor(TrustSet.Of([root.RawData], [])).Assess([leaf])));
        leaf[^5] ^= 1;
        Assert.False(Assessor(TrustSet.Of([root.RawData], [])).Assess([leaf]).Anchored);
    }

    private static bool IsGood(ChainFacts facts) =>
        facts is { Anchored: true, Incomplete: false, SelfSigned: false, UntrustedRoot: false, WrongUsage: false, IssuerDateProblem: null };

    private static ChainAssessor Assessor(TrustSet trust) => new(trust, SystemClock.Instance);

    private ChainFacts Assess(params byte[][] sent) => Assessor(TrustSet.Of([_root.Der], [])).Assess(sent);

    /// <summary>RSA-PSS over SHA-256 (RFC 4055 §3.1), whose salt may be as long as the signer likes.</summary>
    private sealed class PssSignature(RSA key, int salt) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Certificates.Sequence(writer =>
        {
            const string Sha256 = "2.16.840.1.101.3.4.2.1";
            writer.WriteObjectIdentifier("1.2.840.113549.1.1.10");
            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Sha256);
                }

                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1, true)))
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.2.840.113549.1.1.8");
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(Sha256);
                    }
                }

                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2, true)))
                {
                    writer.WriteInteger(salt);
                }
            }
        });

        // RFC 8017 §9.1.1 for a key of 2048 bits; .NET makes salts of one length only.
        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
        {
            byte[] random = RandomNumberGenerator.GetBytes(salt), hash = SHA256.HashData([.. new byte[8], .. SHA256.HashData(data), .. random]);
            byte[] block = [.. new byte[222 - salt], 1, .. random];
            for (int i = 0; i < block.Length; i++)
            {
                block[i] ^= SHA256.HashData([.. hash, 0, 0, 0, (byte)(i / 32)])[i % 32];
            }

            block[0] &= 0x7f;
            RSAParameters own = key.ExportParameters(true);
            BigInteger signature = BigInteger.ModPow(Number([.. block, .. hash, 0xbc]), Number(own.D!), Number(own.Modulus!));
            byte[] octets = signature.ToByteArray(isUnsigned: true, isBigEndian: true);
            return [.. new byte[256 - octets.Length], .. octets];
        }

        private static BigInteger Number(byte[] octets) => new(octets, isUnsigned: true, isBigEndian: true);

        protected override PublicKey BuildPublicKey() => CreateForRSA(key, RSASignaturePadding.Pkcs1).PublicKey;
    }
}
