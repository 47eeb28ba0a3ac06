using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Compat;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class TlsUpgraderTests
{
    private static readonly TlsRequest s_request = new("mx.example.com");
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls13, "TLSv1.3", TlsCipherSuite.TLS_AES_128_GCM_SHA256)]
    [InlineData(SslProtocols.Tls13, "TLSv1.3", TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    [InlineData(SslProtocols.Tls12, "TLSv1.2", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384)]
    [InlineData(SslProtocols.Tls12, "TLSv1.2", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256)]
    public async Task Version_suite_group_and_chain_are_those_of_the_wire(SslProtocols protocol, string version, TlsCipherSuite suite)
    {
        Certificates.Node root = Certificates.Root();
        Certificates.Node middle = root.Intermediate();
        Certificates.Node leaf = middle.Leaf();
        SslServerAuthenticationOptions options = LoopbackServer.Options(leaf.WithKey(), middle.Certificate);
        options.EnabledSslProtocols = protocol;
        options.CipherSuitesPolicy = LoopbackServer.Only(suite);
        await using LoopbackServer server = await LoopbackServer.TlsAsync(options);

        TlsSession session = await new TlsUpgrader().UpgradeAsync(server.Client, s_request, _stop);

        Assert.True(session.Handshake.Succeeded, session.Handshake.Failure?.Message);
        Assert.Null(session.Handshake.Failure);
        Assert.Equal(version, session.Handshake.Version);
        Assert.Equal(suite.ToString(), session.Handshake.Suite);
        Assert.Contains(session.Handshake.Group, (string[])["x25519", "secp256r1", "secp384r1", "X25519MLKEM768"]);
        Assert.Equal([leaf.Der, middle.Der], session.Handshake.Chain);
        await EchoesAsync(session.Stream!);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384, null)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, "")]
    public async Task Suites_that_only_old_mail_servers_know_are_offered_too(SslProtocols protocol, TlsCipherSuite suite, string? group)
    {
        Assert.SkipUnless(PlatformHandshake.ForbidsDownloads, "This framework offers no way to choose the suites, nor to forbid downloads.");
        using X509Certificate2 leaf = Certificates.SelfSigned(Certificates.Server("mx.example.com", Certificates.Rsa));
        SslServerAuthenticationOptions options = LoopbackServer.Options(leaf);
        options.EnabledSslProtocols = protocol;
        options.CipherSuitesPolicy = LoopbackServer.Only(suite);
        await using LoopbackServer server = await LoopbackServer.TlsAsync(options);

        TlsSession session = await new TlsUpgrader().UpgradeAsync(server.Client, s_request, _stop);

        Assert.True(session.Handshake.Succeeded, session.Handshake.Failure?.Message);
        Assert.Equal(suite.ToString(), session.Handshake.Suite);
        if (group is null)
        {
            Assert.Null(session.Handshake.Group);
        }
        else
        {
            Assert.Contains(group, session.Handshake.Group, StringComparison.Ordinal);
        }

        await session.Stream!.DisposeAsync();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task No_request_leaves_during_a_handshake(SslProtocols protocol)
    {
        Assert.SkipUnless(PlatformHandshake.ForbidsDownloads, "This framework offers no way to forbid downloads while it builds a chain.");
        int requests = 0;
        using TcpListener web = new(IPAddress.Loopback, 0);
        web.Start();
        Task counting = CountAsync();
        string url = $"http://127.0.0.1:{((IPEndPoint)web.LocalEndpoint).Port}/";
        ECDsaKeyed leaf = new(url);
        SslServerAuthenticationOptions options = LoopbackServer.Options(leaf.Certificate);
        options.EnabledSslProtocols = protocol;
        await using LoopbackServer server = await LoopbackServer.TlsAsync(options);

        TlsSession session = await new TlsUpgrader().UpgradeAsync(server.Client, s_request, _stop);
        Assert.True(session.Handshake.Succeeded, session.Handshake.Failure?.Message);
        Assert.Equal([leaf.Certificate.RawData], session.Handshake.Chain);
        await EchoesAsync(session.Stream!);
        Assert.Equal(0, Volatile.Read(ref requests));

        // The counter does count: the same certificate left to the platform's defaults brings a request here.
        using X509Chain careless = new();
        careless.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        careless.ChainPolicy.UrlRetrievalTimeout = TimeSpan.FromSeconds(5);
        careless.Build(leaf.Certificate);
        Assert.NotEqual(0, Volatile.Read(ref requests));
        web.Stop();
        await counting;

        async Task CountAsync()
        {
            try
            {
                while (true)
                {
                    using Socket request = await web.AcceptSocketAsync(_stop);
                    Interlocked.Increment(ref requests);
                    byte[] head = new byte[2048];
                    _ = await request.ReceiveAsync(head, _stop);
                    await request.SendAsync("HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop);
                }
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException or OperationCanceledException)
            {
                // The test is over.
            }
        }
    }

    [Fact]
    public async Task Alert_before_the_server_hello_has_its_name()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async socket =>
        {
            await socket.ReceiveAsync(new byte[4096]);
            await socket.SendAsync(new byte[] { 21, 3, 3, 0, 2, 2, 40 });
        });

        TlsFailure failure = await FailureAsync(server);

        Assert.Equal((TlsFailureCause.Alert, 40, "handshake_failure"), (failure.Cause, failure.AlertCode, failure.AlertName));
    }

    [Fact]
    public async Task Real_server_without_a_common_suite_gives_handshake_failure()
    {
        using X509Certificate2 leaf = Certificates.SelfSigned(Certificates.Server("mx.example.com", Certificates.NewKey()));
        SslServerAuthenticationOptions options = LoopbackServer.Options(leaf);
        options.EnabledSslProtocols = SslProtocols.Tls12;
        options.CipherSuitesPolicy = LoopbackServer.Only(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256);
        await using LoopbackServer server = await LoopbackServer.TlsAsync(options);

        TlsFailure failure = await FailureAsync(server);

        Assert.Equal((TlsFailureCause.Alert, "handshake_failure"), (failure.Cause, failure.AlertName));
    }

    [Fact]
    public async Task Protocol_version_alert_means_old_versions_only()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async socket =>
        {
            await socket.ReceiveAsync(new byte[4096]);
            await socket.SendAsync(new byte[] { 21, 3, 1, 0, 2, 2, 70 });
        });

        TlsFailure failure = await FailureAsync(server);

        Assert.Equal((TlsFailureCause.OldVersionOnly, "protocol_version"), (failure.Cause, failure.AlertName));
    }

    [Fact]
    public async Task Server_hello_of_tls_1_0_is_said_so()
    {
        byte[] hello = HelloBytes.Record(22, HelloBytes.Message(2, HelloBytes.Hello(0x0301, 0x002f)), 0x0301);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async socket =>
        {
            await socket.ReceiveAsync(new byte[4096]);
            await socket.SendAsync(hello);
            _ = await socket.ReceiveAsync(new byte[4096]);
        });

        TlsSession session = await new TlsUpgrader().UpgradeAsync(server.Client, s_request, _stop);

        Assert.Null(session.Stream);
        Assert.Equal("TLSv1.0", session.Handshake.Version);
        Assert.Equal("TLS_RSA_WITH_AES_128_CBC_SHA", session.Handshake.Suite);
        Assert.Equal(TlsFailureCause.OldVersionOnly, session.Handshake.Failure!.Cause);
        Assert.Contains("TLSv1.0", session.Handshake.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_text_is_shown_as_what_it_is()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async socket =>
        {
            await socket.SendAsync("500 5.5.1 what?\u001b[31m\r\n"u8.ToArray());
            _ = await socket.ReceiveAsync(new byte[4096]);
        });

        TlsFailure failure = await FailureAsync(server);

        Assert.Equal(TlsFailureCause.NotTls, failure.Cause);
        Assert.Contains("500 5.5.1 what?\\u{1b}[31m", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_and_reset_are_told_apart()
    {
        await using LoopbackServer closing = await LoopbackServer.StartAsync(async socket =>
        {
            _ = await socket.ReceiveAsync(new byte[4096]);
            socket.Shutdown(SocketShutdown.Both);
        });
        Assert.Equal(TlsFailureCause.Closed, (await FailureAsync(closing)).Cause);

        await using LoopbackServer resetting = await LoopbackServer.StartAsync(async socket =>
        {
            _ = await socket.ReceiveAsync(new byte[4096]);
            socket.Close(0);
        });
        Assert.Equal(TlsFailureCause.Reset, (await FailureAsync(resetting)).Cause);
    }

    [Fact]
    public async Task Cancellation_is_thrown_and_not_explained()
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async socket =>
        {
            _ = await socket.ReceiveAsync(new byte[4096]);
            source.Cancel();
            _ = await socket.ReceiveAsync(new byte[4096]);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TlsUpgrader().UpgradeAsync(server.Client, s_request, source.Token));
    }

    [Theory]
    [InlineData("192.0.2.1", null)]
    [InlineData("2001:db8::1", null)]
    [InlineData("[192.0.2.1]", null)]
    [InlineData("mx.example.com.", "mx.example.com")]
    [InlineData("_odd_name.example.com", "_odd_name.example.com")]
    public async Task Server_name_is_sent_for_names_only(string name, string? sent)
    {
        using X509Certificate2 leaf = Certificates.SelfSigned(Certificates.Server("mx.example.com", Certificates.NewKey()));
        string? heard = "unset";
        SslServerAuthenticationOptions options = new()
        {
            ServerCertificateSelectionCallback = (_, host) =>
            {
                heard = host;
                return leaf;
            },
        };
        await using LoopbackServer server = await LoopbackServer.TlsAsync(options);

        TlsSession session = await new TlsUpgrader().UpgradeAsync(server.Client, new TlsRequest(name), _stop);

        Assert.True(session.Handshake.Succeeded, session.Handshake.Failure?.Message);
        Assert.Equal(sent ?? "", heard ?? "");
        await session.Stream!.DisposeAsync();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Two_handshakes_with_one_server_both_show_the_certificate(SslProtocols protocol)
    {
        using X509Certificate2 leaf = Certificates.SelfSigned(Certificates.Server("mx.example.com", Certificates.NewKey()));
        SslServerAuthenticationOptions options = LoopbackServer.Options(leaf);
        options.EnabledSslProtocols = protocol;
        for (int i = 0; i < 3; i++)
        {
            await using LoopbackServer server = await LoopbackServer.TlsAsync(options);
            TlsSession session = await new TlsUpgrader().UpgradeAsync(server.Client, s_request, _stop);
            Assert.Equal([leaf.RawData], session.Handshake.Chain);
            await EchoesAsync(session.Stream!);
        }
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, 60)]
    [InlineData(SslProtocols.Tls13, 60)]
    [InlineData(SslProtocols.Tls12, 300)]
    [InlineData(SslProtocols.Tls13, 300)]
    public async Task Long_chains_are_whole_or_a_failure_that_says_so(SslProtocols protocol, int count)
    {
        Certificates.Node root = Certificates.Root();
        Certificates.Node leaf = root.Leaf();
        X509Certificate2[] others = [.. Enumerable.Range(0, count).Select(i => root.Intermediate("CN=Other " + i).Certificate)];
        SslServerAuthenticationOptions options = LoopbackServer.Options(leaf.WithKey(), others);
        options.EnabledSslProtocols = protocol;
        await using LoopbackServer server = await LoopbackServer.TlsAsync(options);

        TlsSession session = await new TlsUpgrader().UpgradeAsync(server.Client, s_request, _stop);

        if (session.Handshake.Succeeded)
        {
            Assert.Equal(leaf.Der, session.Handshake.Chain[0]);
            Assert.NotNull(session.Stream);
            await session.Stream.DisposeAsync();
        }
        else
        {
            Assert.Equal(TlsFailureCause.BadMessage, session.Handshake.Failure!.Cause);
        }
    }

    private async Task<TlsFailure> FailureAsync(LoopbackServer server)
    {
        TlsSession session = await new TlsUpgrader().UpgradeAsync(server.Client, s_request, _stop);
        Assert.Null(session.Stream);
        Assert.False(session.Handshake.Succeeded);
        return session.Handshake.Failure!;
    }

    private async Task EchoesAsync(Stream stream)
    {
        await stream.WriteAsync("QUIT\r\n"u8.ToArray(), _stop);
        byte[] answer = new byte[6];
        await stream.ReadExactlyAsync(answer, _stop);
        Assert.Equal("QUIT\r\n"u8.ToArray(), answer);
        await stream.DisposeAsync();
    }

    /// <summary>A leaf of an issuer that is not sent, pointing at a web server for everything.</summary>
    private sealed class ECDsaKeyed
    {
        public ECDsaKeyed(string url)
        {
            var key = Certificates.NewKey();
            Certificate = Certificates.Root().Sign(Certificates.Server("mx.example.com", key).PointingAt(url)) is var bare ? bare.CopyWithPrivateKey(key) : null!;
        }

        public X509Certificate2 Certificate { get; }
    }
}
