using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Dns.Dnssec;

public sealed class DnssecValidatorTests
{
    private static readonly string[] Mail =
    [
        "example.test. 300 MX 10 mx.example.test.", "mx.example.test. 300 A 192.0.2.25", "*.wild.example.test. 300 TXT wild",
        "alias.example.test. 300 CNAME mx.example.test.", "moved.example.test. 300 DNAME example.test.", "a.b.c.example.test. 300 A 192.0.2.26",
    ];

    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(14)]
    public async Task Signatures_lead_from_the_anchor_to_the_answer(byte algorithm)
    {
        DnsAnswer answer = await Tree(algorithm).AskAsync("example.test", DnsType.MX);
        Assert.Equal((DnsStatus.Found, DnsSecurity.Secure, null), (answer.Status, answer.Security, answer.Fault));
        Assert.Equal(
            ["DNSKEY of .", "DS of test", "DNSKEY of test", "DS of example.test", "DNSKEY of example.test", "MX of example.test"],
            answer.Proof!.Steps.Select(step => $"{step.Type.Show()} of {step.Name.ToShortString()}"));
        Assert.All(answer.Proof.Steps, step => Assert.Equal(DnsSecurity.Secure, step.Outcome));
        Assert.Equal(6, answer.Proof.Messages.Count);
        Assert.Equal("signatures lead from the trust anchor to it, the last by the zone example.test", answer.SecurityReason);
    }

    [Theory]
    [InlineData("alias.example.test", "A", "Found")]
    [InlineData("mx.moved.example.test", "A", "Found")]
    [InlineData("x.wild.example.test", "TXT", "Found")]
    [InlineData("x.wild.example.test", "A", "NoData")]
    [InlineData("c.example.test", "A", "NoData")]
    [InlineData("mx.example.test", "AAAA", "NoData")]
    [InlineData("none.example.test", "A", "NameNotFound")]
    [InlineData("example.test", "DS", "Found")]
    public async Task Aliases_wildcards_and_absence_are_proved(string name, string type, string status)
    {
        Assert.True(DnsTypes.TryParse(type, out DnsType asked));
        DnsAnswer answer = await Tree().AskAsync(name, asked);
        Assert.Equal((status, DnsSecurity.Secure), (answer.Status.ToString(), answer.Security));
    }

    [Fact]
    public async Task An_alias_that_the_signed_DNAME_does_not_make_is_bogus()
    {
        TestTree tree = Tree();
        tree.Change = (question, message) => question != "mx.moved.example.test./A" ? message : message with
        {
            Answers = [.. message.Answers.Select(record => record.Type == DnsType.Cname ? record with { Data = new NameData(DnsName.Parse("a.b.c.example.test")) } : record),
                .. tree.Answer(new DnsQuestion(DnsName.Parse("a.b.c.example.test"), DnsType.A)).Answers],
        };
        DnsAnswer answer = await tree.AskAsync("mx.moved.example.test", DnsType.A);
        Assert.Equal((DnsStatus.ServerFailure, DnsSecurity.Bogus), (answer.Status, answer.Security));
        Assert.Contains("is not what the signed DNAME makes of it", answer.Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 2, "test proves that it has no DS")]
    [InlineData(5, 2, "RSA/SHA-1 only, which does not count any more (RFC 9905)")]
    [InlineData(7, 2, "RSA/SHA-1 only, which does not count any more (RFC 9905)")]
    [InlineData(16, 2, "Ed448 with digest type 2")]
    [InlineData(13, 250, "ECDSA P-256 with digest type 250")]
    public async Task A_zone_without_a_signature_that_counts_is_insecure(byte algorithm, byte digest, string reason)
    {
        DnsAnswer answer = await Tree(algorithm, digest).AskAsync("example.test", DnsType.MX);
        Assert.Equal((DnsStatus.Found, DnsSecurity.Insecure), (answer.Status, answer.Security));
        Assert.Contains(reason, answer.SecurityReason, StringComparison.Ordinal);
        ProofStep last = answer.Proof!.Steps[^1];
        Assert.True(algorithm is not (5 or 7) || (last.Why.StartsWith("the signature holds, but", StringComparison.Ordinal) && last.KeyTag is not null), last.ToString());
    }

    [Fact]
    public async Task RSA_with_SHA_1_does_not_do_where_the_parent_promises_better()
    {
        TestZone weak = new("example.test", 5, Mail), strong = new("example.test", 13, Mail);
        strong.Records.AddRange(weak.Find(weak.Name, DnsType.Dnskey));
        TestTree tree = Tree(strong);
        Assert.Equal(DnsSecurity.Secure, (await tree.AskAsync("mx.example.test", DnsType.A)).Security);
        tree.Change = (question, message) => question != "example.test./MX" ? message
            : message with { Answers = [.. weak.Signed([.. message.Answers.Where(record => record.Type == DnsType.MX)])] };
        DnsAnswer answer = await tree.AskAsync("example.test", DnsType.MX);
        Assert.Equal((DnsStatus.ServerFailure, DnsSecurity.Bogus), (answer.Status, answer.Security));
        Assert.Contains("RSA/SHA-1) does not count any more (RFC 9905)", answer.SecurityReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_TTL_that_the_zone_gives_is_read_from_the_signature()
    {
        TestZone zone = new("example.test", 13, Mail);
        zone.Records.Add(new DnsRecord(DnsName.Parse("_25._tcp.mx.example.test"), DnsType.Tlsa, 7200, new TlsaData(3, 1, 1, new byte[32])));
        TestTree tree = Tree(zone);
        tree.Change = (question, message) => !question.EndsWith("/TLSA", StringComparison.Ordinal) ? message
            : message with { Answers = [.. message.Answers.Select(record => record with { Ttl = 5 })] };
        TlsaSeen seen = TlsaSeen.From(await tree.AskAsync("_25._tcp.mx.example.test", DnsType.Tlsa), DnsName.Parse("mx.example.test"));
        Assert.Equal((true, 5, 7200), (seen.Counts, seen.Ttl, seen.ZoneTtl));
    }

    [Fact]
    public async Task A_SHA_1_digest_alone_is_believed_and_told()
    {
        DnsAnswer answer = await Tree(13, 1).AskAsync("example.test", DnsType.MX);
        Assert.Equal(DnsSecurity.Secure, answer.Security);
        Assert.Contains(answer.Proof!.Steps, step => step.Why.Contains("SHA-1 digest only", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.5, "Secure")]
    [InlineData(2, "Bogus")]
    public async Task Signatures_run_out_with_an_hour_of_grace(double hoursAgo, string security)
    {
        TestZone zone = new("example.test", 13, Mail) { SignedAt = TestTree.Now - TimeSpan.FromDays(7), SignedFor = TimeSpan.FromDays(7) - TimeSpan.FromHours(hoursAgo) };
        DnsAnswer answer = await Tree(zone).AskAsync("example.test", DnsType.MX);
        Assert.Equal(security, answer.Security.ToString());
        Assert.True(answer.Security == DnsSecurity.Bogus || answer.Ttl == 0);
        if (answer.Security == DnsSecurity.Bogus)
        {
            Assert.Equal(
                $"The answer for MX of example.test is not genuine by DNSSEC (bogus) and was not used: the signature (key {zone.Tag}, ECDSA P-256) expired on 2026-11-22 10:00 UTC "
                + "(DNSKEY of example.test). Sign the zone again and find out why it is no longer signed by itself; check this machine's clock too.",
                answer.Fault!.Message);
            Assert.Empty(answer.Records);
        }
    }

    [Fact]
    public async Task A_server_that_passes_no_DNSSEC_is_told_and_its_answers_are_used()
    {
        TestTree tree = Tree();
        tree.Change = (_, message) => message with
        {
            Answers = [.. message.Answers.Where(record => record.Type != DnsType.Rrsig)],
            Authority = [.. message.Authority.Where(record => record.Type == DnsType.Soa)],
        };
        Resolver resolver = tree.CreateResolver();
        DnsAnswer answer = await resolver.AskAsync(DnsName.Parse("example.test"), DnsType.MX, CancellationToken.None);
        Assert.Equal((DnsStatus.Found, DnsSecurity.Indeterminate, 1), (answer.Status, answer.Security, answer.Records.Count));
        Assert.Equal(
            "The DNS server 192.0.2.1:53 does not pass DNSSEC records (it sent no signed keys for the root), so nothing can be validated. "
            + "Name a DNS server that passes DNSSEC records, such as a validating resolver of your own.",
            resolver.NoDnssec!.Message);
    }

    [Theory]
    [InlineData("example.test./DS", true, "Indeterminate")]
    [InlineData("example.test./DS", false, "Bogus")]
    [InlineData("example.test./DNSKEY", true, "Bogus")]
    [InlineData("./DNSKEY", true, "Indeterminate")]
    public async Task What_cannot_be_asked_is_not_what_is_refused(string question, bool silent, string security)
    {
        TestTree tree = Tree();
        tree.Change = (asked, message) => asked != question ? message : silent ? null : message with { Rcode = DnsRcode.ServFail, Answers = [] };
        DnsAnswer answer = await tree.AskAsync("example.test", DnsType.MX);
        Assert.Equal(security, answer.Security.ToString());
    }

    [Fact]
    public async Task Many_at_once_share_the_chain_and_do_not_block_each_other()
    {
        TestTree tree = Tree();
        Resolver resolver = tree.CreateResolver(new ResolverOptions { Dnssec = DnssecMode.Validate, MostAtOnce = 1 });
        DnsAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            resolver.AskAsync(DnsName.Parse($"n{i}.wild.example.test"), DnsType.Txt, CancellationToken.None))).WaitAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
        Assert.All(answers, answer => Assert.Equal(DnsSecurity.Secure, answer.Security));
        Assert.Equal(["./DNSKEY", "example.test./DNSKEY", "example.test./DS", "test./DNSKEY", "test./DS"], tree.Asked.Where(asked => !asked.EndsWith("TXT", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task A_name_below_no_anchor_is_indeterminate()
    {
        TestTree tree = Tree();
        Outcome<TrustAnchors> other = TrustAnchors.Parse($"elsewhere. IN DS {new TestZone("elsewhere", 13).Ds()}");
        Resolver resolver = new(tree, [FakeDns.First], tree.Clock, new ResolverOptions { Dnssec = DnssecMode.Validate, TrustAnchors = other.Value! });
        DnsAnswer answer = await resolver.AskAsync(DnsName.Parse("example.test"), DnsType.MX, CancellationToken.None);
        Assert.Equal((DnsStatus.Found, DnsSecurity.Indeterminate), (answer.Status, answer.Security));
    }

    [Fact]
    public async Task A_saved_proof_is_proved_again_offline_and_runs_out()
    {
        TestTree tree = Tree();
        SavedProof saved = SavedProof.Of(await tree.AskAsync("alias.example.test", DnsType.A));
        DnsAnswer again = await saved.ReproveAsync(tree.Anchors, TestTree.Now, CancellationToken.None);
        DnsAnswer late = await saved.ReproveAsync(tree.Anchors, TestTree.Now + TimeSpan.FromDays(60), CancellationToken.None);
        DnsAnswer other = await saved.ReproveAsync(TrustAnchors.Root, TestTree.Now, CancellationToken.None);
        Assert.Equal((DnsSecurity.Secure, DnsSecurity.Bogus, DnsSecurity.Bogus), (again.Security, late.Security, other.Security));
        Assert.Equal("192.0.2.25", Assert.Single(again.Records).Data.ToString());
    }

    internal static TestTree Tree(byte algorithm = 13, byte digest = 2) => Tree(new TestZone("example.test", algorithm, Mail), digest);

    private static TestTree Tree(TestZone zone, byte digest = 2)
    {
        TestZone top = new TestZone("test", 13).Delegate(zone, digest);
        return new TestTree(new TestZone(".", 13).Delegate(top), top, zone);
    }
}
