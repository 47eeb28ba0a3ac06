using System.IO;
using SmtpTls.Audit;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Audit;

public sealed class FactsFileTests
{
    private static readonly Judge Judge = new(new CheckCatalog());

    [Fact]
    public void Facts_that_were_saved_are_judged_the_same()
    {
        DomainFacts facts = Seen.Facts(Seen.Encrypted(Seen.Certificate("other.example.com")) with
        {
            Banner = "ESMTP",
            Capabilities = ["STARTTLS"],
            Remarks = [ProbeRemark.BareLineFeed],
            Timings = new ProbeTimings(1.5, 2, 3, 4, 5, 15.5),
            Transcript = [new TranscriptEntry(1.5, true, "220 \u001b ESMTP")],
        }, Seen.Anchored);
        string line = FactsFile.Write(facts);
        Outcome<DomainFacts> read = FactsFile.Read(line);
        Assert.Equal(OutcomeState.Found, read.State);
        Assert.Equal(line, FactsFile.Write(read.Value!));
        Assert.DoesNotContain('\n', line);
        Assert.Equivalent(Judge.Assess(facts), Judge.Assess(read.Value!), strict: true);
        Assert.Contains(Judge.Assess(read.Value!).Findings, finding => finding.Id == "CERT-NAME-MISMATCH");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{}", "no version")]
    [InlineData("""{"version":"1"}""", "version is")]
    [InlineData("""{"version":99,"facts":{}}""", "version is 99")]
    [InlineData("""{"version":1}""", "no facts")]
    [InlineData("""{"version":1,"facts":{"takenAt":"2026-01-01T00:00:00Z","mxState":"Found","hosts":null}}""", "null")]
    [InlineData("""{"version":1,"facts":{"takenAt":"2026-01-01T00:00:00Z","mxState":"Found","hosts":[null]}}""", "null")]
    [InlineData("""{"version":1,"facts":{"takenAt":"2026-01-01T00:00:00Z","mxState":7}}""", "")]
    [InlineData("""{"version":1,"facts":{"mxState":"Found"}}""", "")]
    [InlineData("""{"version":1,"facts":{"takenAt":"2026-01-01T00:00:00Z","mxState":"Found","hosts":[{"host":"a","addressState":"Found","addresses":[{}]}]}}""", "")]
    [InlineData("[1,2", "")]
    public void A_bad_line_is_refused_with_a_reason(string line, string part)
    {
        Outcome<DomainFacts> read = FactsFile.Read(line);
        Assert.Equal(OutcomeState.Invalid, read.State);
        Assert.Contains(part, read.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_octets_never_throw_and_never_break_a_judgement()
    {
        string line = FactsFile.Write(Seen.Facts(Seen.Encrypted(Seen.Certificate()), Seen.Anchored));
        Random random = new(20261122);
        for (int i = 0; i < 3000; i++)
        {
            char[] text = line.ToCharArray();
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                text[random.Next(text.Length)] = "\"{}[]:,0n\\ x"[random.Next(12)];
            }

            if (FactsFile.Read(new string(text)).Value is { } facts)
            {
                Assert.NotNull(Judge.Assess(facts));
            }
        }
    }

    [Fact]
    public void Lines_are_numbered_and_empty_ones_left_out()
    {
        string good = FactsFile.Write(Seen.Facts());
        using StringReader reader = new($"\n{good}\nbad\n\n{good}");
        Assert.Equal([(2, OutcomeState.Found), (3, OutcomeState.Invalid), (5, OutcomeState.Found)],
            FactsFile.ReadAll(reader).Select(one => (one.Number, one.Facts.State)));
    }
}
