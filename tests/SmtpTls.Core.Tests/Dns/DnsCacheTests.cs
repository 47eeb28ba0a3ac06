using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class DnsCacheTests
{
    private const string Soa = "example.com. 30 SOA ns.example.com. 60";
    private const string Mx = "example.com. 300 MX 10 mx1.example.com.";

    [Theory]
    [InlineData("example.com", 300)]
    [InlineData("nope.example.com", 30)]
    public async Task Answers_are_kept_as_long_as_they_say(string name, int seconds)
    {
        FakeDns dns = new(Soa, Mx);
        Resolver resolver = dns.CreateResolver();
        DnsAnswer first = await AskAsync(resolver, name);
        dns.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal(first.Status, (await AskAsync(resolver, name.ToUpperInvariant())).Status);
        Assert.Single(dns.Asked);
        dns.Clock.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(resolver, name);
        Assert.Equal(2, dns.Asked.Count);
    }

    [Fact]
    public async Task An_absence_without_soa_and_a_ttl_of_zero_are_not_kept()
    {
        FakeDns dns = new("zero.test. 0 MX 10 mx.test.");
        Resolver resolver = dns.CreateResolver();
        await AskAsync(resolver, "zero.test");
        await AskAsync(resolver, "zero.test");
        await AskAsync(resolver, "nope.test");
        await AskAsync(resolver, "nope.test");
        Assert.Equal(4, dns.Asked.Count);
    }

    [Fact]
    public async Task Failures_are_kept_for_some_seconds()
    {
        FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.ServFail) };
        Resolver resolver = dns.CreateResolver();
        await AskAsync(resolver);
        await AskAsync(resolver);
        Assert.Single(dns.Asked);
        dns.Clock.Advance(TimeSpan.FromSeconds(10));
        await AskAsync(resolver);
        Assert.Equal(2, dns.Asked.Count);
    }

    [Fact]
    public async Task The_same_question_asked_by_many_at_once_is_sent_once()
    {
        TaskCompletionSource gate = new();
        FakeDns dns = new(Soa, Mx) { Gate = gate.Task };
        Resolver resolver = dns.CreateResolver();
        List<Task<DnsAnswer>> asking = [.. Enumerable.Range(0, 100).Select(_ => AskAsync(resolver))];
        gate.SetResult();
        Assert.All(await Task.WhenAll(asking), answer => Assert.Equal(DnsStatus.Found, answer.Status));
        Assert.Single(dns.Asked);
    }

    [Fact]
    public async Task The_first_asker_who_stops_does_not_take_the_answer_from_the_others()
    {
        TaskCompletionSource gate = new();
        FakeDns dns = new(Soa, Mx) { Gate = gate.Task };
        Resolver resolver = dns.CreateResolver();
        using CancellationTokenSource source = new();
        Task<DnsAnswer> first = resolver.AskAsync(DnsName.Parse("example.com"), DnsType.MX, source.Token);
        Task<DnsAnswer> second = AskAsync(resolver);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal(DnsStatus.Found, (await second).Status);
        Assert.Single(dns.Asked);
    }

    [Fact]
    public async Task When_all_askers_have_stopped_the_question_ends_and_can_be_asked_anew()
    {
        DnsTestClock clock = new();
        DnsCache cache = new(clock);
        TaskCompletionSource cancelled = new();
        TaskCompletionSource begun = new();
        using CancellationTokenSource source = new();
        Task<DnsResponse> first = cache.GetAsync(
            DnsName.Root,
            DnsType.NS,
            async stop =>
            {
                await using CancellationTokenRegistration registration = stop.Register(() => cancelled.TrySetResult());
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, stop);
                throw new InvalidOperationException();
            },
            source.Token);
        await begun.Task;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await cancelled.Task;
        DnsResponse response = await cache.GetAsync(DnsName.Root, DnsType.NS, _ => Found(), CancellationToken.None);
        Assert.Equal(DnsStatus.Found, response.Status);
    }

    [Fact]
    public async Task A_fault_in_the_asking_reaches_who_asked_and_is_not_kept()
    {
        DnsCache cache = new(new DnsTestClock());
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => cache.GetAsync(DnsName.Root, DnsType.NS, _ => throw new InvalidOperationException(), CancellationToken.None));
        Assert.Equal(DnsStatus.Found, (await cache.GetAsync(DnsName.Root, DnsType.NS, _ => Found(), CancellationToken.None)).Status);
    }

    [Fact]
    public async Task The_oldest_entries_go_when_it_is_full()
    {
        DnsCache cache = new(new DnsTestClock(), mostEntries: 10);
        for (int i = 0; i < 100; i++)
        {
            await cache.GetAsync(DnsName.Parse($"n{i}.test"), DnsType.A, _ => Found(), CancellationToken.None);
            Assert.InRange(cache.Count, 1, 10);
        }

        int asked = 0;
        foreach (int i in (int[])[99, 90, 89])
        {
            await cache.GetAsync(DnsName.Parse($"n{i}.test"), DnsType.A, _ => Count(), CancellationToken.None);
        }

        Assert.Equal(1, asked);

        Task<(DnsResponse, TimeSpan)> Count()
        {
            asked++;
            return Found();
        }
    }

    private static Task<(DnsResponse Response, TimeSpan KeepFor)> Found() =>
        Task.FromResult((new DnsResponse(DnsStatus.Found) { Message = new DnsMessage() }, TimeSpan.FromMinutes(1)));

    private static Task<DnsAnswer> AskAsync(Resolver resolver, string name = "example.com") =>
        resolver.AskAsync(DnsName.Parse(name), DnsType.MX, CancellationToken.None);
}
