namespace SmtpTls.Core.Tests.Common;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain text ~", "plain text ~")]
    [InlineData("\u001b[31mred", "\\u{1b}[31mred")]
    [InlineData("a\0b\r\n", "a\\u{0}b\\u{d}\\u{a}")]
    [InlineData("\u202egnp.exe", "\\u{202e}gnp.exe")]
    [InlineData("\u0085\u009b", "\\u{85}\\u{9b}")]
    [InlineData("bücher 日本", "bücher 日本")]
    [InlineData("😀", "😀")]
    [InlineData("\U000e0041", "\\u{e0041}")]
    [InlineData(null, "")]
    public void Shows_what_cannot_be_seen(string? text, string shown) => Assert.Equal(shown, VisibleText.Show(text));

    [Fact]
    public void Shows_half_a_surrogate_pair() => Assert.Equal("\\u{d800}x", VisibleText.Show("\ud800" + "x"));

    [Fact]
    public void Cuts_long_text_and_says_how_long_it_was() => Assert.Equal("aaa… (10 characters)", VisibleText.Show(new string('a', 10), 3));
}
