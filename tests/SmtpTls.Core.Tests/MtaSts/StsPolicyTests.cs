using System.Text;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.MtaSts;

namespace SmtpTls.Core.Tests.MtaSts;

public sealed class StsPolicyTests
{
    private const string Good = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n";

    [Fact]
    public void Policy_is_read_and_printed_again()
    {
        Reading<StsPolicy> reading = Parse(Good);
        Assert.Empty(reading.Problems);
        Assert.Equal(Good, reading.Value!.ToString());
        Assert.Equal(Good, reading.Outcome.Raw);
        Assert.Equal("*.example.net", reading.Value.Match("MX1.Example.NET.")?.Text);
        Assert.Null(reading.Value.Match("example.net"));
    }

    [Theory]
    [InlineData("mode: Enforce", 2, "small letters: 'Enforce'")]
    [InlineData("mode : enforce", 2, "blanks stand before or behind the field's name: 'mode : enforce'")]
    [InlineData("mx: a.example, b.example", 2, "write another line for the next")]
    [InlineData("mx: b\u00fccher.example", 2, "A-labels (xn--…): 'mx: b\u00fccher.example'")]
    [InlineData("mx: *", 2, "it needs a domain behind it")]
    [InlineData("mx: mx.example.", 2, "no dot at the end")]
    [InlineData("mx: mail.*.example", 2, "whole left-most label")]
    [InlineData("max_age: 31557601", 2, "above the maximum of 31557600 seconds: '31557601'")]
    [InlineData("max_age: 1 week", 2, "whole number of seconds")]
    [InlineData("# comment", 2, "no comments")]
    [InlineData("\u001b]0;x\u0007", 2, "'\\u{1b}]0;x\\u{7}'")]
    [InlineData("note: a\u0007b", 2, "control character")]
    [InlineData("note:", 2, "no value")]
    public void Objection_names_the_line_and_shows_it_safely(string line, int number, string expected)
    {
        Reading<StsPolicy> reading = Parse("version: STSv1\n" + line + "\nmode: enforce\nmx: mail.example.com\nmax_age: 604800\n");
        Assert.Equal(OutcomeState.Invalid, reading.State);
        TextProblem problem = reading.Errors.First();
        Assert.Equal(number, problem.Line);
        Assert.Contains(expected, problem.ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"line {number}: ", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(problem.ToString(), reading.Outcome.Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version: STSv1\nmode: none\nmax_age: 86400\n\n", nameof(TextProblemKind.Odd), 4)]
    [InlineData("version: STSv1\nmode: none\nmode: enforce\nmode: x\nmax_age: 1\n", nameof(TextProblemKind.Repeated), 3)]
    [InlineData("version: STSv1\nmode: testing\nmx: a.example\nmx: A.example\nmax_age: 1", nameof(TextProblemKind.Repeated), 4)]
    [InlineData("version: STSv1\nmode: testing\nmx: *.com\nmax_age: 1", nameof(TextProblemKind.Odd), 3)]
    [InlineData("version: STSv1\nmode: testing\nmx: 192.0.2.25\nmax_age: 1", nameof(TextProblemKind.Odd), 3)]
    [InlineData("version: STSv1\nMode: testing\nmode: none\nmax_age: 1", nameof(TextProblemKind.Overlooked), 2)]
    public void Warning_does_not_invalidate(string text, string kind, int line)
    {
        Reading<StsPolicy> reading = Parse(text);
        Assert.Equal(OutcomeState.Found, reading.State);
        TextProblem problem = Assert.Single(reading.Problems);
        Assert.Equal((kind, line, false), (problem.Kind.ToString(), problem.Line, problem.Fatal));
    }

    [Fact]
    public void Missing_lines_are_each_said() =>
        Assert.Equal(["there is no version line", "there is no max_age line", "there is no mx line, and mode testing needs one"], Parse("mode: testing\n").Problems.Select(problem => problem.Message));

    [Fact]
    public void Text_that_is_no_utf8_is_invalid_at_its_line()
    {
        TextProblem problem = StsPolicy.Parse([.. Encoding.ASCII.GetBytes(Good + "note: "), 0xff, 0xfe]).Errors.First();
        Assert.Equal((6, "the text is not UTF-8"), (problem.Line, problem.Message));
    }

    [Theory]
    [InlineData(65536, nameof(OutcomeState.Found))]
    [InlineData(65537, nameof(OutcomeState.Invalid))]
    public void Policy_is_no_longer_than_senders_read(int octets, string state)
    {
        string line = "x-note: ";
        Reading<StsPolicy> reading = Parse(Good + line + new string('0', octets - Good.Length - line.Length));
        Assert.Equal(state, reading.State.ToString());
        Assert.Equal(state == nameof(OutcomeState.Found) ? [] : ["the policy has 65537 octets, and senders read 65536 at most"], reading.Errors.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Many_objections_are_cut_off_and_the_fatal_one_is_kept()
    {
        string text = string.Concat(Enumerable.Repeat("\n", 5000)) + Good + "nothing here\n";
        Reading<StsPolicy> reading = Parse(text);
        Assert.Equal(101, reading.Problems.Count);
        Assert.Equal(OutcomeState.Invalid, reading.State);
    }

    [Fact]
    public void Bent_policies_are_read_without_an_exception_and_what_is_good_stays_the_same_when_printed()
    {
        int found = 0;
        string[] seeds =
        [
            Good, Good.Replace("\r\n", "\n", StringComparison.Ordinal), "version: STSv1\nmode: none\nmax_age: 0\n", "version:STSv1\nmode:testing\t\nmx:a.b\nmax_age:0000086400\nnote_1.x: \u00fc : z\n",
        ];
        foreach (byte[] octets in new Mutator(seeds, "mx: ", "mode: enforce\n", "max_age: ", "version: STSv1\n", "\r\n", "xn--").All())
        {
            Reading<StsPolicy> reading = StsPolicy.Parse(octets);
            Assert.Equal(reading.State == OutcomeState.Invalid, reading.Errors.Any());
            Assert.All(reading.Problems, problem => Assert.DoesNotContain(problem.ToString(), char.IsControl));
            if (reading.Value is { } policy)
            {
                found++;
                Reading<StsPolicy> again = Parse(policy.ToString());
                Assert.Equal(OutcomeState.Found, again.State);
                Assert.Equal(policy.ToString(), again.Value!.ToString());
                Assert.InRange(policy.MaxAge, 0, StsPolicy.MostMaxAge);
            }
        }

        Assert.True(found > Mutator.Count / 100, $"only {found} were good");
    }

    private static Reading<StsPolicy> Parse(string text) => StsPolicy.Parse(Encoding.UTF8.GetBytes(text));
}
