using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Http;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class RevocationCheckerTests
{
    private const string Ocsp = "http://pki.example/ocsp", Crl = "http://pki.example/list.crl";
    private readonly Certificates.Node _root = Certificates.Root();
    private readonly FakeWeb _web = new();
    private readonly Certificates.Node _middle, _leaf;

    public RevocationCheckerTests()
    {
        _middle = _root.Intermediate();
        ECDsa key = Certificates.NewKey();
        _leaf = _middle.Issue(Certificates.Server("mx.example.com", key).PointingAt("http://pki.example/"), key);
    }

    [Fact]
    public async Task Responder_that_says_good_is_believed()
    {
        _web.Add(Ocsp, OcspBytes(_leaf, _middle, _middle, good: true));
        ChainFacts facts = await CheckAsync();
        Assert.Equal(RevocationState.Good, facts.Revocation);
        Assert.Contains(Ocsp, facts.RevocationDetail, StringComparison.Ordinal);
        Assert.Equal([Ocsp], _web.Asked);
    }

    [Fact]
    public async Task Responder_that_says_revoked_is_believed()
    {
        _web.Add(Ocsp, OcspBytes(_leaf, _middle, _middle, good: false));
        ChainFacts facts = await CheckAsync();
        Assert.Equal(RevocationState.Revoked, facts.Revocation);
        Assert.Contains("revoked since", facts.RevocationDetail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delegate_needs_the_right_usage(bool appointed)
    {
        ECDsa key = Certificates.NewKey();
        CertificateRequest request = Certificates.Request("CN=Responder", key, null);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(appointed ? "1.3.6.1.5.5.7.3.9" : "1.3.6.1.5.5.7.3.1")], false));
        _web.Add(Ocsp, OcspBytes(_leaf, _middle, _middle.Issue(request, key), good: true));
        Assert.Equal(appointed ? RevocationState.Good : RevocationState.Unknown, (await CheckAsync()).Revocation);
    }

    [Fact]
    public async Task Response_by_a_stranger_for_another_or_of_yesterday_is_not_believed()
    {
        Certificates.Node stranger = Certificates.Root("CN=Stranger");
        _web.Add(Ocsp, OcspBytes(_leaf, _middle, stranger, good: true));
        Assert.Contains("not signed by the issuer", (await CheckAsync()).RevocationDetail, StringComparison.Ordinal);
        _web.Add(Ocsp, OcspBytes(_middle, _root, _middle, good: true));
        Assert.Contains("does not speak of this certificate", (await CheckAsync()).RevocationDetail, StringComparison.Ordinal);
        _web.Add(Ocsp, OcspBytes(_leaf, _middle, _middle, good: true, fromDays: -9, toDays: -2));
        Assert.Contains("was good until", (await CheckAsync()).RevocationDetail, StringComparison.Ordinal);
        _web.Add(Ocsp, OcspBytes(_leaf, _middle, _middle, good: true, fromDays: 2, toDays: 3));
        Assert.Contains("in the future", (await CheckAsync()).RevocationDetail, StringComparison.Ordinal);
        _web.Add(Ocsp, [0x30, 3, 0x0a, 1, 3]);
        Assert.Contains("tryLater", (await CheckAsync()).RevocationDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stapled_response_spares_the_question()
    {
        ChainFacts facts = await CheckAsync(OcspBytes(_leaf, _middle, _middle, good: true));
        Assert.Equal(RevocationState.Good, facts.Revocation);
        Assert.Contains("stapled", facts.RevocationDetail, StringComparison.Ordinal);
        Assert.Empty(_web.Asked);
    }

    [Fact]
    public async Task List_is_asked_when_the_responder_is_silent()
    {
        _web.Add(Crl, CrlBytes(_middle));
        ChainFacts facts = await CheckAsync();
        Assert.Equal(RevocationState.Good, facts.Revocation);
        Assert.Equal([Ocsp, Crl], _web.Asked);

        _web.Add(Crl, CrlBytes(_middle, _leaf.Certificate));
        facts = await CheckAsync();
        Assert.Equal(RevocationState.Revoked, facts.Revocation);
        Assert.Contains("lists the certificate since", facts.RevocationDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_by_another_issuer_old_or_broken_says_nothing()
    {
        _web.Add(Crl, CrlBytes(_root));
        Assert.Contains("by another issuer", (await CheckAsync()).RevocationDetail, StringComparison.Ordinal);
        _web.Add(Crl, CrlBytes(_middle with { Key = Certificates.NewKey() }));
        Assert.Contains("not signed by the issuer", (await CheckAsync()).RevocationDetail, StringComparison.Ordinal);
        _web.Add(Crl, CrlBytes(_middle, null, -2));
        Assert.Contains("was good until", (await CheckAsync()).RevocationDetail, StringComparison.Ordinal);
        _web.Add(Crl, "<html>404</html>"u8.ToArray());
        ChainFacts facts = await CheckAsync();
        Assert.Equal(RevocationState.Unknown, facts.Revocation);
        Assert.Contains("no certificate revocation list", facts.RevocationDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoked_intermediate_counts()
    {
        ECDsa key = Certificates.NewKey();
        Certificates.Node middle = _root.Issue(Certificates.Authority("CN=Pointing", key).PointingAt("http://root.example/"), key);
        Certificates.Node leaf = middle.Leaf();
        _web.Add("http://root.example/list.crl", CrlBytes(_root, middle.Certificate));
        ChainFacts facts = await CheckAsync([leaf.Der, middle.Der], null);
        Assert.Equal(RevocationState.Revoked, facts.Revocation);
        Assert.Contains("an issuer's certificate", facts.RevocationDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chain_without_a_trusted_root_is_never_asked_for()
    {
        ChainFacts facts = await CheckAsync([_leaf.Der], null);
        Assert.Equal(RevocationState.NotChecked, facts.Revocation);
        Assert.Null(facts.RevocationDetail);
        Assert.Empty(_web.Asked);
    }

    [Fact]
    public async Task Only_http_is_asked()
    {
        ECDsa key = Certificates.NewKey();
        Certificates.Node leaf = _middle.Issue(Certificates.Server("mx.example.com", key).PointingAt("ldap://pki.example/"), key);
        ChainFacts facts = await CheckAsync([leaf.Der, _middle.Der], null);
        Assert.Equal(RevocationState.Unknown, facts.Revocation);
        Assert.Contains("names no OCSP responder", facts.RevocationDetail, StringComparison.Ordinal);
        Assert.Empty(_web.Asked);
    }

    [Fact]
    public async Task Many_hosts_share_one_question_and_one_list()
    {
        _web.Add(Crl, CrlBytes(_middle));
        TrustSet trust = TrustSet.Of([_root.Der], []);
        RevocationChecker checker = new(_web, trust, SystemClock.Instance);
        byte[][] sent = [_leaf.Der, _middle.Der];
        ChainFacts facts = new ChainAssessor(trust, SystemClock.Instance).Assess(sent);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => checker.CheckAsync(sent, facts, null, TestContext.Current.CancellationToken)));
        Assert.Equal([Crl, Ocsp], _web.Asked.Order());
    }

    [Fact]
    public void Mutated_responses_and_lists_never_throw_and_never_pass()
    {
        CertificateFacts leaf = CertificateReader.Read(_leaf.Der), middle = CertificateReader.Read(_middle.Der);
        byte[] ocsp = OcspBytes(_leaf, _middle, _middle, good: false), crl = CrlBytes(_middle, _leaf.Certificate);
        Random random = new(3);
        for (int i = 0; i < 20000; i++)
        {
            Assert.NotEqual(RevocationState.Good, OcspResponse.Judge(ClearHandshakeTests.Mutate(ocsp, random), leaf, middle, Certificates.Now).State);
            CertificateList? list = CertificateList.Read(ClearHandshakeTests.Mutate(crl, random), middle, out _);
            Assert.NotEqual(RevocationState.Good, list?.Judge(leaf, Certificates.Now).State);
        }
    }

    private static byte[] CrlBytes(Certificates.Node issuer, X509Certificate2? revoked = null, int toDays = 5)
    {
        CertificateRevocationListBuilder builder = new();
        builder.AddEntry([9, 9, 9], Certificates.Now.AddDays(-1));
        if (revoked is not null)
        {
            builder.AddEntry(revoked, Certificates.Now.AddDays(-1));
        }

        X509AuthorityKeyIdentifierExtension identifier = X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer.Certificate, true, false);
        return builder.Build(issuer.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer.Key), 1, Certificates.Now.AddDays(toDays), HashAlgorithmName.SHA256, identifier, Certificates.Now.AddDays(-3));
    }

    private static byte[] OcspBytes(Certificates.Node subject, Certificates.Node issuer, Certificates.Node signer, bool good, int fromDays = -1, int toDays = 3)
    {
        Asn1Tag zero = new(TagClass.ContextSpecific, 0, true), one = new(TagClass.ContextSpecific, 1, true);
        byte[] data = Certificates.Sequence(writer =>
        {
            using (writer.PushSequence(one))
            {
                writer.WriteEncodedValue(signer.Certificate.SubjectName.RawData);
            }

            writer.WriteGeneralizedTime(Certificates.Now, omitFractionalSeconds: true);
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier("1.3.14.3.2.26");
                        writer.WriteNull();
                    }

                    writer.WriteOctetString(SHA1.HashData(subject.Certificate.IssuerName.RawData));
                    writer.WriteOctetString(SHA1.HashData(issuer.Certificate.PublicKey.EncodedKeyValue.RawData));
                    writer.WriteInteger(subject.Certificate.SerialNumberBytes.Span);
                }

                if (good)
                {
                    writer.WriteNull(new Asn1Tag(TagClass.ContextSpecific, 0));
                }
                else
                {
                    using (writer.PushSequence(one))
                    {
                        writer.WriteGeneralizedTime(Certificates.Now.AddDays(-2), omitFractionalSeconds: true);
                    }
                }

                writer.WriteGeneralizedTime(Certificates.Now.AddDays(fromDays), omitFractionalSeconds: true);
                using (writer.PushSequence(zero))
                {
                    writer.WriteGeneralizedTime(Certificates.Now.AddDays(toDays), omitFractionalSeconds: true);
                }
            }
        });
        byte[] basic = Certificates.Sequence(writer =>
        {
            writer.WriteEncodedValue(data);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
            }

            writer.WriteBitString(signer.Key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
            using (writer.PushSequence(zero))
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(signer.Der);
            }
        });
        return Certificates.Sequence(writer =>
        {
            writer.WriteEnumeratedValue(Status.Successful);
            using (writer.PushSequence(zero))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                writer.WriteOctetString(basic);
            }
        });
    }

    private Task<ChainFacts> CheckAsync(byte[]? stapled = null) => CheckAsync([_leaf.Der, _middle.Der], stapled);

    private async Task<ChainFacts> CheckAsync(byte[][] sent, byte[]? stapled)
    {
        TrustSet trust = TrustSet.Of([_root.Der], []);
        ChainFacts facts = new ChainAssessor(trust, SystemClock.Instance).Assess(sent);
        return await new RevocationChecker(_web, trust, SystemClock.Instance).CheckAsync(sent, facts, stapled, TestContext.Current.CancellationToken);
    }

    private enum Status
    {
        Successful,
    }

    /// <summary>Answers from a table; what is not in it refuses the connection.</summary>
    private sealed class FakeWeb : IWebSource
    {
        private readonly Dictionary<string, byte[]> _bodies = [];
        private readonly ConcurrentQueue<string> _asked = new();

        public IEnumerable<string> Asked => _asked;

        public void Add(string url, byte[] body) => _bodies[url] = body;

        public Task<WebAnswer> FetchAsync(WebQuery query, CancellationToken stop)
        {
            _asked.Enqueue(query.Url.AbsoluteUri);
            return Task.FromResult(_bodies.TryGetValue(query.Url.AbsoluteUri, out byte[]? body)
                ? new WebAnswer { State = WebState.Answered, Status = 200, Body = body }
                : new WebAnswer { State = WebState.NameNotFound, Fault = new Fault(FaultKind.NameNotFound, "no such host.") });
        }
    }
}
