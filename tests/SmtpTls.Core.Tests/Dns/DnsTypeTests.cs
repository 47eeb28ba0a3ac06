using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class DnsTypeTests
{
    [Theory]
    [InlineData("A", 1)]
    [InlineData("aaaa", 28)]
    [InlineData("NSEC3PARAM", 51)]
    [InlineData("TYPE65280", 65280)]
    [InlineData("type15", 15)]
    public void Reads_names_and_numbers(string text, int code)
    {
        Assert.True(DnsTypes.TryParse(text, out DnsType type));
        Assert.Equal(code, (int)type);
        Assert.True(DnsTypes.TryParse(type.Show(), out DnsType again));
        Assert.Equal(type, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("15")]
    [InlineData("NONE")]
    [InlineData("A,MX")]
    [InlineData("TYPE65536")]
    [InlineData("TYPE-1")]
    [InlineData("SPF")]
    public void Refuses_anything_else(string text) => Assert.False(DnsTypes.TryParse(text, out _));

    [Fact]
    public void Shows_an_unknown_code_as_a_number()
    {
        Assert.Equal("TYPE65280", ((DnsType)65280).Show());
        Assert.Equal("RCODE77", ((DnsRcode)77).Show());
        Assert.Equal("NXDOMAIN", DnsRcode.NXDomain.Show());
    }

    [Fact]
    public void Bitmaps_hold_what_was_put_in()
    {
        DnsType[] types = [DnsType.A, DnsType.Nsec, (DnsType)255, (DnsType)256, (DnsType)65535];
        TypeBitmap bitmap = TypeBitmap.Of(types.Reverse());
        Assert.Equal(types, bitmap.Types);
        Assert.All(types, type => Assert.True(bitmap.Has(type)));
        Assert.False(bitmap.Has(DnsType.MX));
        Assert.False(bitmap.Has((DnsType)40000));
        Assert.Equal(bitmap.Octets, TypeBitmap.Read(bitmap.Octets)!.Octets);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0000")]
    [InlineData("000240")]
    [InlineData("0021" + "000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("01014000014000")]
    public void Bad_bitmaps_are_refused(string hex) => Assert.Null(TypeBitmap.Read(Convert.FromHexString(hex)));
}
