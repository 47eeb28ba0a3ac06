using System.Text;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.MtaSts;

namespace SmtpTls.Core.Tests.MtaSts;

public sealed class StsRecordTests
{
    private static readonly string[] Seeds =
    [
        "v=STSv1; id=20160831085700Z;", "v=STSv1;id=a", "v=STSv1; foo=bar; id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ; x.y-z_1=<v>:/?#[]@!$&", "v=STSv1; id=one; id=two; x=1; x=2",
    ];

    [Fact]
    public void Record_of_the_standard_is_read_and_printed_again()
    {
        Reading<StsRecord> reading = Parse("v=STSv1; id=20160831085700Z;");
        Assert.Equal((OutcomeState.Found, "20160831085700Z"), (reading.State, reading.Value!.Id));
        Assert.Empty(reading.Problems);
        Assert.Equal("v=STSv1; id=20160831085700Z;", reading.Value.ToString());
        Assert.Equal("v=STSv1; id=20160831085700Z;", reading.Outcome.Raw);
    }

    [Theory]
    [InlineData("v=STSv1; id=2026-11-22", "letters and digits: 'id=2026-11-22'")]
    [InlineData("v=STSv1; id=", "the id is empty")]
    [InlineData("v=STSv1; id=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "33 characters, and 32 are allowed")]
    [InlineData("v=STSv1;", "there is no id")]
    [InlineData("v=STSv1; ID=abc", "small letters")]
    [InlineData("v=STSv1; id=a; foo", "no equals sign: 'foo'")]
    [InlineData("v=STSv1;; id=a", "two semicolons")]
    [InlineData("v=STSv1; id=a; \u001b[2Jx=1", "\\u{1b}[2Jx=1")]
    public void Objection_says_what_and_shows_the_text_safely(string text, string expected)
    {
        Reading<StsRecord> reading = Parse(text);
        Assert.Equal(OutcomeState.Invalid, reading.State);
        Assert.Contains(reading.Errors, problem => problem.ToString().Contains(expected, StringComparison.Ordinal));
        Assert.StartsWith("The MTA-STS record at _mta-sts.example.com cannot be used: ", reading.Outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', reading.Outcome.Fault.Message);
    }

    [Theory]
    [InlineData("v=stsv1; id=a")]
    [InlineData("V=STSv1; id=a")]
    [InlineData("\ufeffv=STSv1; id=a")]
    [InlineData(" v=STSv1; id=a")]
    [InlineData("v=STSv1 ; id=a")]
    [InlineData("v = STSv1; id=a")]
    [InlineData("v=STSv1, id=a")]
    [InlineData("v=STSv2; id=a")]
    [InlineData("\"v=STSv1; id=a\"")]
    [InlineData("id=a; v=STSv1")]
    public void Record_that_senders_pass_over_is_absent_and_pointed_out(string text)
    {
        Reading<StsRecord> reading = Parse("v=spf1 -all", text);
        Assert.Equal(OutcomeState.Absent, reading.State);
        Assert.Equal(TextProblemKind.Overlooked, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void Repeated_id_and_blanks_at_the_end_are_warnings()
    {
        Reading<StsRecord> reading = Parse("v=STSv1; id=a; id=b; x=1; x=2 ");
        Assert.Equal("v=STSv1; id=a; x=1;", reading.Value!.ToString());
        Assert.Equal([TextProblemKind.Repeated, TextProblemKind.Repeated, TextProblemKind.Odd], reading.Warnings.Select(problem => problem.Kind).Order());
    }

    [Fact]
    public void Bent_records_are_read_without_an_exception_and_what_is_good_stays_the_same_when_printed()
    {
        int found = 0;
        foreach (byte[] octets in new Mutator(Seeds, "v=STSv1;", "id=", "id=x;").All())
        {
            Reading<StsRecord> reading = Parse(Encoding.UTF8.GetString(octets));
            Assert.Equal(reading.State == OutcomeState.Invalid, reading.Errors.Any());
            if (reading.Value is { } record)
            {
                found++;
                Reading<StsRecord> again = Parse(record.ToString());
                Assert.Empty(again.Problems);
                Assert.Equal(record.ToString(), again.Value!.ToString());
                Assert.True(StsRecord.IsId(record.Id));
            }
        }

        Assert.True(found > Mutator.Count / 100, $"only {found} were good");
    }

    private static Reading<StsRecord> Parse(params string[] texts) => StsRecord.Parse("_mta-sts.example.com", texts);
}
