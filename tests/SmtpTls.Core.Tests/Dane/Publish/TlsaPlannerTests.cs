using SmtpTls.Core.Tests.Audit;
using SmtpTls.Dane;
using SmtpTls.Dane.Publish;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Dane.Publish;

public sealed class TlsaPlannerTests
{
    private static readonly CertificateChain Old = Chain(Seen.Certificate()), New = Chain(Seen.Certificate()), Rsa = Chain(Seen.RsaCertificate(2048)), NewRsa = Chain(Seen.RsaCertificate(2048)),
        Foreign = Chain(Seen.Certificate());

    private static readonly DateTimeOffset Late = Seen.Now.AddDays(1);

    [Fact]
    public void The_recommended_record_comes_first_and_all_usages_are_there()
    {
        Tls.Certificates.Node root = Tls.Certificates.Root(), leaf = root.Leaf(Seen.Host);
        TlsaRecordPlan plan = TlsaPlanner.Plan(Wish(new CertificateChain([CertificateReader.Read(leaf.Der), CertificateReader.Read(root.Der)])));
        Assert.Equal(["3 1 1", "3 1 2", "3 0 1", "3 0 2", "3 1 0", "3 0 0", "2 1 1", "2 1 2", "2 0 1", "2 0 2", "2 1 0", "2 0 0"], plan.Choices.Select(choice => choice.Parameters));
        Assert.Equal([true, .. Enumerable.Repeat(false, 11)], plan.Choices.Select(choice => choice.Recommended));
        Assert.Equal([plan.Choices[0].Line], plan.Publish);
        Assert.StartsWith("_25._tcp.mx1.example.com. 3600 IN TLSA 3 1 1 ", plan.Publish[0], StringComparison.Ordinal);
        Assert.Empty(plan.Steps);
        foreach (TlsaRecordChoice choice in plan.Choices)
        {
            Assert.True(TlsaRecord.TryParse(choice.Line.Split(" IN TLSA ")[1], out TlsaRecord? record));
            Assert.Equal(TlsaFit.Match, TlsaMatcher.Fit(new TlsaSet([record]), [CertificateReader.Read(leaf.Der), CertificateReader.Read(root.Der)], DateTimeOffset.UtcNow)[0]);
        }
    }

    [Fact]
    public void A_change_is_planned_with_dates()
    {
        TlsaRecordPlan plan = TlsaPlanner.Plan(Wish(Old) with { Next = [New] });
        Assert.Equal(["Publish", "Wait", "Switch", "Settle", "Remove"], plan.Steps.Select(step => step.Name));
        Assert.Equal([0, 0, 7200, 7200, 10800], plan.Steps.Select(step => (int)(step.NotBefore - Seen.Now.UtcDateTime).TotalSeconds));
        Assert.Equal(2, plan.Publish.Count);
        Assert.Equal([plan.Publish[1]], plan.Final);
        Assert.Equal(plan.Final, plan.Steps[4].Records);
    }

    [Fact]
    public void RSA_and_ECDSA_are_counted_apart()
    {
        TlsaRecordPlan plan = TlsaPlanner.Plan(Wish(Old, Rsa) with { Next = [NewRsa] });
        Assert.Equal(3, plan.Publish.Count);
        Assert.Equal([Line(Old), Line(NewRsa)], plan.Final);
        RolloverView mixed = View([Old, Rsa, NewRsa], Old, Rsa);
        Assert.Equal("Switch", Judge(Wish(Old, Rsa) with { Next = [NewRsa] }, mixed).Step);
        Assert.Equal("Switching", Judge(Wish(Old, Rsa) with { Next = [New, NewRsa] }, View([Old, New, Rsa, NewRsa], Old, New, NewRsa)).Step);
        Assert.Equal("Publish", Judge(Wish(Old, Rsa) with { Next = [New, NewRsa] }, View([Old, Rsa, NewRsa], Old, Rsa)).Step);
    }

    [Fact]
    public void Each_step_of_the_world_is_recognised()
    {
        TlsaWish wish = Wish(Old) with { Next = [New] };
        Assert.Equal(("Publish", false), Word(Judge(wish, View([Old], Old))));
        Assert.Equal(("Switch", false), Word(Judge(wish, View([Old, New], Old))));
        Assert.Equal(("Switching", false), Word(Judge(wish, View([Old, New], Old, New))));
        Assert.Equal(("Remove", true), Word(Judge(wish, View([Old, New], New))));
        Assert.Equal(("Done", true), Word(Judge(wish, View([New], New))));
        Assert.Equal(("SwitchedTooSoon", false), Word(Judge(wish, View([Old], New))));
        Assert.Equal(("RemovedTooSoon", false), Word(Judge(wish, View([New], Old))));
        Assert.Equal(("Publish", false), Word(Judge(wish, View([], Old))));
        Assert.Equal(("NotOurs", false), Word(Judge(wish, View([Old, New], Foreign))));
        Assert.Equal(("Unknown", false), Word(Judge(wish, View([Old, New]))));
        Assert.Equal(("Unknown", false), Word(Judge(wish, View([Old, New], New) with { Answer = DaneFacts.Ended(DnsStatus.ServerFailure, DnsSecurity.Indeterminate) })));
    }

    [Fact]
    public void A_record_beside_a_stronger_digest_is_as_good_as_none()
    {
        TlsaRolloverCheck check = Judge(Wish(Old) with { Next = [New] }, ViewOf([Ee(Old), Ee(New), Ee(Old, 2)], Old));
        Assert.Equal(("Publish", false), Word(check));
        Assert.Contains("RFC 7671 §9", check.Action, StringComparison.Ordinal);
        Assert.Equal(("SwitchedTooSoon", false), Word(Judge(Wish(Old) with { Next = [New] }, ViewOf([Ee(Old), Ee(New), Ee(Old, 2)], New))));
    }

    [Fact]
    public void Nothing_is_lost_where_no_record_counts_or_another_one_fits()
    {
        foreach (TlsaWish wish in (TlsaWish[])[Wish(Old), Wish(Old) with { Next = [New] }])
        {
            TlsaRolloverCheck none = Judge(wish, View([], Old));
            Assert.Equal(("Publish", false), Word(none));
            Assert.DoesNotContain("deliver nothing", none.Action, StringComparison.Ordinal);
            Assert.Equal(("Publish", false), Word(Judge(wish, ViewOf([Ee(Foreign)], Old) with { Answer = DaneFacts.Found([Ee(Foreign)]) with { Answer = DaneFacts.Answer("_25._tcp." + Seen.Host, "TLSA", DnsSecurity.Insecure) } })));
        }

        Tls.Certificates.Node root = Tls.Certificates.Root(), leaf = root.Leaf(Seen.Host);
        CertificateChain chain = new([CertificateReader.Read(leaf.Der), CertificateReader.Read(root.Der)]);
        string authority = TlsaRecord.Of(2, 1, 1, chain.Certificates[1]).ToString();
        RolloverView vouched = ViewOf([authority], chain);
        Assert.True(vouched.Served[0].Holds);
        Assert.Equal(("Publish", false), Word(Judge(Wish(chain), vouched)));
    }

    [Fact]
    public void Below_addresses_that_are_not_secure_nobody_knows_the_records()
    {
        TlsaRolloverCheck check = Judge(Wish(Old), View([Old], Old) with { Answer = null });
        Assert.Equal(("Unknown", false), Word(check));
        Assert.Contains("DNSSEC", check.Action, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_could_not_be_seen_may_be_todays()
    {
        TlsaWish wish = Wish(Rsa) with { Next = [NewRsa] };
        RolloverView seen = View([Rsa, NewRsa, Old], NewRsa, Old);
        Assert.Equal(("Remove", true), Word(Judge(wish, seen)));
        Assert.Equal(("Unknown", false), Word(Judge(wish, seen with { Served = [.. seen.Served, new ServedCertificate("192.0.2.1", "RSA", null, false)] })));
        Assert.Equal(("Remove", true), Word(Judge(wish, seen with { Served = [.. seen.Served, new ServedCertificate("192.0.2.1", "ECDSA", null, false)] })));
    }

    [Fact]
    public void The_wait_lasts_two_of_the_longer_TTL()
    {
        TlsaWish wish = Wish(Old) with { Next = [New], Ttl = 60 };
        RolloverView view = View([Old, New], Old);
        TlsaRolloverCheck early = RolloverCheck.Judge(wish, view, Seen.Now.AddSeconds(7199));
        Assert.Equal(("Wait", Seen.Now.AddSeconds(7200).UtcDateTime), (early.Step, early.NotBefore));
        Assert.Equal("Switch", RolloverCheck.Judge(wish, view, Seen.Now.AddSeconds(7200)).Step);

        // A cache says what is left; the signature, what the zone allows.
        Assert.Equal("Wait", RolloverCheck.Judge(wish, view with { Answer = view.Answer! with { Ttl = 5, ZoneTtl = 7200 } }, Seen.Now.AddSeconds(14399)).Step);
    }

    [Fact]
    public void The_same_key_needs_no_change_in_DNS() =>
        Assert.Contains(TlsaPlanner.Plan(Wish(Old) with { Next = [Old] }).Notes, note => note.Contains("nothing changes in DNS", StringComparison.Ordinal));

    private static TlsaWish Wish(params CertificateChain[] current) => new() { Host = DomainName.Parse(Seen.Host), Current = current, StartAt = Seen.Now };

    private static CertificateChain Chain(byte[] der) => new([CertificateReader.Read(der)]);

    private static string Ee(CertificateChain chain, byte type = 1) => TlsaRecord.Of(3, 1, type, chain.Leaf).ToString();

    private static string Line(CertificateChain chain) => $"_25._tcp.{Seen.Host}. 3600 IN TLSA {DaneFacts.Ee(chain.Leaf.Der)}";

    private static RolloverView View(CertificateChain[] published, params CertificateChain[] served) =>
        ViewOf([.. published.Select(chain => Ee(chain))], served);

    private static RolloverView ViewOf(string[] published, params CertificateChain[] served)
    {
        TlsaSeen answer = published.Length > 0 ? DaneFacts.Found(published) : DaneFacts.Ended(DnsStatus.NoData, DnsSecurity.Secure);
        TlsaSet set = TlsaSet.Of(answer.Records);
        return new RolloverView(answer, [.. served.Select((chain, n) => new ServedCertificate(
            $"192.0.2.{n}", chain.KeyType, chain.Leaf, set.Tried.Any(place => TlsaMatcher.Fit(set, chain.Certificates, Seen.Now)[place] == TlsaFit.Match)))]);
    }

    private static TlsaRolloverCheck Judge(TlsaWish wish, RolloverView view) => RolloverCheck.Judge(wish, view, Late);

    private static (string, bool) Word(TlsaRolloverCheck check) => (check.Step, check.SafeToRemove);
}
