using SmtpTls.Core.Tests.Tls;
using SmtpTls.Dane;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Dane;

/// <summary>DANE-TA over chains that are made here; dane-tlsa.json has the cases of the standard.</summary>
public sealed class AnchorSearchTests
{
    private static readonly Certificates.Node Root = Certificates.Root(), Middle = Root.Intermediate(), Leaf = Middle.Leaf("mx1.example.com");

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public void An_authority_that_only_DNS_has_is_enough()
    {
        Assert.Equal(TlsaFit.Match, Fit(TlsaRecord.Of(2, 0, 0, Facts(Root)), Leaf, Middle));
        Assert.Equal(TlsaFit.Match, Fit(TlsaRecord.Of(2, 1, 0, Facts(Root)), Leaf, Middle));
        Assert.Equal(TlsaFit.Match, Fit(TlsaRecord.Of(2, 0, 0, Facts(Middle)), Leaf));
        Assert.Equal(TlsaFit.Match, Fit(TlsaRecord.Of(2, 1, 0, Facts(Middle)), Leaf));
    }

    [Fact]
    public void A_digest_wants_the_authority_to_be_sent()
    {
        foreach (byte selector in (byte[])[0, 1])
        {
            foreach (byte type in (byte[])[1, 2])
            {
                Assert.Equal(TlsaFit.NoMatch, Fit(TlsaRecord.Of(2, selector, type, Facts(Root)), Leaf, Middle));
                Assert.Equal(TlsaFit.Match, Fit(TlsaRecord.Of(2, selector, type, Facts(Root)), Leaf, Middle, Root));
                Assert.Equal(TlsaFit.Match, Fit(TlsaRecord.Of(2, selector, type, Facts(Middle)), Leaf, Root, Middle));
            }
        }
    }

    [Fact]
    public void Another_authority_of_the_same_name_is_none()
    {
        Certificates.Node other = Certificates.Root();
        Assert.Equal(TlsaFit.NoMatch, Fit(TlsaRecord.Of(2, 0, 0, Facts(other)), Leaf, Middle));
        Assert.Equal(TlsaFit.NoMatch, Fit(TlsaRecord.Of(2, 1, 0, Facts(other)), Leaf, Middle));
        Assert.Equal(TlsaFit.NoMatch, Fit(TlsaRecord.Of(2, 1, 1, Facts(other)), Leaf, Middle, Root, other));
    }

    [Fact]
    public void The_servers_own_certificate_is_no_authority() => Assert.Equal(TlsaFit.NoMatch, Fit(TlsaRecord.Of(2, 1, 1, Facts(Leaf)), Leaf, Middle, Root));

    [Fact]
    public void A_list_full_of_the_same_names_ends()
    {
        Certificates.Node[] roots = [.. Enumerable.Range(0, 60).Select(_ => Certificates.Root())];
        IReadOnlyList<TlsaRecord> records = [.. roots.Select(root => TlsaRecord.Of(2, 1, 0, Facts(root)))];
        TlsaSet set = new(records);
        Assert.All(TlsaMatcher.Fit(set, [Facts(Leaf), .. roots.Select(Facts)], Now), fit => Assert.Equal(TlsaFit.NoMatch, fit));
    }

    private static CertificateFacts Facts(Certificates.Node node) => CertificateReader.Read(node.Der);

    private static TlsaFit Fit(TlsaRecord record, params Certificates.Node[] sent) => TlsaMatcher.Fit(new TlsaSet([record]), [.. sent.Select(Facts)], Now)[0];
}
