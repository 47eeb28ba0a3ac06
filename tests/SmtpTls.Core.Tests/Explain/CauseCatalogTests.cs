using SmtpTls.Explain;

namespace SmtpTls.Core.Tests.Explain;

public sealed class CauseCatalogTests
{
    private static readonly CauseCatalog Catalog = CauseCatalog.Load(null);

    /// <summary>RFC 8460 §4.3.1 and §4.3.2.</summary>
    public static TheoryData<string> ResultTypes =>
    [
        "starttls-not-supported", "certificate-host-mismatch", "certificate-expired", "certificate-not-trusted", "validation-failure",
        "tlsa-invalid", "dnssec-invalid", "dane-required", "sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid",
    ];

    [Theory, MemberData(nameof(ResultTypes))]
    public void Every_result_type_of_TLS_reporting_is_explained(string resultType)
    {
        Cause cause = Assert.IsType<Cause>(Catalog.OfResultType(resultType));
        Assert.EndsWith(".", cause.Text, StringComparison.Ordinal);
        Assert.NotEmpty(cause.Steps);
    }

    [Theory, InlineData("no-such-type"), InlineData("")]
    public void A_word_that_is_no_result_type_has_no_cause(string resultType) => Assert.Null(Catalog.OfResultType(resultType));

    [Fact]
    public void Names_stand_in_the_commands()
    {
        Cause cause = Catalog.Find("certificate-expired")!;
        Assert.Contains("-ComputerName mx1.contoso.com", cause.About("mx1.contoso.com", null).Proof, StringComparison.Ordinal);
        Assert.Contains("-ComputerName HOST", cause.About(null, null).Proof, StringComparison.Ordinal);
    }
}
