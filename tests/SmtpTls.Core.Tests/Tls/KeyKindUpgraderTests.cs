using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class KeyKindUpgraderTests
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_certificate_of_the_kind_is_seen_with_its_chain(bool rsa)
    {
        (X509Certificate2 leaf, X509Certificate2 issuer) = Make(rsa);
        await using LoopbackServer server = await LoopbackServer.TlsAsync(LoopbackServer.Options(leaf, issuer));
        TlsHandshake handshake = await AskAsync(server, rsa);
        Assert.Equal([leaf.RawData, issuer.RawData], handshake.Chain);
        Assert.Equal(("TLSv1.2", false), (handshake.Version, handshake.Succeeded));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_without_that_kind_shows_nothing(bool rsa)
    {
        await using LoopbackServer server = await LoopbackServer.TlsAsync(LoopbackServer.Options(Make(!rsa).Leaf));
        TlsHandshake handshake = await AskAsync(server, rsa);
        Assert.Empty(handshake.Chain);
        Assert.True(handshake.Failure!.AlertCode == 40 || handshake.Failure.Cause is TlsFailureCause.Closed or TlsFailureCause.Reset, handshake.Failure.Message);
    }

    [Fact]
    public async Task A_server_of_TLS_1_3_alone_says_so()
    {
        await using LoopbackServer server = await Tls13Async(rsa: true);
        TlsHandshake handshake = await AskAsync(server, rsa: true);
        Assert.Empty(handshake.Chain);
        Assert.Equal(70, handshake.Failure!.AlertCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_of_TLS_1_3_alone_shows_the_certificate_of_the_kind(bool rsa)
    {
        (X509Certificate2 leaf, X509Certificate2 issuer) = Make(rsa);
        await using (LoopbackServer server = await Tls13Async(leaf, issuer))
        {
            TlsHandshake handshake = await AskAsync(server, rsa, tls13: true);
            Assert.Equal([leaf.RawData, issuer.RawData], handshake.Chain);
            Assert.Equal(("TLSv1.3", false), (handshake.Version, handshake.Succeeded));
        }

        await using LoopbackServer other = await Tls13Async(leaf, issuer);
        TlsHandshake none = await AskAsync(other, !rsa, tls13: true);
        Assert.Empty(none.Chain);
        Assert.Equal(40, none.Failure!.AlertCode);
    }

    [Fact]
    public void A_flight_is_read_in_any_pieces_and_ends_with_whatever_comes()
    {
        // A share of X25519 that is all sevens, AES-128: what follows is not encrypted with its keys, and is no handshake.
        byte[] hello = HelloBytes.Record(22, HelloBytes.Message(2, HelloBytes.Hello(0x0303, 0x1301,
            [.. HelloBytes.Extension(43, [3, 4]), .. HelloBytes.Extension(51, [0, 29, 0, 32, .. Enumerable.Repeat((byte)7, 32)])])));
        byte[] flight = [.. hello, .. HelloBytes.Record(20, [1]), .. HelloBytes.Record(23, new byte[200])];
        foreach (int size in (int[])[1, 7, flight.Length])
        {
            using CertificateFlight reader = new([1, 0, 0, 0]);
            for (int at = 0; at < flight.Length; at += size)
            {
                Assert.False(reader.Done);
                reader.Feed(flight.AsSpan(at, Math.Min(size, flight.Length - at)));
            }

            Assert.True(reader.Done);
            Assert.Empty(reader.Chain);
        }
    }

    [Fact]
    public async Task Whatever_comes_it_ends_with_a_word()
    {
        Random random = new(3207);
        byte[] hello = HelloBytes.Record(22, HelloBytes.Message(2, HelloBytes.Hello(0x0303, 0xc02f)));
        for (int run = 0; run < 60; run++)
        {
            byte[] answer = run % 2 == 0 ? new byte[random.Next(600)] : [.. hello, .. HelloBytes.Record(22, HelloBytes.Message(11, new byte[random.Next(300)]))];
            random.NextBytes(answer.AsSpan(run % 2 == 0 ? 0 : Math.Min(answer.Length, hello.Length + 9)));
            await using LoopbackServer server = await LoopbackServer.StartAsync(async socket =>
            {
                _ = await socket.ReceiveAsync(new byte[4096]);
                await socket.SendAsync(answer);
                socket.Shutdown(SocketShutdown.Send);
                _ = await socket.ReceiveAsync(new byte[4096]);
            });
            Assert.NotNull((await AskAsync(server, rsa: run % 4 < 2, tls13: run % 3 == 0)).Failure);
        }
    }

    private static Task<LoopbackServer> Tls13Async(bool rsa) => Tls13Async(Make(rsa).Leaf);

    private static Task<LoopbackServer> Tls13Async(X509Certificate2 leaf, params X509Certificate2[] others)
    {
        SslServerAuthenticationOptions options = LoopbackServer.Options(leaf, others);
        options.EnabledSslProtocols = SslProtocols.Tls13;
        return LoopbackServer.TlsAsync(options);
    }

    private async Task<TlsHandshake> AskAsync(LoopbackServer server, bool rsa, bool tls13 = false)
    {
        TlsSession session = await new KeyKindUpgrader(rsa, tls13).UpgradeAsync(server.Client, new TlsRequest("mx.example.com"), _stop);
        Assert.Null(session.Stream);
        return session.Handshake;
    }

    private static (X509Certificate2 Leaf, X509Certificate2 Issuer) Make(bool rsa)
    {
        Certificates.Node root = Certificates.Root().Intermediate();
        using ECDsa key = Certificates.NewKey();
        AsymmetricAlgorithm own = rsa ? Certificates.Rsa : key;
        using X509Certificate2 signed = root.Sign(Certificates.Server("mx.example.com", own));
        using X509Certificate2 keyed = rsa ? signed.CopyWithPrivateKey(Certificates.Rsa) : signed.CopyWithPrivateKey(key);
        return (X509CertificateLoader.LoadPkcs12(keyed.Export(X509ContentType.Pkcs12), null), root.Certificate);
    }
}
