using SmtpTls.Dns;
using SmtpTls.Lab;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>Core's resolver finds every server of the range, and what it cannot find is what the range says.</summary>
public sealed class LabRouteTests(LabFixture lab) : IClassFixture<LabFixture>
{
    [Fact]
    public async Task Every_domain_leads_to_its_servers()
    {
        ResolverOptions options = new() { TryTimeout = TimeSpan.FromMilliseconds(300), Rounds = 2 };
        Resolver resolver = new(new SocketDnsTransport(), [new DnsServer(lab.Range.DnsServer.Address, lab.Range.DnsServer.Port)], SystemClock.Instance, options);
        MailRouting routing = new(resolver);

        // This resolver validates nothing, so it would find what is bogus.
        await Task.WhenAll(lab.Range.Domains.Where(domain => domain.ExpectedSecurity != "Bogus").Select(async domain =>
        {
            MailRoute route = await routing.FindAsync(DomainName.Parse(domain.Domain), default, TestContext.Current.CancellationToken);
            string[] found = [.. route.Hosts.SelectMany(static host => host.Addresses.Value?.Select(address => $"{host.Host} {address}") ?? [])];
            LabHost[] listening = [.. lab.Range.Hosts.Where(host => ("." + host.Name).EndsWith("." + domain.Domain, StringComparison.Ordinal) && !host.Name.StartsWith("real.", StringComparison.Ordinal))];
            Assert.All(listening, host => Assert.Contains($"{host.Name} {host.Address}", found));
            Assert.Equal(Expected(domain), found.Length);
            Assert.Equal(domain.Expected == "NullMx", route.State == MailRouteState.Null);
        }));
    }

    private static int Expected(LabDomain domain) => domain.Expected is "NullMx" or "NameNotResolved" ? 0 : domain.ExpectedOutcomes.Count;
}
