using System.IO;
using System.Text.RegularExpressions;
using SmtpTls.Audit;
using SmtpTls.Explain;

namespace SmtpTls.Contract;

/// <summary>Every finding and every cause says what it has to say in English and in every language that ships.</summary>
public sealed partial class LanguageTests
{
    private static readonly IReadOnlyList<Check> Checks = new CheckCatalog().Checks;
    private static readonly CauseCatalog English = CauseCatalog.Load(null);

    public static TheoryData<string> Languages => [.. DataFile.Languages];

    /// <summary>A format in an interpolated string follows the user's culture: in th-TH a certificate of 2026 would end in 2569. TimeText does not.</summary>
    [Fact]
    public void No_text_holds_a_date_of_another_calendar()
    {
        IEnumerable<string> files = ((string[])["SmtpTls.Core", "SmtpTls", "SmtpTls.Cli"]).SelectMany(project => Repository.Sources("src", project))
            .Append(Repository.At("src", "SmtpTls", "SmtpTls.Format.ps1xml"));
        Assert.Empty(files.SelectMany(file => File.ReadLines(file).Where(static line => DateFormat().IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}")));
    }

    [Fact]
    public void Portuguese_of_Brazil_ships() => Assert.Contains("pt-BR", DataFile.Languages);

    [Fact]
    public void There_are_at_least_80_causes_with_all_their_parts()
    {
        Assert.InRange(English.Causes.Count, 80, 1000);
        Assert.All(English.Causes, cause =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", cause.Id);
            Assert.EndsWith(".", cause.Text, StringComparison.Ordinal);
            Assert.NotEmpty(cause.Proof);
            Assert.NotEmpty(cause.Steps);
            Assert.Matches(Reference(), cause.Reference);
        });
    }

    [Fact]
    public void A_cause_explains_only_findings_that_there_are() =>
        Assert.Empty(English.Causes.SelectMany(cause => cause.Findings).Except(Checks.Select(check => check.Info.Id)));

    [Theory, MemberData(nameof(Languages))]
    public void Every_finding_has_title_and_remedy(string culture)
    {
        Language language = Language.Nearest(culture)!;
        Assert.Empty(Checks.Select(check => check.Info.Id).Except(language.FindingIds));
        Assert.Empty(language.FindingIds.Except(Checks.Select(check => check.Info.Id)));
        Assert.All(Checks, check =>
        {
            FindingText text = language.Finding(check.Info.Id)!;
            Assert.False(text.Title.EndsWith('.') || text.Title == check.Info.Title, check.Info.Id);
            Assert.EndsWith(".", text.Remedy, StringComparison.Ordinal);
            Assert.NotEqual(check.Info.Remedy, text.Remedy);
            Assert.DoesNotContain("", text.SpecialRemedies.Values);
        });
    }

    /// <summary>A special remedy is keyed by its English text: when that changes in the check, its translation must be found again.</summary>
    [Theory, MemberData(nameof(Languages))]
    public void Every_special_remedy_stands_in_its_check(string culture)
    {
        string sources = string.Concat(Repository.Sources("src", "SmtpTls.Core", "Audit", "Checks").Select(System.IO.File.ReadAllText));
        Language language = Language.Nearest(culture)!;
        Assert.All(language.FindingIds.SelectMany(id => language.Finding(id)!.SpecialRemedies.Keys), english => Assert.Contains(english, sources, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Languages))]
    public void Every_cause_has_text_proof_and_steps(string culture)
    {
        CauseCatalog translated = CauseCatalog.Load(culture);
        Assert.Equal(culture, translated.Language!.Culture);
        Assert.Empty(English.Causes.Select(cause => cause.Id).Except(translated.Language.CauseIds));
        Assert.Empty(translated.Language.CauseIds.Except(English.Causes.Select(cause => cause.Id)));
        Assert.Empty(SharedSteps.Load().Names.Except(translated.Language.Steps.Names));
        foreach ((Cause cause, Cause other) in English.Causes.Zip(translated.Causes))
        {
            Assert.NotEqual(cause.Text, other.Text);
            Assert.Equal(cause.Steps.Count, other.Steps.Count);
            Assert.DoesNotContain(other.Steps, cause.Steps.Contains);

            // The names that are filled in must stand in the translation too.
            Assert.Equal(Places().Count(cause.Proof), Places().Count(other.Proof));
        }
    }

    [GeneratedRegex(@"\{(host|domain)\}")]
    private static partial Regex Places();

    [GeneratedRegex(@"^(RFC \d+|CVE-\d{4}-\d+|Microsoft|CA/Browser|Postfix)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\{[^{}""]*:yyyy")]
    private static partial Regex DateFormat();
}
