using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Smtp;

public sealed class EhloKeywordsTests
{
    [Theory]
    [InlineData("XXXXXXXA", true)]
    [InlineData("XXXXXXXB", true)]
    [InlineData("XXXXXXXX", true)]
    [InlineData("XXXA", true)]
    [InlineData("XXX", true)]
    [InlineData("XX", false)]
    [InlineData("XXA", false)]
    [InlineData("XXXAB", false)]
    [InlineData("XXX1", false)]
    [InlineData("XSTARTTLS", false)]
    [InlineData("XCLIENT", false)]
    [InlineData("XEXCH50", false)]
    [InlineData("XRDST", false)]
    [InlineData("xxxxxxxa", false)]
    [InlineData("", false)]
    public void A_masked_keyword_is_known_by_its_Xs(string keyword, bool masked) => Assert.Equal(masked, EhloKeywords.IsMasked(keyword));

    [Theory]
    [InlineData("****************************************", true)]
    [InlineData("***********2*******0*0***************", true)]
    [InlineData("************ ****** *****", true)]
    [InlineData("*****", false)]
    [InlineData("***** mx.example.com *****", false)]
    [InlineData("2 0 2 0 2 0 * * * * * * * *", false)]
    [InlineData("********\nmx.example.com ESMTP", false)]
    [InlineData("", false)]
    public void A_masked_greeting_has_no_word_left(string banner, bool masked) => Assert.Equal(masked, EhloKeywords.IsMaskedBanner(banner));

    [Fact]
    public void The_first_line_greets_and_empty_lines_say_nothing()
    {
        SmtpReply reply = new(250, ["STARTTLS", "", "SIZE 10", " ", "starttls "]);
        Assert.Equal(["SIZE 10", "starttls "], EhloKeywords.Read(reply));
        Assert.True(EhloKeywords.Has(EhloKeywords.Read(reply), "STARTTLS"));
        Assert.False(EhloKeywords.Has(EhloKeywords.Read(new SmtpReply(250, ["STARTTLS"])), "STARTTLS"));
    }
}
