using SmtpTls.Core.Tests.Tls;
using SmtpTls.MtaSts;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.MtaSts;

public sealed class WebCertificateJudgeTests
{
    private const string Host = "mta-sts.example.com";
    private static readonly Certificates.Node Root = Certificates.Root(), Middle = Root.Intermediate();

    [Fact]
    public void Chain_to_a_root_of_the_users_file_is_good()
    {
        Assert.Null(Judge().Check(Host, [Middle.Leaf(Host).Der, Middle.Der]));
        Assert.Null(Judge().Check("MTA-STS.example.com", [Root.Leaf("*.example.com").Der]));
    }

    [Fact]
    public void Each_fault_is_told_from_the_others()
    {
        AssertProblem(WebCertificateProblem.Expired, "expired", Root.Leaf(Host, -90, -2).Der);
        AssertProblem(WebCertificateProblem.NotYetValid, "not valid yet", Root.Leaf(Host, 2, 90).Der);
        AssertProblem(WebCertificateProblem.NameMismatch, "does not name mta-sts.example.com but example.com", Root.Leaf("example.com").Der);
        AssertProblem(WebCertificateProblem.NameMismatch, "does not name", Root.Leaf("*.mta-sts.example.com").Der);
        AssertProblem(WebCertificateProblem.UntrustedRoot, "no trusted root", Certificates.Root("CN=Other").Leaf(Host).Der);
        AssertProblem(WebCertificateProblem.SelfSigned, "self-signed", Certificates.SelfSigned(Certificates.Server(Host, Certificates.Rsa)).RawData);
        AssertProblem(WebCertificateProblem.Unreadable, "cannot be read", [1, 2, 3]);
        AssertProblem(WebCertificateProblem.Unreadable, "cannot be read");
    }

    [Fact]
    public void Missing_intermediate_is_said() => Assert.NotNull(Judge().Check(Host, [Middle.Leaf(Host).Der]));

    private static WebCertificateJudge Judge() => new(new ChainAssessor(TrustSet.Of([Root.Der], []), SystemClock.Instance), SystemClock.Instance);

    private static void AssertProblem(WebCertificateProblem problem, string text, params byte[][] chain)
    {
        Assert.Contains(text, Judge().Check(Host, chain), StringComparison.Ordinal);
        ChainFacts facts = Judge().Assess(chain) ?? new ChainFacts();
        Assert.Contains(problem, WebCertificateJudge.Find(Host, chain, facts, SystemClock.Instance.Now));
    }
}
