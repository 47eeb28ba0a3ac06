using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class DnsQueryTests
{
    private static readonly DnsQuery Query = new(DnsName.Parse("example.com"), DnsType.MX) { Id = 0x1234 };

    [Fact]
    public void Asks_with_edns_and_the_flags_that_were_set()
    {
        DnsQuery query = Query with { CheckingDisabled = true, AuthenticData = true, Edns = new DnsEdns { DnssecOk = true } };
        Assert.Equal(
            "12340130" + "0001000000000001" + "076578616d706c6503636f6d00" + "000f0001" + "00002904d0000080000000",
            Convert.ToHexStringLower(query.ToOctets()));
        Assert.Equal("12340100" + "0001000000000000" + "076578616d706c6503636f6d00" + "000f0001", Convert.ToHexStringLower((Query with { Edns = null }).ToOctets()));
    }

    [Fact]
    public void A_bare_header_answers_only_with_an_error_code()
    {
        Assert.Equal(DnsReadingState.Ignored, Read(Reply() with { Questions = [] }).State);
        Assert.Equal(DnsReadingState.Accepted, Read(Reply() with { Questions = [], Rcode = DnsRcode.FormErr }).State);
        Assert.True(Read(Reply() with { Questions = [], Rcode = DnsRcode.FormErr }).RetryWithoutEdns);
    }

    [Fact]
    public void Another_opcode_or_class_is_no_answer()
    {
        Assert.Equal(DnsReadingState.Ignored, Read(Reply() with { Opcode = 4 }).State);
        Assert.Equal(DnsReadingState.Ignored, Read(Reply() with { Questions = [new DnsQuestion(Query.Name, Query.Type) { Class = 3 }] }).State);
    }

    [Fact]
    public void A_truncated_answer_over_tcp_is_malformed()
    {
        DnsReading reading = Query.Read((Reply() with { Truncated = true }).ToOctets(), tcp: true);
        Assert.Equal((DnsReadingState.Rejected, "truncated"), (reading.State, reading.Error));
    }

    [Fact]
    public void An_error_with_opt_is_no_sign_of_a_server_without_edns() =>
        Assert.False(Read(Reply() with { Rcode = DnsRcode.FormErr, Edns = new DnsEdns() }).RetryWithoutEdns);

    private static DnsMessage Reply() => new() { Id = 0x1234, IsResponse = true, Questions = [new DnsQuestion(Query.Name, Query.Type)] };

    private static DnsReading Read(DnsMessage message) => Query.Read(message.ToOctets(), tcp: false);
}
