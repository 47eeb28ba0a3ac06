using System.IO;
using System.Net;
using System.Net.Sockets;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class SocketDnsTransportTests
{
    private const string Mx = "example.com. 300 MX 10 mx1.example.com.";
    private static readonly DnsQuery Query = new(DnsName.Parse("example.com"), DnsType.MX) { Id = 4660 };

    [Fact]
    public async Task Carries_a_question_and_its_answer_over_udp_and_tcp()
    {
        using LoopbackDnsServer server = new((query, _) => [LoopbackDnsServer.Answer(query, Mx).ToOctets()]);
        foreach (bool tcp in (bool[])[false, true])
        {
            DnsReading reading = Query.Read(await ExchangeAsync(server.Server, tcp), tcp);
            Assert.Equal(DnsReadingState.Accepted, reading.State);
        }
    }

    [Fact]
    public async Task Drops_what_is_no_answer_and_waits_on()
    {
        using LoopbackDnsServer server = new((query, _) =>
        [
            (LoopbackDnsServer.Answer(query, Mx) with { Id = 1 }).ToOctets(),
            query.ToOctets(),
            (LoopbackDnsServer.Answer(query, Mx) with { Questions = [new DnsQuestion(DnsName.Parse("example.org"), DnsType.MX)] }).ToOctets(),
            LoopbackDnsServer.Answer(query, Mx).ToOctets(),
        ]);
        foreach (bool tcp in (bool[])[false, true])
        {
            DnsReading reading = Query.Read(await ExchangeAsync(server.Server, tcp), tcp);
            Assert.Single(reading.Message!.Answers);
        }
    }

    [Fact]
    public async Task A_closed_port_is_a_refusal_at_once()
    {
        DnsServer nobody;
        using (Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            nobody = new DnsServer(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Port);
        }

        foreach (bool tcp in (bool[])[false, true])
        {
            SocketException e = await Assert.ThrowsAsync<SocketException>(() => ExchangeAsync(nobody, tcp));
            Assert.Contains(e.SocketErrorCode, (SocketError[])[SocketError.ConnectionRefused, SocketError.ConnectionReset]);
        }

        Resolver resolver = new(new SocketDnsTransport(), [nobody], SystemClock.Instance, new ResolverOptions());
        DnsAnswer answer = await resolver.AskAsync(Query.Name, Query.Type, CancellationToken.None);
        Assert.Equal((DnsStatus.Unreachable, FaultKind.Refused), (answer.Status, answer.Fault!.Kind));
    }

    [Fact]
    public async Task A_truncated_answer_is_fetched_over_tcp()
    {
        string[] many = [.. Enumerable.Range(0, 2000).Select(i => $"example.com. 300 MX {i} mx{i}.example.com.")];
        using LoopbackDnsServer server = new((query, tcp) => [LoopbackDnsServer.Answer(query, many).ToOctets(tcp ? 65535 : 1232)]);
        Resolver resolver = new(new SocketDnsTransport(), [server.Server], SystemClock.Instance, new ResolverOptions());
        DnsAnswer answer = await resolver.AskAsync(Query.Name, Query.Type, CancellationToken.None);
        Assert.Equal(2000, answer.Records.Count);
    }

    [Fact]
    public async Task A_tcp_connection_that_breaks_off_says_where()
    {
        using LoopbackDnsServer server = new((query, _) => [LoopbackDnsServer.Answer(query, Mx).ToOctets()]) { MostTcpOctets = 10 };
        IOException e = await Assert.ThrowsAsync<IOException>(() => ExchangeAsync(server.Server, tcp: true));
        Assert.Contains("after 8 of", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strays_over_tcp_have_a_limit()
    {
        using LoopbackDnsServer server = new((query, _) => Enumerable.Repeat(query.ToOctets(), 100));
        await Assert.ThrowsAsync<IOException>(() => ExchangeAsync(server.Server, tcp: true));
    }

    [Fact]
    public async Task A_caller_who_stops_ends_the_wait()
    {
        using LoopbackDnsServer server = new((_, _) => []);
        foreach (bool tcp in (bool[])[false, true])
        {
            using CancellationTokenSource source = new();
            Task<byte[]> waiting = new SocketDnsTransport().ExchangeAsync(new DnsExchange(Query.ToOctets(), server.Server, tcp, Query.IsAnswer), source.Token);
            await source.CancelAsync();
            Exception e = await Assert.ThrowsAnyAsync<Exception>(() => waiting);
            Assert.True(e is OperationCanceledException || (tcp && e is IOException), e.ToString());
        }
    }

    [Fact]
    public async Task Many_questions_at_once_get_each_their_answer()
    {
        using LoopbackDnsServer server = new((query, _) => [LoopbackDnsServer.Answer(query, $"{query.Questions[0].Name} 300 MX 10 mx.{query.Questions[0].Name}").ToOctets()]);
        Resolver resolver = new(new SocketDnsTransport(), [server.Server], SystemClock.Instance, new ResolverOptions());
        DnsAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 500).Select(i => resolver.AskAsync(DnsName.Parse($"d{i}.test"), DnsType.MX, CancellationToken.None)));
        for (int i = 0; i < answers.Length; i++)
        {
            Assert.Equal($"10 mx.d{i}.test.", Assert.Single(answers[i].Records).Data.ToString());
        }
    }

    private static Task<byte[]> ExchangeAsync(DnsServer server, bool tcp) =>
        new SocketDnsTransport().ExchangeAsync(new DnsExchange(Query.ToOctets(), server, tcp, Query.IsAnswer), TestContext.Current.CancellationToken);
}
