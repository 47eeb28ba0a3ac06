using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class MailRoutingTests
{
    private const string Soa = "example.com. 300 SOA ns.example.com. 60";

    [Fact]
    public async Task Mx_hosts_come_by_preference_then_by_name_with_sorted_addresses()
    {
        MailRoute route = await FindAsync(new FakeDns(
            Soa,
            "example.com. 300 MX 20 b.example.com.",
            "example.com. 300 MX 10 z.example.com.",
            "example.com. 300 MX 20 a.example.com.",
            "z.example.com. 60 AAAA 2001:db8::1",
            "z.example.com. 60 A 192.0.2.2",
            "z.example.com. 60 A 192.0.2.1"));
        Assert.Equal(MailRouteState.Found, route.State);
        Assert.Equal(["10 z.example.com", "20 a.example.com", "20 b.example.com"], route.Hosts.Select(host => $"{host.Preference} {host.Host}"));
        Assert.Equal("192.0.2.1 192.0.2.2 2001:db8::1", Addresses(route.Hosts[0]));
        Assert.Equal(OutcomeState.Absent, route.Hosts[1].Addresses.State);
        Assert.Empty(route.Remarks);
    }

    [Theory]
    [InlineData(nameof(IPPreference.IPv4), "192.0.2.1", 2)]
    [InlineData(nameof(IPPreference.IPv6), "2001:db8::1", 2)]
    [InlineData(nameof(IPPreference.Any), "192.0.2.1 2001:db8::1", 3)]
    public async Task Only_the_wanted_addresses_are_asked_for(string preference, string addresses, int questions)
    {
        FakeDns dns = new(Soa, "example.com. 300 MX 10 a.example.com.", "a.example.com. 60 A 192.0.2.1", "a.example.com. 60 AAAA 2001:db8::1");
        MailRoute route = await FindAsync(dns, Enum.Parse<IPPreference>(preference));
        Assert.Equal((addresses, questions), (Addresses(route.Hosts[0]), dns.Asked.Count));
    }

    [Fact]
    public async Task A_domain_without_mx_but_with_an_address_is_its_own_host()
    {
        MailRoute route = await FindAsync(new FakeDns(Soa, "example.com. 60 A 192.0.2.1"));
        MailHost host = Assert.Single(route.Hosts);
        Assert.Equal((MailRouteState.Implicit, "example.com", null), (route.State, host.Host.ToString(), host.Preference));
        Assert.Equal("192.0.2.1", Addresses(host));
    }

    [Fact]
    public async Task An_implicit_mx_stays_one_when_its_addresses_are_of_the_other_family()
    {
        MailRoute route = await FindAsync(new FakeDns(Soa, "example.com. 60 A 192.0.2.1"), IPPreference.IPv6);
        Assert.Equal((MailRouteState.Implicit, OutcomeState.Absent), (route.State, Assert.Single(route.Hosts).Addresses.State));
    }

    [Fact]
    public async Task Neither_mx_nor_address_and_no_such_domain_are_not_found_with_their_reason()
    {
        MailRoute none = await FindAsync(new FakeDns(Soa, "example.com. 60 TXT x"));
        MailRoute gone = await FindAsync(new FakeDns());
        Assert.Equal((MailRouteState.NotFound, "example.com has neither an MX nor an address record (answer of 192.0.2.1:53)."), (none.State, none.Fault!.Message));
        Assert.Equal((MailRouteState.NotFound, "example.com does not exist (NXDOMAIN from 192.0.2.1:53)."), (gone.State, gone.Fault!.Message));
        Assert.Empty(none.Hosts);
    }

    [Theory]
    [InlineData("MX")]
    [InlineData("A")]
    [InlineData("AAAA")]
    public async Task What_fails_is_unknown_never_absent(string failing)
    {
        FakeDns dns = new(Soa) { Behave = query => query.Question.Type.Show() == failing ? query.Reply(DnsRcode.ServFail) : null };
        MailRoute route = await FindAsync(dns);
        Assert.Equal((MailRouteState.Unknown, FaultKind.ServerFailure), (route.State, route.Fault!.Kind));
    }

    [Fact]
    public async Task A_null_mx_says_that_there_is_no_mail()
    {
        MailRoute route = await FindAsync(new FakeDns(Soa, "example.com. 300 MX 0 .", "example.com. 60 A 192.0.2.1"));
        Assert.Equal(MailRouteState.Null, route.State);
        Assert.Empty(route.Hosts);
        Assert.Empty(route.Remarks);
    }

    [Fact]
    public async Task A_null_mx_with_a_preference_is_one_still()
    {
        MailRoute route = await FindAsync(new FakeDns(Soa, "example.com. 300 MX 10 ."));
        Assert.Equal((MailRouteState.Null, MailRouteRemarkKind.NullMxPreference), (route.State, Assert.Single(route.Remarks).Kind));
    }

    [Fact]
    public async Task A_null_mx_beside_others_is_ignored_and_remarked()
    {
        MailRoute route = await FindAsync(new FakeDns(Soa, "example.com. 300 MX 0 .", "example.com. 300 MX 10 a.example.com.", "a.example.com. 60 A 192.0.2.1"));
        Assert.Equal("a.example.com", Assert.Single(route.Hosts).Host.ToString());
        Assert.Equal(MailRouteRemarkKind.NullMxBesideOthers, Assert.Single(route.Remarks).Kind);
    }

    [Fact]
    public async Task Targets_that_no_host_can_have_are_told_not_dropped_in_silence()
    {
        MailRoute route = await FindAsync(new FakeDns(Soa, "example.com. 300 MX 10 192.0.2.1.", @"example.com. 300 MX 20 a\032b.example.com."));
        Assert.Equal(MailRouteState.Found, route.State);
        Assert.Empty(route.Hosts);
        Assert.Equal([MailRouteRemarkKind.TargetIsAddress, MailRouteRemarkKind.TargetInvalid], route.Remarks.Select(remark => remark.Kind));
        Assert.Equal("example.com has the MX \"10 192.0.2.1.\": an MX must name a host, not an address.", route.Remarks[0].Text);
    }

    [Fact]
    public async Task A_host_named_twice_counts_once_with_its_least_preference()
    {
        MailRoute route = await FindAsync(new FakeDns(Soa, "example.com. 300 MX 20 A.example.com.", "example.com. 300 MX 10 a.example.com."));
        Assert.Equal(10, Assert.Single(route.Hosts).Preference);
        Assert.Equal(MailRouteRemarkKind.TargetTwice, Assert.Single(route.Remarks).Kind);
    }

    [Fact]
    public async Task A_target_that_is_an_alias_is_resolved_and_remarked()
    {
        MailRoute route = await FindAsync(new FakeDns(Soa, "example.com. 300 MX 10 a.example.com.", "a.example.com. 60 CNAME b.example.com.", "b.example.com. 60 A 192.0.2.1"));
        MailHost host = Assert.Single(route.Hosts);
        Assert.True(host.IsAlias);
        Assert.Equal(("192.0.2.1", "b.example.com."), (Addresses(host), host.AliasOf!.ToString()));
        Assert.Equal(MailRouteRemarkKind.TargetIsAlias, Assert.Single(route.Remarks).Kind);
    }

    [Fact]
    public async Task A_domain_that_is_an_alias_is_followed()
    {
        MailRoute route = await FindAsync(new FakeDns(
            Soa, "example.com. 60 CNAME mail.test.", "mail.test. 60 MX 5 mx.mail.test.", "mx.mail.test. 60 A 192.0.2.1"));
        Assert.Equal("mx.mail.test", Assert.Single(route.Hosts).Host.ToString());
        Assert.Equal(MailRouteRemarkKind.DomainIsAlias, Assert.Single(route.Remarks).Kind);
    }

    [Fact]
    public async Task Addresses_of_one_family_do_for_a_host_whose_other_family_fails()
    {
        FakeDns dns = new(Soa, "example.com. 300 MX 10 a.example.com.", "a.example.com. 60 A 192.0.2.1")
        {
            Behave = query => query.Question.Type == DnsType.Aaaa ? query.Reply(DnsRcode.ServFail) : null,
        };
        MailRoute route = await FindAsync(dns);
        Assert.Equal("192.0.2.1", Addresses(route.Hosts[0]));
        Assert.Equal(MailRouteRemarkKind.AddressesIncomplete, Assert.Single(route.Remarks).Kind);
        Assert.Contains("SERVFAIL", route.Remarks[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_one_family_whose_other_family_fails_is_unknown()
    {
        FakeDns dns = new(Soa, "example.com. 300 MX 10 a.example.com.", "a.example.com. 60 TXT x")
        {
            Behave = query => query.Question.Type == DnsType.Aaaa ? query.Reply(DnsRcode.ServFail) : null,
        };
        Assert.Equal(OutcomeState.Unknown, (await FindAsync(dns)).Hosts[0].Addresses.State);
    }

    [Fact]
    public async Task Hosts_and_addresses_beyond_the_limits_are_cut_and_told()
    {
        FakeDns dns = new(
        [
            Soa,
            .. Enumerable.Range(0, 150).Select(i => $"example.com. 300 MX {i} mx{i}.example.com."),
            .. Enumerable.Range(0, 50).Select(i => $"mx0.example.com. 60 A 192.0.2.{i}"),
        ]);
        MailRoute route = await FindAsync(dns);
        Assert.Equal(MailTargets.MostHosts, route.Hosts.Count);
        Assert.Equal(HostAddresses.MostAddresses, route.Hosts[0].Addresses.Value!.Count);
        Assert.Equal([MailRouteRemarkKind.TooManyTargets, MailRouteRemarkKind.AddressesIncomplete], route.Remarks.Select(remark => remark.Kind));
    }

    [Fact]
    public async Task A_host_shared_by_domains_is_resolved_once()
    {
        FakeDns dns = new("one.test. 60 MX 10 mx.test.", "two.test. 60 MX 10 mx.test.", "mx.test. 60 A 192.0.2.1", "test. 60 SOA ns.test. 60");
        MailRouting routing = new(dns.CreateResolver());
        await Task.WhenAll(new[] { "one.test", "two.test" }.Select(name => routing.FindAsync(DomainName.Parse(name), IPPreference.Any, CancellationToken.None)));
        Assert.Equal(4, dns.Asked.Count);
    }

    private static string Addresses(MailHost host) => string.Join(" ", host.Addresses.Value!);

    private static Task<MailRoute> FindAsync(FakeDns dns, IPPreference preference = IPPreference.Any) =>
        new MailRouting(dns.CreateResolver()).FindAsync(DomainName.Parse("example.com"), preference, CancellationToken.None);
}
