using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Dns;
using SmtpTls.Lab;
using SmtpTls.Lab.Web;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>The range's MTA-STS policy hosts and records, asked by the platform's HTTP client and not by ours.</summary>
public sealed class LabPolicyTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Plays_at_least_twenty_policy_hosts()
    {
        Assert.True(lab.Range.PolicyHosts.Count >= 20);
        Assert.Equal(lab.Range.PolicyHosts.Count, lab.Range.PolicyHosts.Select(static host => host.Address).Concat(lab.Range.Hosts.Select(static host => host.Address)).Distinct().Count() - lab.Range.Hosts.Count);
        Assert.All(lab.Range.Domains, static domain =>
        {
            Assert.Contains(domain.ExpectedMtaSts, (string[])["Absent", "InvalidRecord", "FetchFailed", "WebCertificateInvalid", "InvalidPolicy", "Valid", "Indeterminate"]);
            Assert.Contains(domain.ExpectedMtaStsVerdict, (string[])["Pass", "Warn", "Fail", "NotPresent", "Inconclusive"]);
            Assert.Contains(domain.ExpectedTlsRpt, (string[])["Absent", "Valid", "Invalid", "Indeterminate"]);
        });
    }

    [Fact]
    public async Task Every_valid_policy_is_served_as_it_should_be()
    {
        LabDomain[] valid = [.. lab.Range.Domains.Where(static domain => domain.ExpectedMtaSts == "Valid")];
        Assert.NotEmpty(valid);
        await Task.WhenAll(valid.Select(async domain =>
        {
            using HttpResponseMessage answer = await FetchAsync(Host(domain.Domain));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("text/plain", answer.Content.Headers.ContentType!.ToString());
            Assert.Contains("version: STSv1", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }));
    }

    [Theory]
    [InlineData("good-rsa", "version: STSv1\r\nmode: enforce\r\nmx: mx.good-rsa.lab.test\r\nmax_age: 604800\r\n")]
    [InlineData("sts-none", "version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n")]
    [InlineData("sts-lf", "version: STSv1\nmode: enforce\nmx: mx.good-ecdsa.lab.test\nmax_age: 604800\n")]
    [InlineData("sts-no-version", "mode: enforce\r\nmx: mx.good-ecdsa.lab.test\r\nmax_age: 604800\r\n")]
    [InlineData("sts-no-mx", "version: STSv1\r\nmode: enforce\r\nmax_age: 604800\r\n")]
    [InlineData("sts-control", "version: STSv1\r\nmode: enforce\r\nmx: mx.\u001b[31mgood-ecdsa\u0007.lab.test\r\nmax_age: 604800\r\n")]
    public async Task Serves_the_policy_to_the_octet(string name, string body)
    {
        using HttpResponseMessage answer = await FetchAsync(Host($"{name}.lab.test"));
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("sts-404", 404, "text/plain")]
    [InlineData("sts-500", 500, "text/html")]
    [InlineData("sts-redirect", 301, "text/plain")]
    [InlineData("sts-html", 200, "text/html")]
    public async Task Answers_as_it_says(string name, int status, string type)
    {
        using HttpResponseMessage answer = await FetchAsync(Host($"{name}.lab.test"));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(status == 301, answer.Headers.Location is not null);
    }

    [Theory]
    [InlineData("sts-web-expired", X509ChainStatusFlags.NotTimeValid, SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData("sts-web-wrong-name", X509ChainStatusFlags.NoError, SslPolicyErrors.RemoteCertificateNameMismatch)]
    [InlineData("sts-web-self-signed", X509ChainStatusFlags.UntrustedRoot, SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData("sts-web-untrusted", X509ChainStatusFlags.PartialChain, SslPolicyErrors.RemoteCertificateChainErrors)]
    public async Task Shows_the_bad_certificate_it_says_and_hears_no_request(string name, X509ChainStatusFlags flags, SslPolicyErrors errors)
    {
        PolicyHost host = Host($"{name}.lab.test");
        (SslPolicyErrors Errors, X509ChainStatusFlags Flags) seen = default;
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => FetchAsync(host, (found, chain) => seen = (found, chain)));
        Assert.IsType<AuthenticationException>(refused.InnerException);
        Assert.Equal((errors, flags), seen);
        PolicyVisit visit = await VisitAsync(host);
        Assert.Empty(visit.Head);
        Assert.Equal(host.Name, visit.ServerName);
    }

    [Fact]
    public async Task Shows_another_certificate_to_whoever_names_no_host()
    {
        PolicyHost host = Host("sts-needs-sni.lab.test");
        using TcpClient client = new();
        await client.ConnectAsync(host.Address, lab.Range.MtaStsPort!.Value, Stop);
        await using SslStream secure = new(client.GetStream());
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "", RemoteCertificateValidationCallback = static (_, _, _, _) => true }, Stop);
        Assert.Equal("CN=default.web-hosting.test", secure.RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task Refuses_connections_where_it_says()
    {
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => FetchAsync(Host("sts-refused.lab.test")));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
    }

    [Theory]
    [InlineData("sts-silent")]
    [InlineData("sts-tls-silent")]
    [InlineData("sts-drip")]
    public async Task Keeps_a_client_waiting(string name)
    {
        Task<string> fetch = BodyAsync(Host($"{name}.lab.test"));
        Assert.NotSame(fetch, await Task.WhenAny(fetch, Task.Delay(300, Stop)));
    }

    [Theory]
    [InlineData("sts-big", 70 * 1024)]
    [InlineData("sts-endless", 4 << 20)]
    public async Task Sends_more_than_a_sender_reads(string name, int atLeast)
    {
        using HttpResponseMessage answer = await FetchAsync(Host($"{name}.lab.test"));
        await using System.IO.Stream body = await answer.Content.ReadAsStreamAsync(Stop);
        byte[] much = new byte[atLeast];
        Assert.Equal(atLeast, await body.ReadAtLeastAsync(much, atLeast, throwOnEndOfStream: false, Stop));
    }

    [Fact]
    public async Task Knows_no_other_path_and_remembers_what_was_asked()
    {
        PolicyHost host = Host("sts-wildcard.lab.test");
        using HttpResponseMessage answer = await FetchAsync(host, path: "/other.txt");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        PolicyVisit visit = lab.Range.PolicyVisits.First(visit => visit.Host == host.Name && visit.RequestLine == "GET /other.txt HTTP/1.1");
        Assert.True(visit.Secured);
        Assert.Equal(host.Name, visit.ServerName);
        Assert.Equal(host.Address, visit.Address);
        Assert.Contains($"Host: {host.Name}", visit.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_mta-sts.good-rsa", "\"v=STSv1; id=20261101T000000;\"")]
    [InlineData("_mta-sts.sts-two-records", "\"v=STSv1; id=20251101T000000;\"", "\"v=STSv1; id=20261101T000000;\"")]
    [InlineData("_mta-sts.sts-cname", "\"v=STSv1; id=20261101T000000;\"")]
    [InlineData("_mta-sts.sts-no-record")]
    [InlineData("_smtp._tls.good-rsa", "\"v=TLSRPTv1; rua=mailto:tls-reports@lab.test\"")]
    [InlineData("_smtp._tls.rpt-two-records", "\"v=TLSRPTv1; rua=mailto:other@lab.test\"", "\"v=TLSRPTv1; rua=mailto:tls-reports@lab.test\"")]
    [InlineData("_smtp._tls.rpt-old-name")]
    [InlineData("_smtp-tlsrpt.rpt-old-name", "\"v=TLSRPTv1; rua=mailto:tls-reports@lab.test\"")]
    public async Task Publishes_the_records(string name, params string[] texts)
    {
        DnsMessage answer = await LabDns.AskAsync(lab.Range, $"{name}.lab.test", DnsType.Txt);
        Assert.Equal(texts, answer.Answers.Where(static record => record.Type == DnsType.Txt).Select(static record => record.Data.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Names_no_host_where_it_says() => Assert.Equal(DnsRcode.NXDomain, (await LabDns.AskAsync(lab.Range, "mta-sts.sts-no-host.lab.test", DnsType.A)).Rcode);

    private PolicyHost Host(string domain) => lab.Range.PolicyHosts.First(host => host.Name == $"mta-sts.{domain}");

    private async Task<string> BodyAsync(PolicyHost host)
    {
        using HttpResponseMessage answer = await FetchAsync(host);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private async Task<PolicyVisit> VisitAsync(PolicyHost host)
    {
        while (true)
        {
            if (lab.Range.PolicyVisits.FirstOrDefault(visit => visit.Host == host.Name) is { } visit)
            {
                return visit;
            }

            await Task.Delay(5, Stop);
        }
    }

    private async Task<HttpResponseMessage> FetchAsync(PolicyHost host, Action<SslPolicyErrors, X509ChainStatusFlags>? see = null, string path = PolicyServer.Path)
    {
        using SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (_, stop) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(host.Address, lab.Range.MtaStsPort!.Value, stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = Policy(),
                RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                {
                    see?.Invoke(errors, chain!.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status));
                    return errors == SslPolicyErrors.None;
                },
            },
        };
        HttpMessageInvoker client = new(handler, disposeHandler: false);
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"https://{host.Name}{path}"));
        HttpResponseMessage answer = await client.SendAsync(request, Stop);
        return answer;
    }

    private X509ChainPolicy Policy()
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.ImportFromPemFile(lab.Range.CaFile);
        return policy;
    }
}
