using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Smtp;
using SmtpTls.Tls;

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
    [InlineData("[1,2", "it is no JSON: ")]
    [InlineData("example.com", "it is no JSON: 'e' is an invalid start of a value")]
    public void A_bad_line_is_refused_with_a_reason(string line, string part)
    {
        Outcome<DomainFacts> read = FactsFile.Read(line);
        Assert.Equal(OutcomeState.Invalid, read.State);
        Assert.Contains(part, read.Fault!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", read.Fault.Message, StringComparison.Ordinal);
        Assert.False(read.Fault.Message.EndsWith('.'), read.Fault.Message);
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
    public void Any_value_in_any_place_is_refused_or_judged()
    {
        string[] values = ["null", "-1", "2147483648", "1e308", "\"\"", "[]", "{}", "true", "[null]", "[-1]", "\"x\"", "\"2026-01-01\"", "\"Found\"", "\"::1\""];
        foreach (DomainFacts facts in Rich())
        {
            string line = FactsFile.Write(facts);
            int count = Places(JsonNode.Parse(line)!).Count();
            for (int i = 0; i < count; i++)
            {
                foreach (string value in values)
                {
                    JsonNode root = JsonNode.Parse(line)!;
                    Places(root).ElementAt(i).ReplaceWith(JsonNode.Parse(value));
                    if (FactsFile.Read(root.ToJsonString()).Value is { } read)
                    {
                        Assert.NotNull(Judge.Assess(read));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("TLSv1.3", "TLSv1.3\\u001b[31m")]
    [InlineData("x25519", "\\u202ex25519")]
    [InlineData("mx1.example.com", "mx1.example.com\\u001b[2J")]
    [InlineData("TLSv1.3", "")]
    public void A_name_or_token_that_no_program_wrote_is_refused(string word, string other)
    {
        string line = FactsFile.Write(Seen.Facts(Seen.Encrypted(Seen.Certificate()), Seen.Anchored));
        Outcome<DomainFacts> read = FactsFile.Read(line.Replace($"\"{word}\"", $"\"{other}\"", StringComparison.Ordinal));
        Assert.Equal(OutcomeState.Invalid, read.State);
        Assert.DoesNotContain('\u001b', read.Fault!.Message);
    }

    [Fact]
    public void Escapes_in_what_servers_said_reach_nobody()
    {
        string facts = string.Join('\n', Rich().Select(FactsFile.Write)).Replace("@", "\\u001b[31m\\u202e", StringComparison.Ordinal);
        string shown = string.Concat(FactsFile.ReadAll(new StringReader(facts)).Select(one => JsonSerializer.Serialize(Judge.Assess(one.Facts.Value!))));
        Assert.Contains(@"\\u{1b}", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(@"\u001B", shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(@"\u202E", shown, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Facts with something in every place; "@" wherever a server's own words stand.</summary>
    private static DomainFacts[] Rich() =>
    [
        Seen.Facts(Seen.Encrypted(Seen.Certificate()) with
        {
            Banner = "@",
            Capabilities = ["@"],
            CapabilitiesAfterTls = ["@"],
            Remarks = [ProbeRemark.BareLineFeed],
            Timings = new ProbeTimings(1, 2, 3, 4, 5, 15),
            Transcript = [new TranscriptEntry(1, true, "@")],
        }, Seen.Anchored with { RootSubject = "CN=@", RootSha256 = "aa", RevocationDetail = "@", Notes = ["@"], Revocation = RevocationState.Unknown }) with
        {
            MxRemarks = [new MailRouteRemark(MailRouteRemarkKind.TargetIsAlias, "mx.example.com", "@")],
        },
        Seen.Facts(Seen.Probe(ProbeOutcome.HandshakeFailed) with
        {
            Fault = new Fault(FaultKind.Tls, "@"),
            Tls = new TlsHandshake { Failure = new TlsFailure(TlsFailureCause.Alert, 40, "handshake_failure", "@") },
            OldVersionSpoken = "TLSv1.0",
        }),
        Seen.Facts(Seen.Probe(ProbeOutcome.TemporaryFailure) with { ReplyCode = 421, ReplyText = "@" }),
        Seen.Facts(Seen.Encrypted(Seen.Certificate()), new ChainFacts { Incomplete = true, UntrustedRoot = true, Path = [0], RootSubject = "CN=@", TrustedBy = ["Microsoft"] }),
        Seen.Facts() with { MxState = MailRouteState.NotFound, MxFault = new Fault(FaultKind.NameNotFound, "@") },
        Seen.Facts(new HostFacts { Host = Seen.Host, AddressState = OutcomeState.Unknown, AddressFault = new Fault(FaultKind.Timeout, "@") }),
    ];

    private static IEnumerable<JsonNode> Places(JsonNode root)
    {
        foreach (JsonNode child in root switch
        {
            JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().ToList(),
            JsonArray items => items.OfType<JsonNode>().ToList(),
            _ => [],
        })
        {
            yield return child;
            foreach (JsonNode deeper in Places(child))
            {
                yield return deeper;
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
