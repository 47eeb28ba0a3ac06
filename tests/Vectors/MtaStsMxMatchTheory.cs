using System.Text.Json;
using SmtpTls.MtaSts;

namespace SmtpTls.Vectors;

/// <summary>mta-sts-mx-match.json: does a policy cover a host (RFC 8461 §4.1)?</summary>
public sealed class MtaStsMxMatchTheory
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("mta-sts-mx-match.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Host_is_covered_as_the_standard_says(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement input = document.RootElement.GetProperty("input");
        List<MxPattern> patterns = [];
        foreach (JsonElement text in input.GetProperty("patterns").EnumerateArray())
        {
            Assert.True(MxPattern.TryParse(text.GetString()!, out MxPattern? pattern, out string? problem), problem);
            patterns.Add(pattern);
        }

        StsPolicy policy = new() { Mode = MtaStsMode.Enforce, MaxAge = 86400, Mx = patterns };
        MxPattern? matched = policy.Match(input.GetProperty("mx_host").GetString()!);

        Assert.True(VectorFile.Expected(document.RootElement).Any(expect => Fits(expect, matched)), $"{id}: matched {matched?.Written ?? "nothing"}");
    }

    private static bool Fits(JsonElement expect, MxPattern? matched) => expect.TryGetProperty("match", out JsonElement match)
        && match.GetBoolean() == (matched is not null)
        && (!expect.TryGetProperty("matched", out JsonElement pattern) || pattern.GetString() == matched?.Written);
}
