using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Dns.Dnssec;

/// <summary>Answers that are made to cost time, and answers that are made of rubbish.</summary>
public sealed class DnssecHostileTests
{
    [Fact]
    public async Task Keys_and_signatures_by_the_hundred_are_tried_a_few_times()
    {
        // KeyTrap (CVE-2023-50387): every signature could be of every key.
        TestTree tree = DnssecValidatorTests.Tree();
        tree.Change = (question, message) => question switch
        {
            "example.test./MX" => message with { Answers = [.. Multiply(message.Answers, 300)] },
            _ => message,
        };
        DnsAnswer answer = await tree.AskAsync("example.test", DnsType.MX);
        Assert.Equal(DnsSecurity.Bogus, answer.Security);
        Assert.Contains("none of its first 8 signatures holds, and 300 came", answer.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zone_with_thousands_of_keys_is_refused_unread()
    {
        TestTree tree = DnssecValidatorTests.Tree();
        tree.Change = (question, message) => question != "example.test./DNSKEY" ? message : message with
        {
            Answers = [.. message.Answers, .. Enumerable.Range(0, 3000).Select(i =>
                new DnsRecord(DnsName.Parse("example.test"), DnsType.Dnskey, 300, new DnskeyData(257, 3, 15, [(byte)i, (byte)(i >> 8)])))],
        };
        DnsAnswer answer = await tree.AskAsync("example.test", DnsType.MX);
        Assert.Equal(DnsSecurity.Bogus, answer.Security);
        Assert.Contains("the zone has 3001 keys; 64 are the limit", answer.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_tries_few_keys_of_one_tag_and_few_signatures_in_all()
    {
        Random random = new(3);
        ZoneKey[] keys = [.. Enumerable.Range(0, 40).Select(_ => WithTag(random, 4711))];
        Assert.All(keys, key => Assert.Equal(4711, key.Tag));
        DnsName zone = DnsName.Parse("test");
        DnsRecord[] section =
        [
            FakeDns.ParseRecord("a.test. 300 A 192.0.2.1"),
            .. Enumerable.Range(0, 8).Select(i => new DnsRecord(DnsName.Parse("a.test"), DnsType.Rrsig, 300, new RrsigData
            {
                TypeCovered = DnsType.A, Algorithm = 8, Labels = 2, OriginalTtl = 300, Signer = zone, KeyTag = 4711, Signature = new byte[128],
                Inception = (uint)TestTree.Now.ToUnixTimeSeconds() - 1000, Expiration = (uint)TestTree.Now.ToUnixTimeSeconds() + 1000 + (uint)i,
            })),
        ];
        DnssecWork work = new();
        SetCheck check = new(TestTree.Now, work);
        SignedSet set = SignedSet.Find(section, DnsName.Parse("a.test"), DnsType.A)!;
        Assert.Equal(FlawKind.BadSignature, check.Check(set, new ZoneKeys(zone, keys, false)).Flaw!.Kind);
        Assert.Equal(FlawKind.TooMuch, check.Check(set, new ZoneKeys(zone, keys, false)).Flaw!.Kind);
        Assert.False(work.TakeCheck());
    }

    [Theory]
    [InlineData(100, "TooMuch")]
    [InlineData(101, "ProvedInsecure")]
    [InlineData(65535, "ProvedInsecure")]
    public void Hashes_of_names_are_counted_and_many_iterations_count_for_nothing(int iterations, string result)
    {
        // CVE-2023-50868: a name of many labels takes a hash for each.
        DnsName zone = DnsName.Parse("test");
        Nsec3Data data = new() { HashAlgorithm = 1, Flags = 0, Iterations = (ushort)iterations, Salt = new byte[255], NextHash = new byte[20], Types = TypeBitmap.Of([]) };
        SignedSet set = SignedSet.Find([new DnsRecord(DnsName.Parse(Nsec3Text.Base32(new byte[20]) + ".test"), DnsType.Nsec3, 60, data)], DnsName.Parse(Nsec3Text.Base32(new byte[20]) + ".test"), DnsType.Nsec3)!;
        DnsName name = DnsName.Parse(string.Join('.', Enumerable.Repeat("a", 120)) + ".test");
        Assert.Equal(result, new Nsec3Denial(zone, [set], new DnssecWork()).DenyName(name).ToString());
    }

    /// <summary>RFC 5155 appendix A: salt aabbccdd, 12 iterations.</summary>
    [Theory]
    [InlineData("example", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom")]
    [InlineData("a.example", "35mthgpgcu1qg68fab165klnsnk3dpvl")]
    [InlineData("*.w.example", "r53bq7cc2uvmubfu5ocmm6pers9tk9en")]
    public void Names_are_hashed_as_the_standard_does(string name, string hash)
    {
        byte[] octets = Nsec3Hash.Compute(DnsName.Parse(name), [0xaa, 0xbb, 0xcc, 0xdd], 12);
        Assert.Equal(hash, Nsec3Text.Base32(octets));
        Assert.Equal(octets, Nsec3Hash.FromBase32(System.Text.Encoding.ASCII.GetBytes(hash.ToUpperInvariant())));
    }

    [Fact]
    public async Task Mutated_answers_are_never_believed_and_never_throw()
    {
        TestTree tree = DnssecValidatorTests.Tree();
        (string Name, DnsType Type)[] questions =
        [
            ("example.test", DnsType.MX), ("alias.example.test", DnsType.A), ("mx.moved.example.test", DnsType.A),
            ("x.wild.example.test", DnsType.Txt), ("none.example.test", DnsType.A), ("c.example.test", DnsType.A),
        ];
        byte[][] octets = [.. questions.Select(question => tree.Answer(new DnsQuestion(DnsName.Parse(question.Name), question.Type)).ToOctets())];
        DnssecValidator validator = new(tree.Anchors, tree.Clock, (name, type, _) => Task.FromResult(Respond(tree.Answer(new DnsQuestion(name, type)))));
        Random random = new(20261124);
        Dictionary<DnsSecurity, int> ends = [];
        for (int i = 0; i < Mutator.Count; i++)
        {
            int at = random.Next(questions.Length);
            byte[] mutated = DnssecMutation.Mutate(random, octets[at], octets[random.Next(octets.Length)]);
            if (DnsMessage.TryParse(mutated, out DnsMessage? message, out _) && DnsMessage.TryParse(octets[at], out DnsMessage? original, out _))
            {
                DnsName name = DnsName.Parse(questions[at].Name);
                DnsProof proof = await validator.ProveAsync(new AliasChain(name, questions[at].Type, 12), questions[at].Type, [Respond(message)], CancellationToken.None);
                ends[proof.Security] = ends.GetValueOrDefault(proof.Security) + 1;
                Assert.True(proof.Security != DnsSecurity.Secure || Data(message, name, questions[at].Type) == Data(original, name, questions[at].Type), Convert.ToHexString(mutated));
            }
        }

        Assert.True(ends[DnsSecurity.Secure] > 0 && ends[DnsSecurity.Bogus] > 1000, string.Join(", ", ends));
    }

    private static string Data(DnsMessage message, DnsName name, DnsType type)
    {
        AliasChain chain = new(name, type, 12);
        return string.Join('\n', chain.Follow(message).Select(record => record.Data.ToString()).Order()) + chain.Current;
    }

    private static DnsResponse Respond(DnsMessage message) =>
        new(message.Rcode == DnsRcode.NXDomain ? DnsStatus.NameNotFound : message.Answers.Count > 0 ? DnsStatus.Found : DnsStatus.NoData) { Message = message };

    private static IEnumerable<DnsRecord> Multiply(IReadOnlyList<DnsRecord> answers, int times)
    {
        DnsRecord signature = answers.First(record => record.Type == DnsType.Rrsig);
        RrsigData data = (RrsigData)signature.Data;
        return [.. answers.Where(record => record.Type != DnsType.Rrsig),
            .. Enumerable.Range(0, times).Select(i => signature with { Data = data with { Signature = [(byte)i, (byte)(i >> 8), .. data.Signature.Skip(2)] } })];
    }

    /// <summary>An RSA key whose tag is as wanted: a sum is easily made.</summary>
    private static ZoneKey WithTag(Random random, ushort tag)
    {
        byte[] octets = new byte[4 + 128];
        random.NextBytes(octets);
        (octets[0], octets[1], octets[2], octets[3]) = (3, 1, 0, 1);
        (octets[4], octets[^2], octets[^1]) = (0xff, 0, 0);
        while (true)
        {
            ZoneKey key = new(new DnskeyData(257, 3, 8, (byte[])octets.Clone()));
            if (key.Tag == tag)
            {
                return key;
            }

            int step = Math.Max(1, (int)(ushort)(tag - key.Tag));
            int value = ((octets[^2] << 8) | octets[^1]) + step;
            (octets[^2], octets[^1]) = ((byte)(value >> 8), (byte)value);
        }
    }
}
