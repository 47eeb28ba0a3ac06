using System.Text.Json;
using SmtpTls.TlsRpt;

namespace SmtpTls.Vectors;

/// <summary>tlsrpt-record.json: what one DNS answer at _smtp._tls means (RFC 8460 §3).</summary>
public sealed class TlsRptRecordTheory
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("tlsrpt-record.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Record(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement input = document.RootElement.GetProperty("input");
        Assert.Equal("_smtp._tls.example.com", input.GetProperty("qname").GetString());
        ReportRecordSeen seen = await ReportRecordSeen.LookUpAsync(TxtAnswer.Resolver(input), DomainName.Parse("example.com"), TestContext.Current.CancellationToken);

        List<string> objections = [.. VectorFile.Expected(document.RootElement).Select(expect => Object(expect, seen.Record))];
        Assert.True(objections.Contains(""), $"{id}: {string.Join(" | ", objections)}");
    }

    private static string Object(JsonElement expect, Reading<ReportRecord> reading)
    {
        if (!expect.GetProperty("usable").GetBoolean())
        {
            string problem = ProblemOf(reading);
            return problem == expect.GetProperty("problem").GetString() ? "" : $"problem was {problem}";
        }

        string wanted = string.Join(' ', expect.GetProperty("rua").EnumerateArray().Select(Show));
        string got = string.Join(' ', (reading.Value?.Rua ?? []).Select(Show));
        return wanted == got ? "" : $"{reading.State}: {got} instead of {wanted}";
    }

    private static string Show(JsonElement rua) =>
        $"{rua.GetProperty("kind").GetString()}|{rua.GetProperty("uri").GetString()}|{Text(rua, "address")}|{Text(rua, "url")}";

    private static string Show(ReportDestination rua) =>
        $"{rua.Kind.ToString().ToLowerInvariant()}|{rua.Uri}|{rua.Address}|{(rua.Kind == DestinationKind.Https ? rua.Uri : "")}";

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string ProblemOf(Reading<ReportRecord> reading) => reading.State switch
    {
        OutcomeState.Absent => "none-found",
        OutcomeState.Unknown => "lookup-failed",
        OutcomeState.Invalid => reading.Errors.First().Kind switch
        {
            TextProblemKind.Multiple => "multiple",
            TextProblemKind.NoDestination => "no-destination",
            _ => "syntax",
        },
        _ => "none",
    };
}
