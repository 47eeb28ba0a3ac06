using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class AliasChainTests
{
    [Fact]
    public async Task Follows_a_chain_inside_one_message()
    {
        FakeDns dns = new("a.test. 300 CNAME b.test.", "b.test. 20 CNAME c.test.", "c.test. 60 A 192.0.2.1");
        DnsAnswer answer = await AskAsync(dns, "a.test");
        Assert.Equal(("c.test.", DnsStatus.Found, 20u), (answer.CanonicalName.ToString(), answer.Status, answer.Ttl));
        Assert.Equal(["b.test.", "c.test."], answer.Aliases.Select(alias => alias.Data.ToString()));
        Assert.Single(dns.Asked);
    }

    [Fact]
    public async Task Asks_again_for_a_target_that_the_message_leaves_out()
    {
        FakeDns dns = new("c.test. 60 A 192.0.2.1");
        dns.Behave = query => query.Question.Name.ToString() == "a.test." ? query.Reply(DnsRcode.NoError, FakeDns.ParseRecord("a.test. 60 CNAME c.test.")) : null;
        DnsAnswer answer = await AskAsync(dns, "a.test");
        Assert.Equal((DnsStatus.Found, "c.test."), (answer.Status, answer.CanonicalName.ToString()));
        Assert.Equal(2, answer.Messages.Count);
        Assert.Equal(2, dns.Asked.Count);
    }

    [Fact]
    public async Task A_dname_without_its_cname_is_followed()
    {
        FakeDns dns = new("www.new.test. 60 A 192.0.2.1");
        dns.Behave = query => query.Question.Name.ToString() == "www.old.test." ? query.Reply(DnsRcode.NoError, FakeDns.ParseRecord("old.test. 60 DNAME new.test.")) : null;
        DnsAnswer answer = await AskAsync(dns, "www.old.test");
        Assert.Equal((DnsStatus.Found, "www.new.test."), (answer.Status, answer.CanonicalName.ToString()));
    }

    [Fact]
    public async Task A_dname_that_makes_a_name_too_long_is_a_fault()
    {
        string label = new('x', 63);
        FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.NoError, FakeDns.ParseRecord($"old.test. 60 DNAME {label}.{label}.{label}.test.")) };
        DnsAnswer answer = await AskAsync(dns, $"{label}.old.test");
        Assert.Equal(DnsStatus.ServerFailure, answer.Status);
        Assert.Contains("longer than a name can be", answer.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_data_and_no_name_at_the_end_of_a_chain_are_about_its_end()
    {
        FakeDns dns = new("example.com. 300 SOA ns.example.com. 60", "a.test. 300 CNAME b.example.com.", "b.example.com. 60 TXT x", "c.test. 300 CNAME nope.example.com.");
        DnsAnswer none = await AskAsync(dns, "a.test");
        Assert.Equal((DnsStatus.NoData, "b.example.com.", 60u), (none.Status, none.CanonicalName.ToString(), none.Ttl));
        DnsAnswer gone = await AskAsync(dns, "c.test");
        Assert.Equal((DnsStatus.NameNotFound, "nope.example.com."), (gone.Status, gone.CanonicalName.ToString()));
        Assert.Equal(2, dns.Asked.Count);
    }

    [Theory]
    [InlineData("a.test. 60 CNAME a.test.")]
    [InlineData("a.test. 60 CNAME b.test.", "b.test. 60 CNAME a.test.")]
    [InlineData("a.test. 60 CNAME b.test.", "b.test. 60 CNAME c.test.", "c.test. 60 CNAME B.TEST.")]
    public async Task Loops_end_in_a_fault_whether_sent_at_once_or_in_pieces(params string[] records)
    {
        List<DnsRecord> all = [.. records.Select(FakeDns.ParseRecord)];
        foreach (bool whole in (bool[])[true, false])
        {
            FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.NoError, [.. all.Where(record => whole || record.Owner == query.Question.Name)]) };
            DnsAnswer answer = await AskAsync(dns, "a.test");
            Assert.Equal((DnsStatus.ServerFailure, FaultKind.Protocol), (answer.Status, answer.Fault!.Kind));
            Assert.Contains("come back to", answer.Fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_endless_chain_ends_at_the_limit()
    {
        FakeDns dns = new();
        dns.Behave = query => query.Reply(DnsRcode.NoError, new DnsRecord(query.Question.Name, DnsType.Cname, 60, new NameData(query.Question.Name.WithPrefix("x")!)));
        DnsAnswer answer = await AskAsync(dns, "a.test");
        Assert.Equal(DnsStatus.ServerFailure, answer.Status);
        Assert.Equal("The aliases of a.test, asked for A, are more than 12.", answer.Fault!.Message);
        Assert.Equal(13, dns.Asked.Count);
    }

    [Fact]
    public async Task A_record_sent_twice_counts_once()
    {
        DnsRecord record = FakeDns.ParseRecord("a.test. 60 A 192.0.2.1");
        FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.NoError, record, record with { Ttl = 5 }) };
        Assert.Single((await AskAsync(dns, "a.test")).Records);
    }

    private static Task<DnsAnswer> AskAsync(FakeDns dns, string name) =>
        dns.CreateResolver().AskAsync(DnsName.Parse(name), DnsType.A, CancellationToken.None);
}
