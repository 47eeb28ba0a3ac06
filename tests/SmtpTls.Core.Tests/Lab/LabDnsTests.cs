using System.Net.Sockets;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>The range's name server, asked over sockets.</summary>
public sealed class LabDnsTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leads_from_a_domain_to_its_server()
    {
        DnsMessage mx = await AskAsync("good-rsa.lab.test", DnsType.MX);
        DnsMessage address = await AskAsync("MX.good-RSA.lab.test", DnsType.A);
        Assert.True(mx.Authoritative);
        Assert.Equal("good-rsa.lab.test. 300 IN MX 10 mx.good-rsa.lab.test.", Assert.Single(mx.Answers).ToString());
        Assert.Equal(lab.Range.Hosts.First(static h => h.Name == "mx.good-rsa.lab.test").Address, Assert.IsType<AddressData>(Assert.Single(address.Answers).Data).Address);
        Assert.Equal("MX.good-RSA.lab.test", Spell(address.Answers[0].Owner.Wire));
    }

    [Theory]
    [InlineData("good-rsa.lab.test", "A", "NOERROR")]
    [InlineData("mx.good-rsa.lab.test", "AAAA", "NOERROR")]
    [InlineData("no-such-domain.lab.test", "MX", "NXDOMAIN")]
    [InlineData("mx.no-such-host.lab.test", "A", "NXDOMAIN")]
    [InlineData("mx.mx-no-address.lab.test", "A", "NOERROR")]
    [InlineData("implicit-mx.lab.test", "MX", "NOERROR")]
    [InlineData("elsewhere.test", "MX", "NXDOMAIN")]
    [InlineData("example.com", "MX", "NXDOMAIN")]
    [InlineData(".", "MX", "NOERROR")]
    public async Task Tells_no_such_name_from_no_such_record(string name, string type, string rcode)
    {
        DnsMessage answer = await AskAsync(name, Type(type));
        Assert.Equal(rcode, answer.Rcode.Show());
        Assert.Empty(answer.Answers);
        DnsRecord soa = Assert.Single(answer.Authority);
        Assert.Equal(DnsType.Soa, soa.Type);
        Assert.Equal(60u, soa.Ttl);
    }

    [Theory]
    [InlineData("dns-servfail.lab.test", "SERVFAIL")]
    [InlineData("mx.mx-servfail.lab.test", "SERVFAIL")]
    [InlineData("dns-refused.lab.test", "REFUSED")]
    public async Task Fails_where_it_says(string name, string rcode)
    {
        DnsMessage answer = await AskAsync(name, DnsType.MX);
        Assert.Equal(rcode, answer.Rcode.Show());
        Assert.Empty(answer.Answers);
    }

    [Fact]
    public async Task Never_answers_for_the_silent_domain()
    {
        using Socket socket = await SendAsync(Query("dns-silent.lab.test", DnsType.MX));
        Task<int> answer = socket.ReceiveAsync(new byte[512], SocketFlags.None, Stop).AsTask();
        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(200, Stop)));
        socket.Close();
        await Assert.ThrowsAsync<SocketException>(() => answer);
    }

    [Fact]
    public async Task Says_null_MX() =>
        Assert.Equal("null-mx.lab.test. 300 IN MX 0 .", Assert.Single((await AskAsync("null-mx.lab.test", DnsType.MX)).Answers).ToString());

    [Fact]
    public async Task Gives_several_mail_hosts_and_addresses()
    {
        Assert.Equal(["10 mx1.two-mx.lab.test.", "20 mx2.two-mx.lab.test."], (await AskAsync("two-mx.lab.test", DnsType.MX)).Answers.Select(static r => r.Data.ToString()));
        Assert.Equal(2, (await AskAsync("mx.two-addresses.lab.test", DnsType.A)).Answers.Count);
    }

    [Fact]
    public async Task Follows_aliases_and_moved_trees()
    {
        DnsMessage alias = await AskAsync("mx.mx-alias.lab.test", DnsType.A);
        Assert.Equal([DnsType.Cname, DnsType.A], alias.Answers.Select(static r => r.Type));
        DnsMessage tree = await AskAsync("mx.tree.lab.test", DnsType.A);
        Assert.Equal([DnsType.Dname, DnsType.Cname, DnsType.A], tree.Answers.Select(static r => r.Type));
        DnsMessage loop = await AskAsync("mx.mx-alias-loop.lab.test", DnsType.A);
        Assert.Equal(DnsRcode.NoError, loop.Rcode);
        Assert.All(loop.Answers, static r => Assert.Equal(DnsType.Cname, r.Type));
    }

    [Theory]
    [InlineData("big.lab.test", "TXT", 40)]
    [InlineData("dns-truncated.lab.test", "MX", 1)]
    public async Task Needs_TCP_where_it_says(string name, string type, int records)
    {
        DnsMessage datagram = await AskAsync(name, Type(type));
        Assert.True(datagram.Truncated);
        Assert.Empty(datagram.Answers);
        DnsMessage whole = await AskTcpAsync(name, Type(type));
        Assert.False(whole.Truncated);
        Assert.Equal(records, whole.Answers.Count);
    }

    [Fact]
    public async Task Answers_EDNS_with_EDNS_and_its_absence_with_absence()
    {
        Assert.Equal((ushort)1232, (await AskAsync("lab.test", DnsType.Soa)).Edns!.UdpSize);
        Assert.Null((await AskAsync(Query("lab.test", DnsType.Soa) with { Edns = null })).Edns);
        Assert.Equal(DnsRcode.BadVers, (await AskAsync(Query("lab.test", DnsType.Soa) with { Edns = new DnsEdns { Version = 1 } })).Rcode);
        Assert.Single((await AskAsync("dns-servfail.lab.test", DnsType.A)).Edns!.ExtendedErrors);
    }

    [Fact]
    public async Task Answers_what_is_no_question_with_an_error()
    {
        Assert.Equal(DnsRcode.FormErr, (await AskAsync(Query("lab.test", DnsType.A) with { Questions = [] })).Rcode);
        Assert.Equal(DnsRcode.NotImp, (await AskAsync(Query("lab.test", DnsType.A) with { Opcode = 5 })).Rcode);
        Assert.Equal(DnsRcode.Refused, (await AskAsync(Query("lab.test", DnsType.A) with { Questions = [new DnsQuestion(DnsName.Parse("lab.test"), DnsType.A) { Class = 3 }] })).Rcode);
    }

    private static DnsType Type(string text) => DnsTypes.TryParse(text, out DnsType type) ? type : throw new FormatException(text);

    private static string Spell(ReadOnlySpan<byte> wire)
    {
        List<string> labels = [];
        for (int at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            labels.Add(System.Text.Encoding.ASCII.GetString(wire.Slice(at + 1, wire[at])));
        }

        return string.Join('.', labels);
    }

    private static DnsMessage Query(string name, DnsType type) => new()
    {
        Id = 4711,
        RecursionDesired = true,
        Questions = [new DnsQuestion(DnsName.Parse(name), type)],
        Edns = new DnsEdns(),
    };

    private static DnsMessage Read(byte[] octets)
    {
        Assert.True(DnsMessage.TryParse(octets, out DnsMessage? message, out string? error), error);
        Assert.Equal(4711, message.Id);
        Assert.True(message.IsResponse);
        return message;
    }

    private Task<DnsMessage> AskAsync(string name, DnsType type) => AskAsync(Query(name, type));

    private async Task<DnsMessage> AskAsync(DnsMessage query)
    {
        using Socket socket = await SendAsync(query);
        byte[] buffer = new byte[65535];
        int count = await socket.ReceiveAsync(buffer, SocketFlags.None, Stop);
        Assert.True(count <= 1232);
        return Read(buffer[..count]);
    }

    private async Task<Socket> SendAsync(DnsMessage query)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(lab.Range.DnsServer, Stop);
        await socket.SendAsync(query.ToOctets(), SocketFlags.None, Stop);
        return socket;
    }

    private async Task<DnsMessage> AskTcpAsync(string name, DnsType type)
    {
        using TcpClient client = new();
        await client.ConnectAsync(lab.Range.DnsServer, Stop);
        byte[] query = Query(name, type).ToOctets();
        await client.GetStream().WriteAsync((byte[])[(byte)(query.Length >> 8), (byte)query.Length, .. query], Stop);
        byte[] length = new byte[2];
        await client.GetStream().ReadExactlyAsync(length, Stop);
        byte[] answer = new byte[(length[0] << 8) | length[1]];
        await client.GetStream().ReadExactlyAsync(answer, Stop);
        return Read(answer);
    }
}
