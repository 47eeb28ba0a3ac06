using System.IO;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Dns.Dnssec;

public sealed class TrustAnchorsTests
{
    [Fact]
    public void The_root_has_the_keys_of_2017_and_2024()
    {
        IReadOnlyList<DsData> root = TrustAnchors.Root.Find(DnsName.Root)!;
        Assert.Equal([20326, 38696], root.Select(ds => (int)ds.KeyTag));
        Assert.All(root, ds => Assert.Equal((8, 2, 32), (ds.Algorithm, ds.DigestType, ds.Digest.Length)));
        Assert.Null(TrustAnchors.Root.Find(DnsName.Parse("com")));
    }

    [Fact]
    public void Digests_and_keys_are_read_with_comments_and_blanks()
    {
        // RFC 4034 §5.4: the key and its digest belong together.
        Outcome<TrustAnchors> read = TrustAnchors.Parse("""
            ; anchors
            # more
            dskey.example.com. 86400 IN DNSKEY 256 3 5 AQOeiiR0GOMYkDshWoSKz9Xz fwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZ DRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLU Uh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/r ljwvFw== ;; key id = 60485
            example. DS 1 13 2 0102030405060708091011121314151617181920212223242526272829303132

            """);
        Assert.Null(read.Fault);
        Assert.Equal(60485, Assert.Single(read.Value!.Find(DnsName.Parse("dskey.example.com"))!).KeyTag);
        Assert.Equal(13, Assert.Single(read.Value.Find(DnsName.Parse("EXAMPLE"))!).Algorithm);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData(". IN DS 20326 8 2 E06D")]
    [InlineData(". IN DS 20326 8 2 XYZ")]
    [InlineData(". IN DS 99999 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D")]
    [InlineData(". IN DNSKEY 257 3 13 AAAA")]
    [InlineData(". IN DNSKEY 257 3 13 not=base64")]
    [InlineData("a..b IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D")]
    [InlineData(". IN DS 20326 8 2 (\u001b[31m")]
    public void A_bad_line_is_named_and_shown_safely(string line)
    {
        Fault fault = TrustAnchors.Parse(TrustAnchors.RootKsk2017 + "\r\n\n" + line).Fault!;
        Assert.Equal(FaultKind.Input, fault.Kind);
        Assert.Contains("Line 3 ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_anchors_or_that_is_not_there_is_told()
    {
        Assert.Contains("no DS or DNSKEY", TrustAnchors.Parse("; nothing\n").Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", TrustAnchors.ReadFile(Path.Combine(Path.GetTempPath(), "no", "such", "file")).Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_lines_never_throw()
    {
        Random random = new(7);
        for (int i = 0; i < 20_000; i++)
        {
            char[] text = TrustAnchors.RootKsk2024.ToCharArray();
            for (int j = random.Next(4); j >= 0; j--)
            {
                text[random.Next(text.Length)] = (char)random.Next(random.Next(2) == 0 ? 128 : 65536);
            }

            Outcome<TrustAnchors> read = TrustAnchors.Parse(new string(text));
            Assert.True(read.Value is not null != read.Fault is not null);
        }
    }
}
