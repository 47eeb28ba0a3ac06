using System.IO;
using System.Net;
using SmtpTls.Audit;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Http;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>A server that is too busy is left alone; a network without a way out is not waited for.</summary>
public sealed class PatienceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_was_too_busy_is_left_alone_and_others_are_not()
    {
        ManualClock clock = new();
        using ProbeBudget budget = new(new AuditOptions { HeloName = "test.example" }, clock);
        budget.Rest("mx1.example.com", IPAddress.Parse("192.0.2.1"), TimeSpan.FromSeconds(5));
        Task<int> waits = budget.RunAsync("mx1.example.com", IPAddress.Parse("192.0.2.1"), () => Task.FromResult(1), Stop);
        Assert.False(waits.IsCompleted);
        Assert.Equal(2, await budget.RunAsync("mx2.example.com", IPAddress.Parse("192.0.2.2"), () => Task.FromResult(2), Stop));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await waits);
    }

    [Fact]
    public async Task A_provider_of_which_two_servers_were_too_busy_is_left_alone()
    {
        ManualClock clock = new();
        using ProbeBudget budget = new(new AuditOptions { HeloName = "test.example" }, clock);
        budget.Rest("mx1.example.com", IPAddress.Parse("192.0.2.1"), TimeSpan.FromSeconds(5));
        budget.Rest("mx2.example.com", IPAddress.Parse("192.0.2.2"), TimeSpan.FromSeconds(5));
        Task<int> waits = budget.RunAsync("mx3.example.com", IPAddress.Parse("192.0.2.3"), () => Task.FromResult(3), Stop);
        Assert.False(waits.IsCompleted);
        Assert.Equal(4, await budget.RunAsync("mx.example.net", IPAddress.Parse("192.0.2.4"), () => Task.FromResult(4), Stop));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(3, await waits);
    }

    [Theory]
    [InlineData(1, "Encrypted", 2)]
    [InlineData(2, "Encrypted", 3)]
    [InlineData(3, "TemporaryFailure", 3)]
    public async Task A_server_that_answers_421_is_asked_again_when_it_had_its_rest(int busy, string outcome, int dialled)
    {
        ManualClock clock = new();
        ReplayScript no = Script("busy-421"), yes = Script("postfix");
        ReplayDialer dialer = new([.. Enumerable.Range(0, dialled).Select(n => new ReplayStream(n < busy ? no : yes, clock))]);
        SmtpProber prober = new(dialer, new ReplayUpgrader(), clock, new ProbeOptions { HeloName = "test.example" });
        TrustSet trust = TrustSet.Of([], []);
        GatherTools tools = new(new FakeDns().CreateResolver(), prober, new ChainAssessor(trust, clock), new RevocationChecker(new FakeWeb(_ => new WebAnswer { State = WebState.NameNotFound }), trust, clock), clock);
        using Gatherer gatherer = new(tools, new AuditOptions { HeloName = "test.example", BackOff = AuditOptions.SweepBackOff });
        Task<DomainFacts> facts = gatherer.GatherAsync(new AuditTarget(null, IPAddress.Parse("192.0.2.1"), true), Stop);
        Assert.Single(dialer.Dialled);

        // Five seconds before the second attempt, fifteen before the third.
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Single(dialer.Dialled);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(2, dialer.Dialled.Count);
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(outcome, (await facts).Hosts[0].Addresses[0].Probe.Outcome.ToString());
        Assert.Equal(dialled, dialer.Dialled.Count);

        static ReplayScript Script(string name) => ReplayScript.Read(Path.Combine(AppContext.BaseDirectory, "Data", name + ".smtp"));
    }

    [Fact]
    public void Only_a_canary_goes_out_where_the_way_is_surely_blocked_until_one_is_answered()
    {
        EgressWatch watch = new();
        for (int i = 0; i < 48; i++)
        {
            Assert.Null(watch.WhyNot(IPAddress.Parse($"8.{i % 12}.0.{i + 1}"), 25));
            watch.Note(Seen.Probe(ProbeOutcome.ConnectionTimeout, $"8.{i % 12}.0.{i + 1}"));
        }

        Fault?[] reasons = [.. Enumerable.Range(1, 32).Select(i => watch.WhyNot(IPAddress.Parse($"9.9.9.{i}"), 25))];
        Assert.Equal(2, reasons.Count(reason => reason is null));
        Assert.Contains("blocked where this program runs", reasons[0]!.Message, StringComparison.Ordinal);
        Assert.Null(watch.WhyNot(IPAddress.Parse("10.0.0.1"), 25));

        watch.Note(Seen.Probe(ProbeOutcome.Encrypted, "9.9.9.16"));
        Assert.All(Enumerable.Range(1, 32), i => Assert.Null(watch.WhyNot(IPAddress.Parse($"9.9.9.{i}"), 25)));
    }
}
