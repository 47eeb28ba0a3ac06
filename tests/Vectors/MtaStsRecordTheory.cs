using System.Text.Json;
using SmtpTls.Dns;
using SmtpTls.MtaSts;

namespace SmtpTls.Vectors;

/// <summary>mta-sts-record.json: what one DNS answer at _mta-sts means (RFC 8461 §3.1).</summary>
public sealed class MtaStsRecordTheory
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("mta-sts-record.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Record(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement input = document.RootElement.GetProperty("input");
        Assert.Equal("_mta-sts.example.com", input.GetProperty("qname").GetString());
        TxtSeen seen = await StsRecordLookup.LookUpAsync(TxtAnswer.Resolver(input), DomainName.Parse("example.com"), TestContext.Current.CancellationToken);

        Reading<StsRecord> reading = StsRecordLookup.Read(seen);

        List<string> objections = [.. VectorFile.Expected(document.RootElement).Select(expect => Object(expect, reading))];
        Assert.True(objections.Contains(""), $"{id}: {string.Join(" | ", objections)}");
    }

    private static string Object(JsonElement expect, Reading<StsRecord> reading)
    {
        if (!expect.GetProperty("usable").GetBoolean())
        {
            string problem = ProblemOf(reading);
            return problem == expect.GetProperty("problem").GetString() ? "" : $"problem was {problem}";
        }

        if (reading.Value?.Id != expect.GetProperty("id").GetString())
        {
            return $"{reading.State}, id {reading.Value?.Id}";
        }

        string wanted = expect.TryGetProperty("extensions", out JsonElement extensions)
            ? string.Join(';', extensions.EnumerateArray().Select(pair => $"{pair[0].GetString()}={pair[1].GetString()}")) : "";
        string got = string.Join(';', reading.Value!.Extensions);
        return wanted.Length == 0 || wanted == got ? "" : $"extensions were {got}";
    }

    private static string ProblemOf(Reading<StsRecord> reading) => reading.State switch
    {
        OutcomeState.Absent => "none-found",
        OutcomeState.Unknown => "lookup-failed",
        OutcomeState.Invalid => reading.Errors.All(problem => problem.Kind == TextProblemKind.Multiple) ? "multiple" : "syntax",
        _ => "none",
    };
}
