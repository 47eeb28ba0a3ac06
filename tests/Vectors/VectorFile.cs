using System.IO;
using System.Text.Json;

namespace SmtpTls.Vectors;

/// <summary>
/// One file of conformance cases. <c>SMTPTLS_VECTORS</c> names another folder to read instead of the copy beside the tests.
/// A row is named after its case, so that a failure says which clause of which standard broke.
/// </summary>
internal static class VectorFile
{
    public static string Folder =>
        Environment.GetEnvironmentVariable("SMTPTLS_VECTORS") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "cases");

    public static JsonElement Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        return document.RootElement.Clone();
    }

    /// <summary>One row a case: its id, then the case as JSON text. The row's display name is the id and the case's point.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Rows(string file)
    {
        foreach (JsonElement item in Read(file).GetProperty("cases").EnumerateArray())
        {
            string id = item.GetProperty("id").GetString()!;
            string why = item.TryGetProperty("why", out JsonElement text) ? text.GetString()! : "";
            yield return new TheoryDataRow<string, string>(id, item.GetRawText()) { TestDisplayName = $"{id}: {why}" };
        }
    }

    /// <summary>The outcomes any one of which passes: those of <c>expect.either</c>, or <c>expect</c> itself.</summary>
    public static IReadOnlyList<JsonElement> Expected(JsonElement item)
    {
        JsonElement expect = item.GetProperty("expect");
        return expect.TryGetProperty("either", out JsonElement either) ? [.. either.EnumerateArray()] : [expect];
    }
}
