using System.Net.Http;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>The revocation lists on the range's web server.</summary>
public sealed class LabRevocationTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_revoked_certificate_is_listed_and_good_ones_are_not()
    {
        using HttpClient http = new();
        X509Certificate2 revoked = Leaf("mx.revoked.lab.test");
        X509Certificate2 good = Leaf("mx.good-ecdsa.lab.test");
        byte[] list = await http.GetByteArrayAsync(Url(revoked), Stop);
        Assert.Equal(Url(revoked), Url(good));
        CertificateRevocationListBuilder read = CertificateRevocationListBuilder.Load(list, out _);
        Assert.True(read.RemoveEntry(revoked.SerialNumberBytes.Span));
        Assert.False(read.RemoveEntry(good.SerialNumberBytes.Span));
    }

    [Fact]
    public async Task Remembers_who_asked_for_what()
    {
        using HttpClient http = new();
        using HttpResponseMessage answer = await http.GetAsync(new Uri(Url(Leaf("mx.good-ecdsa.lab.test")), "/nothing.crl"), Stop);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(lab.Range.WebRequests, static line => line == "GET /nothing.crl HTTP/1.1");
    }

    [Fact]
    public async Task A_silent_list_never_comes()
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromMilliseconds(200) };
        await Assert.ThrowsAsync<TaskCanceledException>(() => http.GetAsync(Url(Leaf("mx.revocation-silent.lab.test")), Stop));
    }

    private static Uri Url(X509Certificate2 certificate)
    {
        // The URL is the only text in the extension: GeneralName [6], an IA5String (RFC 5280 §4.2.1.13).
        byte[] octets = certificate.Extensions["2.5.29.31"]!.RawData;
        string text = System.Text.Encoding.ASCII.GetString(octets);
        return new Uri(text[text.IndexOf("http", StringComparison.Ordinal)..]);
    }

    private X509Certificate2 Leaf(string host) => lab.Range.Hosts.First(h => h.Name == host).Certificate!.TargetCertificate;
}
