using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class SystemResolversTests
{
    [Theory]
    [InlineData("nameserver 192.0.2.53\n", "192.0.2.53:53")]
    [InlineData("# nameserver 192.0.2.1\n; nameserver 192.0.2.2\nsearch example.com\nnameserver\t192.0.2.3  # why\r\n", "192.0.2.3:53")]
    [InlineData("nameserver 2001:db8::53\nnameserver 192.0.2.53", "[2001:db8::53]:53 192.0.2.53:53")]
    [InlineData("nameserver 192.0.2.1\nnameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4", "192.0.2.1:53 192.0.2.2:53 192.0.2.3:53")]
    [InlineData("nameserver fe80::1%eth0\nnameserver fe80::2%7\nnameserver fe80::3%none", "[fe80::1%4]:53 [fe80::2%7]:53")]
    [InlineData("nameserver\nnameserver dns.example.com\nnameserver 127.1\nnameserver 300.1.1.1\nnameservers 192.0.2.1", "")]
    [InlineData("", "")]
    public void Reads_the_nameserver_lines(string text, string servers) =>
        Assert.Equal(servers, string.Join(" ", SystemResolvers.Parse(text, name => name == "eth0" ? 4 : null)));

    [Fact]
    public void Any_text_is_read_without_complaint()
    {
        Random random = new(53);
        string seed = "nameserver fe80::1%eth0\nnameserver 192.0.2.1 # x\n";
        for (int i = 0; i < 20_000; i++)
        {
            char[] text = seed.ToCharArray();
            text[random.Next(text.Length)] = (char)random.Next(0, 300);
            text[random.Next(text.Length)] = "%.: \n\t9"[random.Next(7)];
            Assert.InRange(SystemResolvers.Parse(new string(text), _ => null).Count, 0, 3);
        }
    }

    [Fact]
    public void This_machine_has_servers_or_says_that_it_has_none()
    {
        Outcome<IReadOnlyList<DnsServer>> found = SystemResolvers.Find();
        Assert.True(found.State == OutcomeState.Found ? found.Value!.Count > 0 : found.Fault is not null);
    }
}
