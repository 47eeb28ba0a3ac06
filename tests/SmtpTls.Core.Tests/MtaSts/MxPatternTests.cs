using SmtpTls.MtaSts;

namespace SmtpTls.Core.Tests.MtaSts;

public sealed class MxPatternTests
{
    [Theory]
    [InlineData("*.x-v1.mx.microsoft", "contoso-com.x-v1.mx.microsoft", true)]
    [InlineData("*.mx.microsoft", "contoso-com.h-v1.mx.microsoft", false)]
    [InlineData("*.mail.protection.outlook.com", "contoso-com.mail.protection.outlook.com", true)]
    [InlineData("*.mail.protection.outlook.com", ".mail.protection.outlook.com", false)]
    [InlineData("*.example.com", "", false)]
    [InlineData("*.example.com", ".", false)]
    [InlineData("mx.example.com", "mx.example.com..", false)]
    [InlineData("mail.example.com", "ma\u0130l.example.com", false)]
    [InlineData("k.example.com", "\u212a.example.com", false)]
    public void Wildcard_stands_for_exactly_one_label(string pattern, string host, bool matches)
    {
        Assert.True(MxPattern.TryParse(pattern, out MxPattern? parsed, out _));
        Assert.Equal(matches, parsed.Matches(host));
    }

    [Fact]
    public void Pattern_is_compared_in_lower_case_and_remembers_how_it_was_written()
    {
        Assert.True(MxPattern.TryParse("*.Example.COM", out MxPattern? pattern, out _));
        Assert.Equal(("*.example.com", "*.Example.COM", "example.com", true), (pattern.Text, pattern.Written, pattern.Domain, pattern.IsWildcard));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*.")]
    [InlineData("**.example")]
    [InlineData("a..b")]
    [InlineData("mx_1.example")]
    [InlineData("a b.example")]
    [InlineData("mx.example:25")]
    [InlineData("[192.0.2.1]")]
    [InlineData("-a.example")]
    [InlineData("a-.example")]
    [InlineData(".example")]
    public void These_are_no_patterns(string text)
    {
        Assert.False(MxPattern.TryParse(text, out _, out string? problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Names_longer_than_dns_allows_are_no_patterns()
    {
        Assert.False(MxPattern.TryParse(new string('a', 64) + ".example", out _, out _));
        Assert.False(MxPattern.TryParse(string.Join('.', Enumerable.Repeat("abcdefghi", 26)), out _, out _));
    }
}
