using SmtpTls.Rules;

namespace SmtpTls.Core.Tests.Rules;

/// <summary>What rules say against each other.</summary>
public sealed class RuleSetTests
{
    [Theory]
    [InlineData(nameof(RuleProblemKind.Duplicate), "demand the same of a.test")]
    [InlineData(nameof(RuleProblemKind.Contradiction), "the stricter level, Domain, decides, which is rule 'B'")]
    [InlineData(nameof(RuleProblemKind.Shadowed), "Rule 'B' (Encrypt) never decides: for all its domains 'A' (Dane) does")]
    [InlineData(nameof(RuleProblemKind.SameName), "2 rules are named 'A'")]
    [InlineData(nameof(RuleProblemKind.BelowOnly), "*.a.test means every domain below a.test and not a.test itself")]
    [InlineData(nameof(RuleProblemKind.Unusable), "checked at level Domain only")]
    public void Each_kind_of_trouble_is_found(string kind, string words)
    {
        ForcedTlsRule a = Sample.Rule("Certificate", "a.test") with { Name = "A" }, b = a with { Name = "B" };
        RuleSet set = kind switch
        {
            nameof(RuleProblemKind.Duplicate) => Sample.Set(a, b),
            nameof(RuleProblemKind.Contradiction) => Sample.Set(a, b with { Level = "Domain" }),
            nameof(RuleProblemKind.Shadowed) => Sample.Set(a with { Level = "Dane", Domains = ["a.test", "*.a.test"] }, b with { Level = "Encrypt", Domains = ["x.a.test", "y.a.test"] }),
            nameof(RuleProblemKind.SameName) => Sample.Set(a, b with { Name = "a", Domains = ["b.test"] }),
            nameof(RuleProblemKind.BelowOnly) => Sample.Set(a with { Domains = ["*.a.test"] }),
            _ => Sample.Set(a with { TlsDomains = ["x.a.test"] }),
        };
        Assert.Contains(set.Problems, problem => problem.Kind.ToString() == kind && problem.Message.Contains(words.Replace("'A'", $"'{set.Rules.Concat(set.Rules).FirstOrDefault()?.Name ?? "A"}'", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Rules_that_go_together_have_no_problems() => Assert.Empty(Sample.Set(
        Sample.Rule("Certificate", "a.test", "*.a.test"), Sample.Rule("Dane", "b.test"), Sample.Rule("Encrypt", "a.test") with { Direction = "Inbound" }, Sample.Rule("Encrypt", "b.test") with { Enabled = false }).Problems);

    [Theory]
    [InlineData("mail.contoso.com", "mail.contoso.com", true)]
    [InlineData("mail.contoso.com", "*.contoso.com", true)]
    [InlineData("mail.contoso.com", "contoso.com", false)]
    [InlineData("*.contoso.com", "*.contoso.com", true)]
    [InlineData("*.contoso.com", "mail.contoso.com", true)]
    [InlineData("*.contoso.com", "a.b.contoso.com", true)]
    [InlineData("*.contoso.com", "contoso.com", false)]
    [InlineData("*.contoso.com", "evilcontoso.com", false)]
    [InlineData("*.contoso.com", "MAIL.Contoso.COM", true)]
    [InlineData("*.contoso.com", "..contoso.com", false)]
    public void A_certificate_name_satisfies_as_Exchange_and_Postfix_mean_it(string wanted, string held, bool satisfied) =>
        Assert.Equal(satisfied, CertificateName.IsSatisfied([wanted], [held]));

    [Theory]
    [InlineData("relay.test", "relay.test")]
    [InlineData("[192.0.2.1]", "192.0.2.1")]
    [InlineData("192.0.2.0/28", "192.0.2.0/28")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    [InlineData("192.0.2.0/33", null)]
    [InlineData("a@relay.test", null)]
    [InlineData("*.relay.test", null)]
    [InlineData("relay.test:25", null)]
    [InlineData("0x7f.0.0.1", null)]
    [InlineData("", null)]
    public void A_relay_is_a_name_an_address_or_a_range(string text, string? host) => Assert.Equal((host is not null, host), (SmartHostName.TryParse(text, out string? read, out _), read));
}
