using System.Linq;

namespace SmtpTls.Audit;

/// <summary>TXT records in results: several in one text, safe to show.</summary>
internal static class TextRecords
{
    private const int MostCharacters = 2000;

    /// <param name="raw">One record a line; null or empty when there is none.</param>
    public static string? Show(string? raw) =>
        string.IsNullOrEmpty(raw) ? null : string.Join(" | ", raw!.Split('\n').Select(text => VisibleText.Show(text, MostCharacters)));
}
