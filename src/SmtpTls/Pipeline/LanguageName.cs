using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Explain;

namespace SmtpTls.Pipeline;

/// <summary>A culture that there are texts for: <c>en</c>, or one with a file.</summary>
internal sealed class LanguageNameAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments?.ToString() is not { Length: > 0 } name || !Language.IsKnown(name))
        {
            throw new ValidationMetadataException($"'{VisibleText.Show(arguments?.ToString(), 100)}' is no language of this module. There are: {string.Join(", ", LanguageNames.All)}.");
        }
    }
}

/// <summary>Completes the names of languages.</summary>
public sealed class LanguageNames : IArgumentCompleter
{
    internal static IEnumerable<string> All => DataFile.Languages.Prepend("en");

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, System.Management.Automation.Language.CommandAst commandAst, System.Collections.IDictionary fakeBoundParameters) =>
        All.Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
