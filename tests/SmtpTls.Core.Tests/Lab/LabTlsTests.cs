using System.IO;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>What the servers show in TLS, and how those fail that are to fail.</summary>
public sealed class LabTlsTests(LabFixture lab) : IClassFixture<LabFixture>
{
    [Theory]
    [InlineData("good-rsa", 2, SslProtocols.Tls13)]
    [InlineData("good-ecdsa", 2, SslProtocols.Tls13)]
    [InlineData("tls12-only", 2, SslProtocols.Tls12)]
    [InlineData("slow-handshake", 2, SslProtocols.Tls13)]
    [InlineData("incomplete-chain", 1, SslProtocols.Tls13)]
    [InlineData("self-signed", 1, SslProtocols.Tls13)]
    [InlineData("chain-loop", 3, SslProtocols.Tls13)]
    [InlineData("untrusted-root", 2, SslProtocols.Tls13)]
    [InlineData("weak-key", 2, SslProtocols.Tls13)]
    [InlineData("sha1", 2, SslProtocols.Tls13)]
    [InlineData("implicit-mx", 2, SslProtocols.Tls13)]
    [InlineData("ansi-banner", 2, SslProtocols.Tls13)]
    [InlineData("hundred-certificates", 100, SslProtocols.Tls13)]
    public async Task Sends_its_chain_and_no_more(string name, int certificates, SslProtocols protocol)
    {
        await using LabClient client = await SecureAsync(name);
        Assert.Equal(certificates, client.Chain.Count);
        Assert.Equal(protocol, client.Secure.SslProtocol);
        Assert.Equal(name == "untrusted-root", client.Chain.Skip(1).Any(static sent => sent.Subject == sent.Issuer));
        for (int i = 1; i < certificates; i++)
        {
            Assert.Equal(client.Chain[i - 1].Issuer, client.Chain[i].Subject);
        }
    }

    [Theory]
    [InlineData("good-rsa", X509ChainStatusFlags.NoError)]
    [InlineData("good-ecdsa", X509ChainStatusFlags.NoError)]
    [InlineData("expired", X509ChainStatusFlags.NotTimeValid)]
    [InlineData("not-yet-valid", X509ChainStatusFlags.NotTimeValid)]
    [InlineData("self-signed", X509ChainStatusFlags.UntrustedRoot)]
    [InlineData("untrusted-root", X509ChainStatusFlags.PartialChain)]
    [InlineData("incomplete-chain", X509ChainStatusFlags.PartialChain)]
    [InlineData("wrong-usage", X509ChainStatusFlags.NotValidForUsage)]
    [InlineData("wrong-name", X509ChainStatusFlags.NoError)]
    [InlineData("no-san", X509ChainStatusFlags.NoError)]
    public async Task Has_the_fault_it_says_and_no_other(string name, X509ChainStatusFlags status)
    {
        await using LabClient client = await SecureAsync(name);
        using X509Certificate2 root = X509CertificateLoader.LoadCertificateFromFile(lab.Range.CaFile);
        using X509Chain chain = new() { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(client.Chain.ToArray());
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        chain.Build(client.Chain[0]);
        Assert.Equal(status, chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status));
        Assert.Equal(name is not ("wrong-name" or "no-san"), client.Chain[0].MatchesHostname($"mx.{name}.lab.test", allowWildcards: false, allowCommonName: false));
    }

    [Fact]
    public async Task Weak_certificates_are_weak()
    {
        await using LabClient weak = await SecureAsync("weak-key");
        await using LabClient old = await SecureAsync("sha1");
        Assert.Equal(1024, weak.Chain[0].GetRSAPublicKey()!.KeySize);
        Assert.Equal("1.2.840.113549.1.1.5", old.Chain[0].SignatureAlgorithm.Value);
    }

    [Fact]
    public async Task Good_certificates_are_RSA_and_ECDSA()
    {
        await using LabClient rsa = await SecureAsync("good-rsa");
        await using LabClient ecdsa = await SecureAsync("good-ecdsa");
        Assert.Equal(2048, rsa.Chain[0].GetRSAPublicKey()!.KeySize);
        Assert.Equal(256, ecdsa.Chain[0].GetECDsaPublicKey()!.KeySize);
    }

    [Fact]
    public async Task Keywords_change_inside_TLS()
    {
        await using LabClient client = await SecureAsync("ehlo-changes");
        Assert.Equal("250-mx.ehlo-changes.lab.test\r\n250-AUTH PLAIN LOGIN\r\n250-SIZE 99999999\r\n250 STARTTLS\r\n", await client.AskAsync("EHLO client.test"));
    }

    [Theory]
    [InlineData("closes-after-220", "")]
    [InlineData("closes-after-hello", "")]
    [InlineData("not-tls", "500 5.5.2 What was that?\r\n")]
    [InlineData("no-common-suite", "\u0015\u0003\u0003\0\u0002\u0002\u0028")]
    [InlineData("tls10-intolerant", "\u0015\u0003\u0001\0\u0002\u0002\u0046")]
    public async Task Answers_a_ClientHello_as_it_says(string name, string answer)
    {
        await using LabClient client = await lab.ConnectAsync(name);
        Assert.StartsWith("220", await client.ToStartTlsAsync(), StringComparison.Ordinal);
        await client.SendAsync(Hello(0x0303));
        Assert.Equal(answer, Encoding.Latin1.GetString(await client.ReadAsync(200)));
    }

    [Theory]
    [InlineData("tls10-only", 0x0303)]
    [InlineData("tls10-only", 0x0301)]
    [InlineData("tls10-intolerant", 0x0301)]
    [InlineData("tls10-intolerant", 0x0302)]
    public async Task Old_servers_answer_with_TLS_1_0(string name, int offered)
    {
        await using LabClient client = await lab.ConnectAsync(name);
        await client.ToStartTlsAsync();
        await client.SendAsync(Hello((ushort)offered));
        byte[] answer = await client.ReadAsync(47);
        Assert.Equal([22, 3, 1], answer[..3]);
        Assert.Equal([2, 0, 0, 38, 3, 1], answer[5..11]);
        Assert.Equal([0, 0x2f], answer[44..46]);
    }

    [Theory]
    [InlineData("closes-after-220")]
    [InlineData("closes-after-hello")]
    [InlineData("reset-after-hello")]
    [InlineData("not-tls")]
    [InlineData("no-common-suite")]
    [InlineData("alert-flood")]
    [InlineData("tls10-only")]
    [InlineData("tls10-intolerant")]
    [InlineData("huge-chain")]
    public async Task Handshakes_that_are_to_fail_do(string name)
    {
        await using LabClient client = await lab.ConnectAsync(name);
        await client.ToStartTlsAsync();
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => client.HandshakeAsync());
        Assert.True(error is AuthenticationException or IOException, error.ToString());
    }

    [Fact]
    public async Task A_client_that_offers_what_the_server_lacks_is_refused()
    {
        await using LabClient client = await lab.ConnectAsync("tls12-only");
        await client.ToStartTlsAsync();
        await Assert.ThrowsAnyAsync<AuthenticationException>(() => client.HandshakeAsync(SslProtocols.Tls13));
    }

    /// <summary>A ClientHello of one suite, TLS_RSA_WITH_AES_128_CBC_SHA, without extensions.</summary>
    private static byte[] Hello(ushort version)
    {
        byte[] body = [(byte)(version >> 8), (byte)version, .. new byte[32], 0, 0, 2, 0, 0x2f, 1, 0];
        byte[] message = [1, 0, 0, (byte)body.Length, .. body];
        return [22, 3, 1, 0, (byte)message.Length, .. message];
    }

    private async Task<LabClient> SecureAsync(string name)
    {
        LabClient client = await lab.ConnectAsync(name);
        Assert.StartsWith("220", await client.ToStartTlsAsync(), StringComparison.Ordinal);
        await client.HandshakeAsync();
        return client;
    }
}
