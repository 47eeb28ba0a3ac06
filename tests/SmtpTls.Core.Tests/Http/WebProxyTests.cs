using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using SmtpTls.Core.Tests.Tls;
using SmtpTls.Http;

namespace SmtpTls.Core.Tests.Http;

public sealed class WebProxyTests : IDisposable
{
    private static readonly Certificates.Node Leaf = Certificates.Root().Leaf("host.example");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly List<string> _requests = [];

    public WebProxyTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Stop();

    [Fact]
    public async Task Https_goes_through_the_proxy_by_name_and_its_certificate_is_judged()
    {
        string? judged = null;
        WebAnswer answer = await FetchAsync(Public, options => options with
        {
            CertificateCheck = (host, chain) =>
            {
                judged = host + chain.Count;
                return null;
            },
        });
        Assert.Equal((WebState.Answered, 200, "ok"), (answer.State, answer.Status, Encoding.ASCII.GetString(answer.Body)));
        Assert.StartsWith("CONNECT host.example:443 HTTP/1.1\r\n", _requests[0], StringComparison.Ordinal);
        Assert.StartsWith("GET /x HTTP/1.1\r\n", _requests[1], StringComparison.Ordinal);
        Assert.Equal("host.example1", judged);
        Assert.Null(answer.Address);
        Assert.Equal([Leaf.Der], answer.Chain);
    }

    [Fact]
    public async Task Bad_certificate_behind_the_proxy_is_refused()
    {
        WebAnswer answer = await FetchAsync(Public, options => options with { CertificateCheck = (_, _) => "it expired" });
        Assert.Equal(WebState.CertificateInvalid, answer.State);
        Assert.DoesNotContain(_requests, request => request.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Name_that_our_resolver_does_not_know_is_left_to_the_proxy() =>
        Assert.Equal(WebState.Answered, (await FetchAsync(Outcome<IReadOnlyList<IPAddress>>.Unknown(new Fault(FaultKind.Timeout, "no DNS here")))).State);

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("192.0.2.1 ::ffff:100.64.0.1")]
    [InlineData("2001:db8::1 fd00::1")]
    public async Task Host_that_our_resolver_knows_at_a_private_address_is_refused(string addresses)
    {
        Outcome<IReadOnlyList<IPAddress>> found = Outcome<IReadOnlyList<IPAddress>>.Found([.. addresses.Split(' ').Select(IPAddress.Parse)]);
        WebAnswer answer = await Source(found, new WebSourceOptions { Proxy = Proxy() }).FetchAsync(Query("https"), _stop);
        Assert.Equal(WebState.AddressRefused, answer.State);
        Assert.False(_listener.Pending());
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("socks5://127.0.0.1/")]
    public async Task Only_a_plain_proxy_can_be_used(string proxy)
    {
        WebAnswer answer = await Source(Public, new WebSourceOptions { Proxy = new Uri(proxy) }).FetchAsync(Query("https"), _stop);
        Assert.Equal((WebState.ProtocolError, FaultKind.Input), (answer.State, answer.Fault!.Kind));
    }

    [Fact]
    public async Task Plain_http_does_not_go_there()
    {
        Task server = ServeAsync(tunnel: false);
        WebSourceOptions options = new() { AllowPrivateNetwork = true, Proxy = new Uri("http://127.0.0.1:1/") };
        WebAnswer answer = await Source(Outcome<IReadOnlyList<IPAddress>>.Found([IPAddress.Loopback]), options)
            .FetchAsync(new WebQuery { Url = new Uri($"http://host.example:{Port}/x") }, _stop);
        await server;
        Assert.Equal(WebState.Answered, answer.State);
    }

    [Fact]
    public async Task Proxy_that_asks_for_a_password_gets_that_of_its_own_address_only()
    {
        WebAnswer answer = await FetchAsync(Public, options => options with { Proxy = Proxy("user:p%40ss@") }, password: true);
        Assert.Equal(WebState.Answered, answer.State);
        Assert.Contains("Proxy-Authorization: Basic " + Convert.ToBase64String("user:p@ss"u8), string.Concat(_requests), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Authorization", _requests[^1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Proxy_that_refuses_or_is_not_there_is_a_failure_that_names_it()
    {
        Task server = RefuseAsync();
        WebAnswer answer = await Source(Public, new WebSourceOptions { Proxy = Proxy() }).FetchAsync(Query("https"), _stop);
        await server;
        Assert.Equal(WebState.ProtocolError, answer.State);

        int port = Port;
        _listener.Stop();
        answer = await Source(Public, new WebSourceOptions { Proxy = new Uri($"http://user:secret@127.0.0.1:{port}/") }).FetchAsync(Query("https"), _stop);
        Assert.Equal((WebState.ConnectFailed, FaultKind.Refused), (answer.State, answer.Fault!.Kind));
        Assert.Contains($"the proxy 127.0.0.1:{port}", answer.Fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer.Fault.Message, StringComparison.Ordinal);
    }

    private static Outcome<IReadOnlyList<IPAddress>> Public => Outcome<IReadOnlyList<IPAddress>>.Found([IPAddress.Parse("192.0.2.1")]);

    private static WebQuery Query(string scheme) => new() { Url = new Uri($"{scheme}://host.example/x") };

    private static HttpWebSource Source(Outcome<IReadOnlyList<IPAddress>> found, WebSourceOptions options) =>
        new((_, _) => Task.FromResult(found), options, SystemClock.Instance);

    private Uri Proxy(string user = "") => new($"http://{user}127.0.0.1:{Port}/");

    private async Task<WebAnswer> FetchAsync(Outcome<IReadOnlyList<IPAddress>> found, Func<WebSourceOptions, WebSourceOptions>? change = null, bool password = false)
    {
        WebSourceOptions options = new() { Proxy = Proxy(), CertificateCheck = (_, _) => null };
        Task server = ServeAsync(tunnel: true, password);
        WebAnswer answer = await Source(found, change?.Invoke(options) ?? options).FetchAsync(Query("https"), _stop);
        await server;
        return answer;
    }

    private async Task ServeAsync(bool tunnel, bool password = false)
    {
        try
        {
            using Socket socket = await _listener.AcceptSocketAsync(_stop);
            await using NetworkStream plain = new(socket);
            while (tunnel)
            {
                string request = await ReadAsync(plain);
                bool open = !password || request.Contains("Proxy-Authorization", StringComparison.OrdinalIgnoreCase);
                string answer = open ? "HTTP/1.1 200 Connection established\r\n\r\n" : "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
                await plain.WriteAsync(Encoding.ASCII.GetBytes(answer), _stop);
                tunnel = !open;
                if (open)
                {
                    await using SslStream secure = new(plain);
                    await secure.AuthenticateAsServerAsync(LoopbackServer.Options(Leaf.WithKey()), _stop);
                    await AnswerAsync(secure);
                    return;
                }
            }

            await AnswerAsync(plain);
        }
        catch (Exception e) when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, as some tests want it to.
        }
    }

    private async Task RefuseAsync()
    {
        using Socket socket = await _listener.AcceptSocketAsync(_stop);
        await using NetworkStream plain = new(socket);
        await ReadAsync(plain);
        await plain.WriteAsync("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop);
    }

    private async Task AnswerAsync(Stream stream)
    {
        await ReadAsync(stream);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray(), _stop);
    }

    private async Task<string> ReadAsync(Stream stream)
    {
        byte[] buffer = new byte[8192];
        int count = await stream.ReadAsync(buffer, _stop);
        string request = Encoding.Latin1.GetString(buffer, 0, count);
        _requests.Add(request);
        return request;
    }
}
