using System.Text;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;
using SmtpTls.TlsRpt;

namespace SmtpTls.Core.Tests.TlsRpt;

public sealed class ReportRecordTests
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Fact]
    public void Record_is_read_and_printed_again()
    {
        Reading<ReportRecord> reading = Parse("v=TLSRPTv1; rua=mailto:a%2Cb@example.com , https://example.com/r%3Bv=1;");
        Assert.Equal([DestinationKind.Mailto, DestinationKind.Https], reading.Value!.Rua.Select(rua => rua.Kind));
        Assert.Equal("a,b@example.com", reading.Value.Rua[0].Address);
        Assert.Equal("v=TLSRPTv1; rua=mailto:a%2Cb@example.com,https://example.com/r%3Bv=1;", reading.Value.ToString());
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("rua=tls@example.com", nameof(TextProblemKind.Syntax), "no scheme")]
    [InlineData("rua=mailto:a@example.com,", nameof(TextProblemKind.Syntax), "commas")]
    [InlineData("rua=mailto:a@example.com mailto:b@example.com", nameof(TextProblemKind.Syntax), "blank")]
    [InlineData("rua= mailto:a@example.com", nameof(TextProblemKind.Syntax), "between 'rua='")]
    [InlineData("rua=\tmailto:a@example.com,mailto:b@example.com", nameof(TextProblemKind.Syntax), "between 'rua='")]
    [InlineData("rua=mailto:a%zz@example.com", nameof(TextProblemKind.Syntax), "hexadecimal")]
    [InlineData("rua=mailto:a%ff@example.com", nameof(TextProblemKind.Syntax), "no mail address")]
    [InlineData("rua=mailto:a%0d%0aBcc:x@example.com", nameof(TextProblemKind.Syntax), "no mail address")]
    [InlineData("rua=mailto:", nameof(TextProblemKind.Syntax), "no mail address")]
    [InlineData("rua=https://", nameof(TextProblemKind.Syntax), "no host")]
    [InlineData("rua=", nameof(TextProblemKind.Missing), "empty")]
    [InlineData("RUA=mailto:a@example.com", nameof(TextProblemKind.Missing), "small letters")]
    [InlineData("rua=ftp://example.com/", nameof(TextProblemKind.NoDestination), "mailto or https")]
    [InlineData("rua=http://example.com/,x:y", nameof(TextProblemKind.NoDestination), "mailto or https")]
    public void Objection_says_what(string fields, string kind, string expected)
    {
        Reading<ReportRecord> reading = Parse("v=TLSRPTv1; " + fields);
        Assert.Equal(OutcomeState.Invalid, reading.State);
        TextProblem problem = reading.Errors.First();
        Assert.Equal(kind, problem.Kind.ToString());
        Assert.Contains(expected, problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rua=mailto:a!b@example.com", "%21")]
    [InlineData("rua=mailto:a@example.com; rua=mailto:b@example.com", "more than once")]
    [InlineData("rua=mailto:a@example.com?subject=x", "header fields")]
    [InlineData("rua=http://example.com/r,mailto:a@example.com", "only mailto and https")]
    [InlineData("rua=https://user:secret@example.com/r", "user name")]
    public void Warning_does_not_invalidate(string fields, string expected)
    {
        Reading<ReportRecord> reading = Parse("v=TLSRPTv1; " + fields);
        Assert.Equal(OutcomeState.Found, reading.State);
        Assert.Contains(expected, Assert.Single(reading.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=TLSRPT1; rua=mailto:a@example.com")]
    [InlineData("v=tlsrptv1; rua=mailto:a@example.com")]
    public void Record_that_senders_pass_over_is_absent_and_pointed_out(string text)
    {
        Reading<ReportRecord> reading = Parse(text);
        Assert.Equal((OutcomeState.Absent, TextProblemKind.Overlooked), (reading.State, Assert.Single(reading.Problems).Kind));
    }

    [Fact]
    public async Task Old_name_is_asked_only_where_the_right_one_has_no_record()
    {
        FakeDns right = new("_smtp._tls.example.com 300 TXT v=TLSRPTv1; rua=mailto:a@example.com");
        ReportRecordSeen seen = await ReportRecordSeen.LookUpAsync(right.CreateResolver(), DomainName.Parse("example.com"), _stop);
        Assert.Equal((OutcomeState.Found, false), (seen.Record.State, seen.StandsAtOldName));
        Assert.Single(right.Asked);

        FakeDns old = new("_smtp-tlsrpt.example.com 300 TXT v=TLSRPTv1; rua=mailto:a@example.com", "example.com 300 SOA ns.example.com 60");
        seen = await ReportRecordSeen.LookUpAsync(old.CreateResolver(), DomainName.Parse("example.com"), _stop);
        Assert.Equal((OutcomeState.Absent, true), (seen.Record.State, seen.StandsAtOldName));
    }

    [Fact]
    public async Task Failing_server_leaves_it_unknown()
    {
        FakeDns dns = new() { Behave = query => query.Reply(DnsRcode.ServFail) };
        ReportRecordSeen seen = await ReportRecordSeen.LookUpAsync(dns.CreateResolver(), DomainName.Parse("example.com"), _stop);
        Assert.Equal((OutcomeState.Unknown, false), (seen.Record.State, seen.StandsAtOldName));
        Assert.Null(seen.OldTxt);
    }

    [Fact]
    public void Bent_records_are_read_without_an_exception_and_what_is_good_stays_the_same_when_printed()
    {
        int found = 0;
        string[] seeds =
        [
            "v=TLSRPTv1; rua=mailto:a%2Cb@example.com,https://example.com:8443/r%3Bv=1; x=y", "v=TLSRPTv1;rua=https://reporting.example.com/v1/tlsrpt", "v=TLSRPTv1; rua=mailto:%22odd%3Bbox%22@[192.0.2.1]?subject=x , http://x/",
        ];
        foreach (byte[] octets in new Mutator(seeds, "rua=", "mailto:", "https://", "%2C", "%00", "@", "!").All())
        {
            Reading<ReportRecord> reading = Parse(Encoding.UTF8.GetString(octets));
            Assert.Equal(reading.State == OutcomeState.Invalid, reading.Errors.Any());
            if (reading.Value is { } record)
            {
                found++;
                Assert.Equal(record.ToString(), Parse(record.ToString()).Value?.ToString());
                Assert.All(record.Rua, rua => Assert.Equal(rua.Kind == DestinationKind.Mailto, rua.Address is not null));
            }
        }

        Assert.True(found > Mutator.Count / 100, $"only {found} were good");
    }

    private static Reading<ReportRecord> Parse(params string[] texts) => ReportRecord.Parse("_smtp._tls.example.com", texts);
}
