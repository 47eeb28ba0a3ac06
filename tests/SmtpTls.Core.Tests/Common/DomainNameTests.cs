namespace SmtpTls.Core.Tests.Common;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData("Example.COM.", "example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BU\u0308CHER.example", "xn--bcher-kva.example")]
    [InlineData("xn--BCHER-kva.example", "xn--bcher-kva.example")]
    [InlineData("_dmarc.example.com", "_dmarc.example.com")]
    [InlineData(" contoso.com ", "contoso.com")]
    public void Gives_one_form(string text, string ascii) => Assert.Equal(ascii, DomainName.Parse(text).ToString());

    [Theory]
    [InlineData("", "empty")]
    [InlineData(null, "empty")]
    [InlineData("a..b", "two dots")]
    [InlineData(".example.com", "dot stands first")]
    [InlineData("-a.example", "hyphen")]
    [InlineData("exa mple.com", "not allowed")]
    [InlineData("user@example.com", "'@'")]
    [InlineData("exa\u001bmple.com", "\\u{1b}")]
    [InlineData("192.0.2.1", "address")]
    [InlineData("[192.0.2.1]", "not allowed")]
    public void Says_what_is_wrong(string? text, string part)
    {
        Assert.False(DomainName.TryParse(text, out _, out string? problem));
        Assert.Contains(part, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_length()
    {
        Assert.False(DomainName.TryParse(new string('a', 64) + ".example", out _, out _));
        Assert.True(DomainName.TryParse(new string('a', 63) + ".example", out _, out _));
        Assert.False(DomainName.TryParse(string.Join('.', Enumerable.Repeat("abcdefg", 40)), out _, out _));
        Assert.False(DomainName.TryParse(new string('é', 100000), out _, out _));
    }
}
