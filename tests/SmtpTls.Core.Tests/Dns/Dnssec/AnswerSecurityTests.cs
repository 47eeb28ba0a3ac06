using System.Net;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Dns.Dnssec;

public sealed class AnswerSecurityTests
{
    private static readonly DnsServer Here = new(IPAddress.Loopback);

    [Fact]
    public async Task Off_says_so_and_claims_nothing()
    {
        DnsAnswer answer = await AskAsync(new ResolverOptions(), Here, ad: true);
        Assert.Equal((DnsStatus.Found, null, null), (answer.Status, answer.Security, answer.Proof));
        Assert.StartsWith("DNSSEC is off", answer.SecurityReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", false, true, "Secure")]
    [InlineData("::1", false, true, "Secure")]
    [InlineData("192.0.2.1", false, true, "Indeterminate")]
    [InlineData("192.0.2.1", true, true, "Secure")]
    [InlineData("127.0.0.1", false, false, "Insecure")]
    public async Task The_AD_bit_is_worth_what_the_way_to_the_server_is(string server, bool named, bool ad, string security)
    {
        DnsAnswer answer = await AskAsync(new ResolverOptions { Dnssec = DnssecMode.TrustAd, ServersAreNamed = named }, new DnsServer(IPAddress.Parse(server)), ad);
        Assert.Equal((DnsStatus.Found, security), (answer.Status, answer.Security.ToString()));
        Assert.Contains(server, answer.SecurityReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_server_that_could_not_validate_says_bogus()
    {
        FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.ServFail) with { Edns = new DnsEdns { Options = [DnsEdns.ExtendedError(7, "")] } } };
        DnsAnswer answer = await dns.CreateResolver(new ResolverOptions { Dnssec = DnssecMode.TrustAd }, Here).AskAsync(DnsName.Parse("example.com"), DnsType.MX, CancellationToken.None);
        Assert.Equal((DnsStatus.ServerFailure, DnsSecurity.Bogus), (answer.Status, answer.Security));
    }

    private static Task<DnsAnswer> AskAsync(ResolverOptions options, DnsServer server, bool ad)
    {
        FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.NoError, FakeDns.ParseRecord("example.com. 300 MX 10 mx.example.com.")) with { AuthenticData = ad } };
        return dns.CreateResolver(options, server).AskAsync(DnsName.Parse("example.com"), DnsType.MX, CancellationToken.None);
    }
}
