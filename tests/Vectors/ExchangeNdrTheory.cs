using System.Text.Json;
using SmtpTls.Explain;

namespace SmtpTls.Vectors;

/// <summary>exchange-ndr.json: what a status text means.</summary>
public sealed class ExchangeNdrTheory
{
    private static readonly Explainer Explainer = new(CauseCatalog.Load(null));

    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("exchange-ndr.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Diagnosis(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement expect = document.RootElement.GetProperty("expect");
        ErrorExplanation best = Explainer.Explain(document.RootElement.GetProperty("input").GetProperty("text").GetString()!)[0];

        string[] categories = expect.TryGetProperty("either", out JsonElement either) ? [.. either.EnumerateArray().Select(one => one.GetString()!)] : [expect.GetProperty("category").GetString()!];
        Assert.True(categories.Contains(best.Category), $"{id}: {best.Category} ({best.Id}: {string.Join(", ", best.Matched)}) instead of {string.Join(" or ", categories)}");
        Assert.Equal(expect.GetProperty("status").GetString(), best.Status);
        Assert.Equal(expect.GetProperty("temporary").ValueKind == JsonValueKind.Null ? null : expect.GetProperty("temporary").GetBoolean(), best.Temporary);
    }

    /// <summary>Whatever our entries are called, their categories are the file's keys, or ours beyond them.</summary>
    [Fact]
    public void Every_category_of_the_file_has_a_cause() =>
        Assert.Empty(VectorFile.Read("exchange-ndr.json").GetProperty("categories").EnumerateObject().Select(one => one.Name)
            .Except(CauseCatalog.Load(null).Causes.Select(cause => cause.Category)));
}
