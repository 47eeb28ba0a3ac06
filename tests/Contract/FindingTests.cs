using System.IO;
using System.Text.RegularExpressions;
using SmtpTls.Audit;

namespace SmtpTls.Contract;

/// <summary>What every finding owes its reader.</summary>
public sealed partial class FindingTests
{
    private static readonly IReadOnlyList<Check> Checks = new CheckCatalog().Checks;
    private static readonly string Page = File.ReadAllText(Repository.At("docs", "findings.md"));
    private static readonly string Tests = string.Concat(Repository.Sources("tests")
        .Where(path => !path.Contains("Contract", StringComparison.Ordinal)).Select(File.ReadAllText));

    public static TheoryData<string> Ids => [.. Checks.Select(check => check.Info.Id)];

    [Fact]
    public void Ids_are_unique() => Assert.Equal(Checks.Count, Checks.Select(check => check.Info.Id).Distinct().Count());

    [Theory, MemberData(nameof(Ids))]
    public void A_finding_has_an_id_a_clause_a_remedy_a_section_and_a_test(string id)
    {
        CheckInfo info = Checks.Single(check => check.Info.Id == id).Info;
        Assert.Matches(IdForm(), info.Id);
        Assert.Matches(ClauseForm(), info.Reference);
        Assert.EndsWith(".", info.Remedy, StringComparison.Ordinal);
        Assert.False(info.Title.EndsWith('.'), "A title is no sentence.");
        Assert.Contains($"\n### {id}\n", Page, StringComparison.Ordinal);
        Assert.True(Tests.Contains($"\"{id}\"", StringComparison.Ordinal), $"No test names {id}.");
    }

    [GeneratedRegex("^[A-Z]+(-[A-Z0-9]+)+$")]
    private static partial Regex IdForm();

    [GeneratedRegex(@"^(RFC \d+( §[\d.]+)?|CVE-\d{4}-\d+|Microsoft|CA/Browser)")]
    private static partial Regex ClauseForm();
}
