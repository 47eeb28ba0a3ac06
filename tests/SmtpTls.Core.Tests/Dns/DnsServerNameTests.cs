using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class DnsServerNameTests
{
    [Theory]
    [InlineData("192.0.2.53", "192.0.2.53:53")]
    [InlineData(" 127.0.0.1:5353 ", "127.0.0.1:5353")]
    [InlineData("2001:db8::53", "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]", "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]:5353", "[2001:db8::53]:5353")]
    [InlineData("dns.example", "dns.example:53")]
    [InlineData("dns.example:5353", "dns.example:5353")]
    [InlineData("::1", "[::1]:53")]
    public void Reads_address_name_and_port(string text, string shown)
    {
        Assert.True(DnsServerName.TryParse(text, out DnsServerName? server, out string? problem), problem);
        Assert.Equal(shown, server.ToString());
        Assert.NotEqual(server.Address is null, server.Name is null);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(null, "empty")]
    [InlineData("127.0.0.1:0", "port '0'")]
    [InlineData("127.0.0.1:65536", "port '65536'")]
    [InlineData("127.0.0.1:x\u001b", "port 'x\\u{1b}'")]
    [InlineData("127.0.0.1:", "port ''")]
    [InlineData("[::1", "bracket")]
    [InlineData("[::1]5353", "bracket")]
    [InlineData("[192.0.2.1]:53", "brackets")]
    [InlineData("300.0.0.1", "address")]
    [InlineData("127.1", "address")]
    [InlineData("a b", "' '")]
    [InlineData("::1::2", "':'")]
    public void Says_what_is_wrong(string? text, string part)
    {
        Assert.False(DnsServerName.TryParse(text, out _, out string? problem));
        Assert.Contains(part, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_looked_up_by_the_systems_servers()
    {
        FakeDns dns = new("dns.example. 60 A 192.0.2.9", "dns.example. 60 AAAA 2001:db8::9");
        Assert.True(DnsServerName.TryParse("dns.example:5353", out DnsServerName? server, out _));
        Outcome<IReadOnlyList<DnsServer>> found = await server.ResolveAsync(dns.CreateResolver(), CancellationToken.None);
        Assert.Equal(["192.0.2.9:5353", "[2001:db8::9]:5353"], found.Value!.Select(item => item.ToString()));

        Assert.True(DnsServerName.TryParse("nope.example", out server, out _));
        found = await server.ResolveAsync(dns.CreateResolver(), CancellationToken.None);
        Assert.Equal(OutcomeState.Absent, found.State);

        Assert.True(DnsServerName.TryParse("localhost:5300", out server, out _));
        found = await server.ResolveAsync(dns.CreateResolver(), CancellationToken.None);
        Assert.Equal("127.0.0.1:5300", found.Value![0].ToString());
    }
}
