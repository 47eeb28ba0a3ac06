using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using SmtpTls.Compat;
using SmtpTls.Core.Tests.Tls;
using SmtpTls.Http;

namespace SmtpTls.Core.Tests.Http;

public sealed class HttpWebSourceTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly List<string> _asked = [];
    private string _request = "";

    public HttpWebSourceTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Stop();

    [Fact]
    public async Task Whole_answer_comes_back()
    {
        WebAnswer answer = await FetchAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello");
        Assert.Equal((WebState.Answered, 200, "text/plain; charset=utf-8", "hello"), (answer.State, answer.Status, answer.ContentType, Encoding.ASCII.GetString(answer.Body)));
        Assert.Equal(IPAddress.Loopback, answer.Address);
        Assert.Equal(["host.example"], _asked);
        Assert.StartsWith("GET /x HTTP/1.1\r\n", _request, StringComparison.Ordinal);
        Assert.Contains("Host: host.example", _request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Cookie", _request, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Accept-Encoding: identity\r\n", _request, StringComparison.OrdinalIgnoreCase);
        Assert.Null(answer.ContentEncoding);
    }

    [Fact]
    public async Task Body_makes_it_a_post()
    {
        WebAnswer answer = await FetchAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", query => query with { Body = "abc"u8.ToArray(), BodyType = "application/ocsp-request" });
        Assert.Equal(WebState.Answered, answer.State);
        Assert.StartsWith("POST /x HTTP/1.1\r\n", _request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/ocsp-request", _request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_is_an_answer_and_not_followed()
    {
        WebAnswer answer = await FetchAsync($"HTTP/1.1 302 Found\r\nLocation: http://other.example:{Port}/\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal((WebState.Answered, 302, $"http://other.example:{Port}/"), (answer.State, answer.Status, answer.Location));
        Assert.Equal(["host.example"], _asked);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n30000\r\n")]
    public async Task Larger_than_the_limit_is_cut_off_while_reading(string head)
    {
        WebAnswer answer = await FetchAsync(head + new string('x', 200000), query => query with { MostBytes = 100000 });
        Assert.Equal((WebState.TooLarge, 200), (answer.State, answer.Status));
        Assert.Empty(answer.Body);
        Assert.Contains("100000 octets", answer.Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSH-2.0-x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort")]
    [InlineData("")]
    public async Task Broken_http_is_a_protocol_error(string text)
    {
        Assert.SkipUnless(text.Length > 0 || PlatformHandshake.ForbidsDownloads, "This framework asks again by itself when a connection is closed without a word.");
        Assert.Equal(WebState.ProtocolError, (await FetchAsync(text)).State);
    }

    [Fact]
    public async Task Endless_headers_end() => Assert.Equal(WebState.ProtocolError, (await FetchAsync("HTTP/1.1 200 OK\r\nX: " + new string('x', 100000))).State);

    [Fact]
    public async Task Private_addresses_are_refused_unless_allowed()
    {
        HttpWebSource strict = Source(new WebSourceOptions());
        Assert.Equal(WebState.AddressRefused, (await strict.FetchAsync(Query(), _stop)).State);
        Assert.Equal(WebState.AddressRefused, (await strict.FetchAsync(new WebQuery { Url = new Uri("http://127.0.0.1/") }, _stop)).State);
        Assert.Equal(WebState.AddressRefused, (await strict.FetchAsync(new WebQuery { Url = new Uri("http://[::ffff:10.0.0.1]/") }, _stop)).State);
        Assert.False(_listener.Pending());
    }

    [Theory]
    [InlineData("ftp://host.example/")]
    [InlineData("ldap://host.example/cn=x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user@host.example/")]
    public async Task Odd_urls_are_not_asked(string url)
    {
        WebAnswer answer = await Source(new WebSourceOptions { AllowPrivateNetwork = true }).FetchAsync(new WebQuery { Url = new Uri(url) }, _stop);
        Assert.Equal(WebState.ProtocolError, answer.State);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Name_that_is_absent_and_name_that_nobody_knows_are_two_things()
    {
        Assert.Equal(WebState.NameNotFound, (await Of(Outcome<IReadOnlyList<IPAddress>>.Absent())).State);
        Assert.Equal(WebState.NameUnknown, (await Of(Outcome<IReadOnlyList<IPAddress>>.Unknown(new Fault(FaultKind.ServerFailure, "SERVFAIL")))).State);

        Task<WebAnswer> Of(Outcome<IReadOnlyList<IPAddress>> outcome) =>
            new HttpWebSource((_, _) => Task.FromResult(outcome), new WebSourceOptions(), SystemClock.Instance).FetchAsync(Query(), _stop);
    }

    [Fact]
    public async Task Refused_connection_is_said_so()
    {
        WebQuery query = Query();
        _listener.Stop();
        WebAnswer answer = await Source(new WebSourceOptions { AllowPrivateNetwork = true }).FetchAsync(query, _stop);
        Assert.Equal((WebState.ConnectFailed, FaultKind.Refused), (answer.State, answer.Fault!.Kind));
    }

    [Fact]
    public async Task An_address_that_swallows_everything_costs_its_own_time_and_the_next_one_is_asked()
    {
        Assert.SkipUnless(PlatformHandshake.ForbidsDownloads && OperatingSystem.IsLinux(), "This framework connects by itself, or this platform has one loopback address only.");
        IPAddress silent = IPAddress.Parse("127.0.0.2");
        FirstConnectClock clock = new();
        HttpWebSource source = new((_, _) => Task.FromResult(Outcome<IReadOnlyList<IPAddress>>.Found([silent, IPAddress.Loopback])), Patient, clock);
        Task server = ServeAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", null);
        WebAnswer answer = await source.FetchAsync(Query(), _stop);
        await server;
        Assert.Equal((WebState.Answered, IPAddress.Loopback), (answer.State, answer.Address));
        Assert.Equal(FirstConnectClock.Limit, clock.Asked);
    }

    [Fact]
    public async Task Refused_by_one_address_and_unknown_of_another_is_not_refused()
    {
        Assert.SkipUnless(PlatformHandshake.ForbidsDownloads && OperatingSystem.IsLinux(), "This framework connects by itself, or this platform has one loopback address only.");
        HttpWebSource source = new(
            (_, _) => Task.FromResult(Outcome<IReadOnlyList<IPAddress>>.Found([IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")])), Patient, new FirstConnectClock());
        WebAnswer answer = await source.FetchAsync(Query(), _stop);
        Assert.Equal((WebState.ConnectFailed, FaultKind.Unreachable), (answer.State, answer.Fault!.Kind));
        Assert.Contains("connecting to 127.0.0.2 failed: no answer within 2 s; connecting to 127.0.0.3 failed: ", answer.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coding_that_nobody_asked_for_is_told() =>
        Assert.Equal("gzip", (await FetchAsync("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx")).ContentEncoding);

    [Fact]
    public async Task Silence_ends_at_the_limit_of_the_clock()
    {
        StoppedClock clock = new();
        HttpWebSource source = new(LookUpAsync, new WebSourceOptions { AllowPrivateNetwork = true }, clock);
        Task<WebAnswer> fetch = source.FetchAsync(Query(), _stop);
        using Socket server = await _listener.AcceptSocketAsync(_stop);
        clock.Elapse();
        Assert.Equal(WebState.Timeout, (await fetch).State);
    }

    [Fact]
    public async Task Caller_may_stop()
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        Task<WebAnswer> fetch = Source(new WebSourceOptions { AllowPrivateNetwork = true }).FetchAsync(Query(), source.Token);
        using Socket server = await _listener.AcceptSocketAsync(_stop);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
    }

    [Theory]
    [InlineData(null, true, nameof(WebState.Answered))]
    [InlineData("it expired", true, nameof(WebState.CertificateInvalid))]
    [InlineData(null, false, nameof(WebState.CertificateInvalid))]
    public async Task Certificate_of_https_is_judged_and_given_out(string? problem, bool ownCheck, string state)
    {
        Assert.SkipUnless(PlatformHandshake.ForbidsDownloads, "This framework looks an HTTPS host up by itself, and the test's host is in no DNS.");
        Certificates.Node root = Certificates.Root(), middle = root.Intermediate(), leaf = middle.Leaf("host.example");
        string? judged = null;
        WebSourceOptions options = new()
        {
            AllowPrivateNetwork = true,
            CertificateCheck = !ownCheck ? null : (host, chain) =>
            {
                judged = host + chain.Count;
                return problem;
            },
        };
        Task server = ServeAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", LoopbackServer.Options(leaf.WithKey(), middle.Certificate));
        WebAnswer answer = await Source(options).FetchAsync(Query("https"), _stop);
        await server;

        Assert.Equal(state, answer.State.ToString());
        Assert.Equal([leaf.Der, middle.Der], answer.Chain);
        Assert.Equal(ownCheck ? "host.example2" : null, judged);
        Assert.Contains(problem ?? "", answer.Fault?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_to_a_plain_server_is_a_tls_failure()
    {
        Assert.SkipUnless(PlatformHandshake.ForbidsDownloads, "This framework looks an HTTPS host up by itself, and the test's host is in no DNS.");
        Task server = ServeAsync("HTTP/1.1 400 Bad Request\r\n\r\n", null);
        WebAnswer answer = await Source(new WebSourceOptions { AllowPrivateNetwork = true }).FetchAsync(Query("https"), _stop);
        await server;
        Assert.Equal(WebState.TlsFailed, answer.State);
        Assert.DoesNotContain("inner exception", answer.Fault!.Message, StringComparison.Ordinal);
    }

    private static WebSourceOptions Patient => new() { AllowPrivateNetwork = true, ConnectLimit = FirstConnectClock.Limit };

    private WebQuery Query(string scheme = "http") => new() { Url = new Uri($"{scheme}://host.example:{Port}/x") };

    private HttpWebSource Source(WebSourceOptions options) => new(LookUpAsync, options, SystemClock.Instance);

    private Task<Outcome<IReadOnlyList<IPAddress>>> LookUpAsync(string host, CancellationToken stop)
    {
        _asked.Add(host);
        return Task.FromResult(Outcome<IReadOnlyList<IPAddress>>.Found([IPAddress.Loopback]));
    }

    private async Task<WebAnswer> FetchAsync(string response, Func<WebQuery, WebQuery>? change = null)
    {
        Task server = ServeAsync(response, null);
        WebQuery query = Query();
        WebAnswer answer = await Source(new WebSourceOptions { AllowPrivateNetwork = true }).FetchAsync(change?.Invoke(query) ?? query, _stop);
        await server;
        return answer;
    }

    private async Task ServeAsync(string response, SslServerAuthenticationOptions? tls)
    {
        try
        {
            using Socket socket = await _listener.AcceptSocketAsync(_stop);
            await using NetworkStream plain = new(socket);
            await using SslStream? secure = tls is null ? null : new SslStream(plain);
            if (secure is not null)
            {
                await secure.AuthenticateAsServerAsync(tls!, _stop);
            }

            Stream stream = secure is null ? plain : secure;
            byte[] buffer = new byte[8192];
            int count = await stream.ReadAsync(buffer, _stop);
            _request = Encoding.Latin1.GetString(buffer, 0, count);
            await stream.WriteAsync(Encoding.Latin1.GetBytes(response), _stop);
        }
        catch (Exception e) when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, as some tests want it to.
        }
    }

    /// <summary>The time for the first connection is over at once; nothing else ever is.</summary>
    private sealed class FirstConnectClock : IClock
    {
        public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

        public TimeSpan? Asked { get; private set; }

        public DateTimeOffset Now => Certificates.Now;

        public Task DelayAsync(TimeSpan time, CancellationToken stop)
        {
            bool first = time == Limit && Asked is null;
            Asked = first ? time : Asked;
            return first ? Task.CompletedTask : Task.Delay(Timeout.InfiniteTimeSpan, stop);
        }
    }

    private sealed class StoppedClock : IClock
    {
        private readonly TaskCompletionSource _elapsed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTimeOffset Now => Certificates.Now;

        public Task DelayAsync(TimeSpan time, CancellationToken stop) => _elapsed.Task.WaitAsync(stop);

        public void Elapse() => _elapsed.TrySetResult();
    }
}
