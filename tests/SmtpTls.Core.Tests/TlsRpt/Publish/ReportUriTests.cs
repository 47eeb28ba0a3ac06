using SmtpTls.TlsRpt.Publish;

namespace SmtpTls.Core.Tests.TlsRpt.Publish;

/// <summary>What people write as an address for reports, and what is published of it (RFC 8460 §3).</summary>
public sealed class ReportUriTests
{
    [Theory]
    [InlineData("mailto:tls@example.com", "mailto:tls@example.com")]
    [InlineData("tls@example.com", "mailto:tls@example.com")]
    [InlineData("  MAILTO:Tls@Example.COM. ", "mailto:Tls@example.com")]
    [InlineData("tls@bücher.example", "mailto:tls@xn--bcher-kva.example")]
    [InlineData("mailto:a,b;c!d@example.com", "mailto:a%2Cb%3Bc%21d@example.com")]
    [InlineData("mailto:a%2Cb@example.com", "mailto:a%2Cb@example.com")]
    [InlineData("mailto:100%@example.com", "mailto:100%25@example.com")]
    [InlineData("mailto:tls+in@example.com", "mailto:tls+in@example.com")]
    [InlineData("https://reports.example.com", "https://reports.example.com/")]
    [InlineData("HTTPS://Reports.Example.com:8443/v1;x?a=1,2!", "https://reports.example.com:8443/v1%3Bx?a=1%2C2%21")]
    [InlineData("https://example.com/ü", "https://example.com/%C3%BC")]
    public void What_can_be_published_is_ascii_and_encoded(string text, string published)
    {
        Assert.True(ReportUri.TryParse(text, out ReportUri? uri, out string? problem), problem);
        Assert.Equal(published, uri.Text);
        Assert.Equal(published.StartsWith("mailto:", StringComparison.Ordinal), uri.IsMail);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("example.com", "neither")]
    [InlineData("http://example.com/", "https only")]
    [InlineData("ftp://example.com/", "neither")]
    [InlineData("mailto:", "no mailbox")]
    [InlineData("mailto:@example.com", "no mailbox")]
    [InlineData("mailto:a@b@example.com", "more than one mailbox")]
    [InlineData("mailto:a@example.com,mailto:b@example.com", "more than one mailbox")]
    [InlineData("mailto:a@example.com?subject=x", "header fields")]
    [InlineData("mailto:a b@example.com", "blank")]
    [InlineData("mailto:a\u0000@example.com", "blank")]
    [InlineData("mailto:a@exa mple.com", "blank")]
    [InlineData("mailto:a@[192.0.2.1]", "no domain name")]
    [InlineData("https:", "no complete URI")]
    [InlineData("https://", "no complete URI")]
    [InlineData("https://user:secret@example.com/", "user name")]
    [InlineData("https://example.com/#part", "fragment")]
    [InlineData("https://192.0.2.1/", "no domain name")]
    [InlineData("https://example.com/a b", "blank")]
    public void What_cannot_be_published_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(ReportUri.TryParse(text, out ReportUri? uri, out string? problem));
        Assert.Null(uri);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_comes_out_reads_back_as_it_is_and_holds_nothing_that_ends_a_uri()
    {
        Random random = new(8460);
        const string alphabet = "mailto:https//@@..exampl-e%2C,;! \"\\<>#?=&[]{}|^`~üß\u202e\ud83d\ude00\ud83d\0\n";
        string[] seeds = ["mailto:tls@example.com", "https://reports.example.com/v1?x=1", "tls@example.com"];
        for (int i = 0; i < 30_000; i++)
        {
            char[] text = seeds[i % seeds.Length].ToCharArray();
            for (int change = random.Next(4); change >= 0; change--)
            {
                text[random.Next(text.Length)] = alphabet[random.Next(alphabet.Length)];
            }

            if (ReportUri.TryParse(new string(text), out ReportUri? uri, out _))
            {
                Assert.DoesNotContain(uri.Text, one => one is ',' or ';' or '!' or '"' or '\\' or <= ' ' or > '~');
                Assert.True(ReportUri.TryParse(uri.Text, out ReportUri? again, out string? problem), $"{uri}: {problem}");
                Assert.Equal(uri, again);
            }
        }
    }
}
