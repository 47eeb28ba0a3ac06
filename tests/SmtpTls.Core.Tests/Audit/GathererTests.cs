using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Lab;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>The gatherer over real sockets, against the practice range.</summary>
public sealed class GathererTests
{
    [Fact]
    public async Task A_host_is_probed_once_a_run_however_many_name_it()
    {
        await using LabRange range = await LabRange.StartAsync(new LabOptions(), TestContext.Current.CancellationToken);
        AuditOptions options = new() { HeloName = "test.example", Port = range.SmtpPort, MaxPerProvider = 64, SkipRevocationCheck = true };
        DnsServer server = new(range.DnsServer.Address, range.DnsServer.Port);
        using LiveGathering gathering = LiveGathering.Create(options, [server], TrustSet.Load(range.CaFile).Value!);
        List<DomainFacts> facts = [];
        await foreach (DomainFacts one in gathering.GatherAsync(Targets(), false, TestContext.Current.CancellationToken))
        {
            facts.Add(one);
        }

        string address = facts[0].Hosts[0].Addresses[0].Probe.Target.Address.ToString();

        // A visit is noted when the server's side of it has ended, which may be after ours.
        for (int i = 0; i < 500 && !range.Visits.Any(visit => visit.Address.ToString() == address); i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Single(range.Visits, visit => visit.Address.ToString() == address);
        Assert.Equal("good-rsa.lab.test", facts[0].Domain!.ToString());
        Assert.Null(facts[1].Domain);
        Assert.Same(facts[0].Hosts[0].Addresses[0], facts[1].Hosts[0].Addresses[0]);
        Assert.Equal(MailRouteState.Null, facts[2].MxState);
        Assert.Equal(EgressState.Open, gathering.Egress.State);

        static async IAsyncEnumerable<AuditTarget> Targets()
        {
            await Task.Yield();
            yield return AuditTarget.Domain(DomainName.Parse("good-rsa.lab.test"));
            yield return AuditTarget.TryParseHost("mx.good-rsa.lab.test", out AuditTarget? host, out _) ? host! : throw new InvalidOperationException();
            yield return AuditTarget.Domain(DomainName.Parse("null-mx.lab.test"));
        }
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("[192.0.2.1]", "192.0.2.1")]
    [InlineData("[IPv6:2001:db8::1]", "2001:db8::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("MX1.Example.com.", "mx1.example.com")]
    public void A_host_is_a_name_or_an_address(string text, string target)
    {
        Assert.True(AuditTarget.TryParseHost(text, out AuditTarget? host, out _));
        Assert.Equal(target, host!.ToString());
        Assert.True(host.IsHost);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0x7f.1")]
    [InlineData("a b")]
    public void What_is_neither_is_refused(string text) => Assert.False(AuditTarget.TryParseHost(text, out _, out _));
}
