using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;
using SmtpTls.MtaSts;
using SmtpTls.MtaSts.Publish;

namespace SmtpTls.Core.Tests.MtaSts.Publish;

/// <summary>Which patterns a policy gets.</summary>
public sealed class PolicyRequestTests
{
    private const string Soa = "example.com. 300 SOA ns.example.com. 60";
    private static readonly DomainName Domain = DomainName.Parse("example.com");

    [Theory]
    [InlineData("MX1.Example.COM.", "mx1.example.com")]
    [InlineData("*.bücher.example", "*.xn--bcher-kva.example")]
    [InlineData("*.o-v1.mx.microsoft", "*.o-v1.mx.microsoft")]
    [InlineData("example-com.o-v1.mx.microsoft", "example-com.o-v1.mx.microsoft")]
    public void A_pattern_is_read_as_people_write_it(string text, string pattern) => Assert.Equal(pattern, Pattern(text).Text);

    [Theory]
    [InlineData("*.mx.microsoft", "two before mx.microsoft")]
    [InlineData("*.MX.microsoft.", "two before mx.microsoft")]
    [InlineData("", "empty")]
    [InlineData("*", "alone is no pattern")]
    [InlineData("*.", "empty")]
    [InlineData("mx*.example.com", "left-most")]
    [InlineData("*.*.example.com", "left-most")]
    [InlineData("mx1.example.com,mx2.example.com", "one mx line holds one host")]
    [InlineData("mx_1.example.com", "not allowed")]
    [InlineData("192.0.2.1", "address")]
    [InlineData("mx.example.com\r\nmode: none", "not allowed")]
    public void What_cannot_stand_in_a_policy_is_refused(string text, string reason)
    {
        Assert.False(PlannedMx.TryRead(text, out MxPattern? pattern, out string? problem));
        Assert.Null(pattern);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Exchange_Online_without_a_look_at_dns_is_the_documented_pattern()
    {
        PolicyWish wish = Request(exchangeOnline: true).Decide(Domain, null).Value!;
        Assert.Equal(["*.mail.protection.outlook.com"], wish.Policy.Mx.Select(one => one.Text));
        Assert.Contains("mx.microsoft", Assert.Single(wish.Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gateway.example.com", "*.mail.protection.outlook.com gateway.example.com")]
    [InlineData("example-com.o-v1.mx.microsoft", "example-com.o-v1.mx.microsoft")]
    [InlineData("*.o-v1.mx.microsoft", "*.o-v1.mx.microsoft")]
    [InlineData("*.mail.protection.outlook.com", "*.mail.protection.outlook.com")]
    public void Exchange_Online_beside_given_hosts_adds_its_pattern_where_none_of_them_is_its(string given, string patterns)
    {
        PolicyRequest request = Request(exchangeOnline: true) with { Given = [Pattern(given)] };
        Assert.False(request.NeedsRoute);
        Assert.Equal(patterns, Shown(request.Decide(Domain, null)));
    }

    [Theory]
    [InlineData("example-com.mail.protection.outlook.com", true, "*.mail.protection.outlook.com")]
    [InlineData("example-com.mail.protection.office365.us", true, "*.mail.protection.office365.us")]
    [InlineData("example-com.mail.protection.outlook.com", false, "example-com.mail.protection.outlook.com")]
    [InlineData("example-com.o-v1.mx.microsoft", true, "example-com.o-v1.mx.microsoft")]
    [InlineData("a.b.mail.protection.outlook.com", true, "*.mail.protection.outlook.com a.b.mail.protection.outlook.com")]
    [InlineData("mx.example.net", true, "*.mail.protection.outlook.com mx.example.net")]
    [InlineData("mx.example.net", false, "mx.example.net")]
    public async Task Todays_mx_become_patterns(string host, bool exchangeOnline, string patterns)
    {
        MailRoute route = await FindAsync($"example.com. 300 MX 10 {host}.");
        Outcome<PolicyWish> wish = Request(exchangeOnline).Decide(Domain, route);
        Assert.Equal(patterns, Shown(wish));
        Assert.Equal([host], wish.Value!.Hosts);
    }

    [Fact]
    public async Task A_tenant_between_both_kinds_of_host_gets_both()
    {
        MailRoute route = await FindAsync("example.com. 300 MX 0 example-com.o-v1.mx.microsoft.", "example.com. 300 MX 10 example-com.mail.protection.outlook.com.");
        Assert.Equal("example-com.o-v1.mx.microsoft *.mail.protection.outlook.com", Shown(Request(exchangeOnline: true).Decide(Domain, route)));
    }

    [Fact]
    public async Task A_domain_without_mx_is_its_own_host()
    {
        Outcome<PolicyWish> wish = Request().Decide(Domain, await FindAsync("example.com. 300 A 192.0.2.1"));
        Assert.Equal("example.com", Shown(wish));
        Assert.Contains("no MX record", Assert.Single(wish.Value!.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_mx_needs_no_policy()
    {
        Outcome<PolicyWish> wish = Request().Decide(Domain, await FindAsync("example.com. 300 MX 0 ."));
        Assert.Equal(OutcomeState.Absent, wish.State);
        Assert.Contains("takes no mail", wish.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_to_ask_is_unknown_and_never_absent() => Assert.Equal(OutcomeState.Unknown, Request().Decide(Domain, null).State);

    [Fact]
    public void Mode_none_asks_nobody()
    {
        PolicyRequest request = new() { Mode = MtaStsMode.None, MaxAge = 86400 };
        Assert.False(request.NeedsRoute);
        Assert.Equal("", Shown(request.Decide(Domain, null)));
    }

    private static PolicyRequest Request(bool exchangeOnline = false) => new() { Mode = MtaStsMode.Testing, MaxAge = 604800, ExchangeOnline = exchangeOnline };

    private static MxPattern Pattern(string text) => PlannedMx.TryRead(text, out MxPattern? pattern, out string? problem) ? pattern : throw new FormatException(problem);

    private static string Shown(Outcome<PolicyWish> wish) => string.Join(' ', wish.Value!.Policy.Mx.Select(one => one.Text));

    private static Task<MailRoute> FindAsync(params string[] records) =>
        new MailRouting(new FakeDns([Soa, .. records]).CreateResolver()).FindAsync(Domain, IPPreference.Any, TestContext.Current.CancellationToken);
}
