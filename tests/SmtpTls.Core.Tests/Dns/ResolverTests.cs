using System.IO;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class ResolverTests
{
    private const string Soa = "example.com. 300 SOA ns.example.com. 60";
    private const string Mx = "example.com. 300 MX 10 mx1.example.com.";

    [Fact]
    public async Task Finds_records()
    {
        FakeDns dns = new(Soa, Mx);
        DnsAnswer answer = await AskAsync(dns.CreateResolver());
        Assert.Equal(DnsStatus.Found, answer.Status);
        Assert.Equal("10 mx1.example.com.", Assert.Single(answer.Records).Data.ToString());
        Assert.Equal((300u, FakeDns.First, null), (answer.Ttl, answer.Server, answer.Fault));
    }

    [Fact]
    public async Task No_such_name_and_no_such_record_are_two_answers()
    {
        FakeDns dns = new(Soa);
        DnsAnswer none = await AskAsync(dns.CreateResolver());
        DnsAnswer gone = await AskAsync(dns.CreateResolver(), "nope.example.com");
        Assert.Equal((DnsStatus.NoData, 60u, "example.com has no MX record (answer of 192.0.2.1:53)."), (none.Status, none.Ttl, none.Fault!.Message));
        Assert.Equal((DnsStatus.NameNotFound, "nope.example.com does not exist (NXDOMAIN from 192.0.2.1:53)."), (gone.Status, gone.Fault!.Message));
    }

    [Fact]
    public async Task A_failing_server_is_asked_once_and_its_reason_told()
    {
        FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.ServFail) with { Edns = new DnsEdns { Options = [DnsEdns.ExtendedError(6, "bad\u001b")] } } };
        DnsAnswer answer = await AskAsync(dns.CreateResolver());
        Assert.Equal((DnsStatus.ServerFailure, DnsRcode.ServFail), (answer.Status, answer.Rcode));
        Assert.Equal("192.0.2.1:53 answered SERVFAIL to the question for MX of example.com (extended error 6, DNSSEC bogus: bad\\u{1b}).", answer.Fault!.Message);
        Assert.Equal(6, Assert.Single(answer.ExtendedErrors).Code);
        Assert.Single(dns.Asked);
    }

    [Fact]
    public async Task Silence_is_a_timeout_after_three_tries_within_ten_seconds()
    {
        FakeDns dns = new() { IsSilent = _ => true };
        DateTimeOffset start = dns.Clock.Now;
        DnsAnswer answer = await AskAsync(dns.CreateResolver());
        Assert.Equal((DnsStatus.Timeout, FaultKind.Timeout), (answer.Status, answer.Fault!.Kind));
        Assert.Equal("No answer within 10 s from 192.0.2.1:53 to the question for MX of example.com.", answer.Fault.Message);
        Assert.Equal(TimeSpan.FromSeconds(10), dns.Clock.Now - start);
        Assert.Equal(3, dns.Asked.Count);
    }

    [Theory]
    [InlineData("REFUSED")]
    [InlineData("NOTAUTH")]
    [InlineData("upward")]
    [InlineData("downward")]
    [InlineData("empty")]
    public async Task A_server_that_is_the_wrong_one_to_ask_is_lame(string how)
    {
        FakeDns dns = new()
        {
            Behave = query => how switch
            {
                "REFUSED" => query.Reply(DnsRcode.Refused),
                "NOTAUTH" => query.Reply(DnsRcode.NotAuth),
                "upward" => query.Reply(DnsRcode.NoError) with { RecursionAvailable = false, Authority = [FakeDns.ParseRecord(". 60 NS a.root.test.")] },
                "downward" => query.Reply(DnsRcode.NoError) with { Authority = [FakeDns.ParseRecord("example.com. 60 NS ns.example.com.")] },
                _ => query.Reply(DnsRcode.NoError) with { RecursionAvailable = false },
            },
        };
        DnsAnswer answer = await AskAsync(dns.CreateResolver());
        Assert.Equal(DnsStatus.Lame, answer.Status);
        Assert.Contains("192.0.2.1:53", answer.Fault!.Message, StringComparison.Ordinal);
        Assert.Single(dns.Asked);
    }

    [Fact]
    public async Task A_resolver_that_says_nothing_at_all_means_no_data()
    {
        FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.NoError) };
        Assert.Equal(DnsStatus.NoData, (await AskAsync(dns.CreateResolver())).Status);
    }

    [Fact]
    public async Task Records_of_other_names_are_a_failure_not_an_absence()
    {
        FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.NoError, FakeDns.ParseRecord("other.test. 60 MX 10 mx.other.test.")) };
        DnsAnswer answer = await AskAsync(dns.CreateResolver());
        Assert.Equal((DnsStatus.ServerFailure, FaultKind.Protocol), (answer.Status, answer.Fault!.Kind));
    }

    [Fact]
    public async Task The_next_server_answers_where_the_first_is_silent_failing_refusing_or_gone()
    {
        foreach (string how in (string[])["silent", "SERVFAIL", "REFUSED", "gone", "broken", "garbage"])
        {
            FakeDns dns = new(Soa, Mx);
            dns.IsSilent = query => how == "silent" && query.Server == FakeDns.First;
            dns.Behave = query => query.Server == FakeDns.Second ? null : how switch
            {
                "SERVFAIL" => query.Reply(DnsRcode.ServFail),
                "REFUSED" => query.Reply(DnsRcode.Refused),
                "gone" => throw FakeDns.PortUnreachable(),
                "broken" => throw new IOException("closed"),
                _ => null,
            };
            dns.Octets = query => query.Server == FakeDns.First && how == "garbage" ? [.. query.Message.ToOctets().AsSpan(0, 2), 0x80, 0, 0, 1, 0, 9, 0, 0, 0, 0] : null;
            DnsAnswer answer = await AskAsync(dns.CreateResolver(null, FakeDns.First, FakeDns.Second));
            Assert.Equal((DnsStatus.Found, FakeDns.Second), (answer.Status, answer.Server));
        }
    }

    [Fact]
    public async Task A_silent_server_is_asked_last_until_its_time_is_over()
    {
        FakeDns dns = new(Soa, Mx) { IsSilent = query => query.Server == FakeDns.First };
        Resolver resolver = dns.CreateResolver(null, FakeDns.First, FakeDns.Second);
        await AskAsync(resolver);
        await AskAsync(resolver, "a.example.com");
        await AskAsync(resolver, "b.example.com");
        Assert.Single(dns.Asked, query => query.Server == FakeDns.First);
        dns.Clock.Advance(TimeSpan.FromSeconds(31));
        await AskAsync(resolver, "c.example.com");
        Assert.Equal(2, dns.Asked.Count(query => query.Server == FakeDns.First));
    }

    [Fact]
    public async Task The_best_of_several_failures_is_told()
    {
        FakeDns dns = new() { IsSilent = query => query.Server == FakeDns.First, Behave = query => query.Reply(DnsRcode.ServFail) };
        DnsAnswer answer = await AskAsync(dns.CreateResolver(null, FakeDns.First, FakeDns.Second));
        Assert.Equal((DnsStatus.ServerFailure, FakeDns.Second), (answer.Status, answer.Server));
    }

    [Fact]
    public async Task An_unreachable_server_is_no_timeout()
    {
        FakeDns dns = new() { Behave = _ => throw FakeDns.PortUnreachable() };
        DnsAnswer answer = await AskAsync(dns.CreateResolver());
        Assert.Equal((DnsStatus.Unreachable, FaultKind.Refused), (answer.Status, answer.Fault!.Kind));
        Assert.Contains("192.0.2.1:53 refused the connection", answer.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_servers_there_is_a_fault()
    {
        FakeDns dns = new();
        Resolver resolver = new(dns, [], dns.Clock, new ResolverOptions());
        Assert.Equal((DnsStatus.Unreachable, FaultKind.Input), await Ends(resolver));

        static async Task<(DnsStatus, FaultKind)> Ends(Resolver resolver)
        {
            DnsAnswer answer = await AskAsync(resolver);
            return (answer.Status, answer.Fault!.Kind);
        }
    }

    [Fact]
    public async Task Truncation_is_followed_by_tcp()
    {
        FakeDns dns = new([Soa, .. Enumerable.Range(0, 100).Select(i => $"example.com. 300 MX {i} mx{i}.example.com.")]);
        DnsAnswer answer = await AskAsync(dns.CreateResolver());
        Assert.Equal(100, answer.Records.Count);
        Assert.Equal(["192.0.2.1 example.com. MX", "192.0.2.1 example.com. MX tcp"], dns.Log);
    }

    [Fact]
    public async Task A_malformed_datagram_is_followed_by_tcp()
    {
        FakeDns dns = new(Soa, Mx) { Octets = query => query.Tcp ? null : [1, 2, 3] };
        Assert.Equal(DnsStatus.Found, (await AskAsync(dns.CreateResolver())).Status);
    }

    [Fact]
    public async Task A_server_without_edns_is_asked_without_and_that_is_remembered()
    {
        FakeDns dns = new(Soa, Mx);
        dns.Behave = query => query.Message.Edns is null ? null : query.Reply(DnsRcode.FormErr) with { Edns = null };
        Resolver resolver = dns.CreateResolver();
        Assert.Equal(DnsStatus.Found, (await AskAsync(resolver)).Status);
        await AskAsync(resolver, "a.example.com");
        Assert.Equal(["192.0.2.1 example.com. MX", "192.0.2.1 example.com. MX plain", "192.0.2.1 a.example.com. MX plain"], dns.Log);
    }

    [Fact]
    public async Task The_options_reach_the_question()
    {
        FakeDns dns = new(Soa, Mx);
        await AskAsync(dns.CreateResolver(new ResolverOptions { DnssecOk = true, CheckingDisabled = true, AskForAuthenticData = true, UdpSize = 1400 }));
        DnsMessage query = Assert.Single(dns.Asked).Message;
        Assert.Equal((true, true, true, true, 1400), (query.RecursionDesired, query.CheckingDisabled, query.AuthenticData, query.Edns!.DnssecOk, query.Edns.UdpSize));
    }

    [Fact]
    public async Task Signatures_and_proofs_stay_in_the_messages()
    {
        RrsigData signature = new()
        {
            TypeCovered = DnsType.MX,
            Algorithm = 13,
            Labels = 2,
            OriginalTtl = 300,
            Expiration = 2,
            Inception = 1,
            KeyTag = 3,
            Signer = DnsName.Parse("example.com"),
            Signature = [1],
        };
        FakeDns dns = new();
        dns.Behave = query => query.Reply(DnsRcode.NoError, FakeDns.ParseRecord(Mx), new DnsRecord(query.Question.Name, DnsType.Rrsig, 300, signature)) with
        {
            AuthenticData = true,
            Authority = [FakeDns.ParseRecord("example.com. 60 NS ns.example.com.")],
        };
        DnsAnswer answer = await AskAsync(dns.CreateResolver(new ResolverOptions { DnssecOk = true }));
        Assert.True(answer.AuthenticData);
        Assert.Single(answer.Records);
        DnsMessage message = Assert.Single(answer.Messages);
        Assert.Equal(2, message.Answers.Count);
        Assert.Single(message.Authority);
    }

    [Fact]
    public async Task A_caller_who_stops_is_told_so()
    {
        FakeDns dns = new(Soa, Mx) { Gate = new TaskCompletionSource().Task };
        using CancellationTokenSource source = new();
        Task<DnsAnswer> asking = dns.CreateResolver().AskAsync(DnsName.Parse("example.com"), DnsType.MX, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private static Task<DnsAnswer> AskAsync(Resolver resolver, string name = "example.com") =>
        resolver.AskAsync(DnsName.Parse(name), DnsType.MX, CancellationToken.None);
}
