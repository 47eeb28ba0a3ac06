using System.CommandLine;
using System.Globalization;
using SmtpTls.Explain;

namespace SmtpTls.Cli.Input;

/// <summary><c>--culture</c>: the language of explanations. Without it text for people is in the user's, and JSON is in English.</summary>
internal sealed class CultureOption
{
    private readonly Option<string?> _culture = new("--culture") { Description = $"Language of titles, causes and remedies: en, {string.Join(", ", DataFile.Languages)}. Default: that of the user for text, en for JSON." };

    public CultureOption() => _culture.Validators.Add(result =>
    {
        if (result.GetValue(_culture) is { } name && !Language.IsKnown(name))
        {
            result.AddError($"--culture '{VisibleText.Show(name, 100)}' is none of en, {string.Join(", ", DataFile.Languages)}.");
        }
    });

    public void AddTo(Command command) => command.Options.Add(_culture);

    /// <summary>The culture that was named, else the user's where a person reads.</summary>
    public string? Read(ParseResult parsed, bool forPeople) => parsed.GetValue(_culture) ?? (forPeople ? CultureInfo.CurrentUICulture.Name : null);
}
