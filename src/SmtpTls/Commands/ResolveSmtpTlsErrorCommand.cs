using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Explain;
using SmtpTls.Pipeline;

namespace SmtpTls.Commands;

/// <summary><c>Resolve-SmtpTlsError</c>: what does this bounce, reply, log line, exception or result mean?</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "SmtpTlsError")]
[OutputType(typeof(ErrorExplanation))]
public sealed class ResolveSmtpTlsErrorCommand : AsyncCmdlet<object?>
{
    /// <summary>What is to be explained.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), Alias("Message", "Text", "ErrorRecord"), AllowNull, AllowEmptyString]
    public object?[] InputObject { get; set; } = [];

    /// <summary>How many answers each text gets at most.</summary>
    [Parameter, ValidateRange(1, 20)]
    public int First { get; set; } = 5;

    /// <summary>The language of the answers; English without it.</summary>
    [Parameter, LanguageName, ArgumentCompleter(typeof(LanguageNames))]
    public string? Culture { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<object?> Items => InputObject ?? [null];

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<object?> items, CancellationToken stop)
    {
        Explainer explainer = new(CauseCatalog.Load(Culture));
        FindingTranslator? translator = FindingTranslator.For(Culture);
        ErrorExplanation? unknown = null;
        int texts = 0, written = 0;
        await foreach (object? item in items.ConfigureAwait(false))
        {
            ErrorInput input = ErrorInput.Of(item);
            texts += input.Text is { } text && text.Trim().Length > 0 ? 1 : 0;
            foreach (ErrorExplanation answer in Answers(input, explainer, translator))
            {
                if (answer.Category == "unknown")
                {
                    unknown = answer;
                    continue;
                }

                written++;
                await WriteAsync(answer with { LanguageChosen = Culture is not null }).ConfigureAwait(false);
            }
        }

        // A bounce that came line by line has many lines that say nothing: that is told only when none said anything.
        if (written == 0 && unknown is not null && texts > 0)
        {
            await WriteAsync(unknown with { LanguageChosen = Culture is not null }).ConfigureAwait(false);
        }
    }

    private IEnumerable<ErrorExplanation> Answers(ErrorInput input, Explainer explainer, FindingTranslator? translator) => input.Text is { } text
        ? explainer.Explain(text).Take(First)
        : explainer.Explain(input.Findings.Select(finding => translator?.Translate(finding) ?? finding))
            .Concat(input.ResultTypes.Distinct().Select(one => explainer.ExplainResultType(one.Type, one.Host, null)).OfType<ErrorExplanation>());
}
