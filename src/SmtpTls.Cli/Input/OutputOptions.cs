using System.CommandLine;
using System.CommandLine.Parsing;

namespace SmtpTls.Cli.Input;

/// <summary>Which finding makes the program exit with 1.</summary>
internal enum FailOn
{
    Never,
    Info,
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>The options about what comes out, and about facts that are kept or read.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "One JSON array." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "One JSON object a line, each written as soon as it is known." };
    private readonly Option<bool> _asCompleted = new("--as-completed") { Description = "Results as they come, not in the order of the input." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Show the whole SMTP dialogue with times, the certificates, the policy file, and the DNSSEC proofs." };
    private readonly Option<FailOn> _failOn = new("--fail-on")
    {
        Description = "Exit with 1 when a finding is at least this severe: never, info, low, medium, high, critical.",
        DefaultValueFactory = _ => FailOn.Never,
        CustomParser = LiveOptions.ParseChoice<FailOn>,
    };

    private readonly Option<string?> _saveFacts = new("--save-facts") { Description = "File to keep what was seen in, as JSON lines." };
    private readonly Option<string?> _fromFacts = new("--from-facts") { Description = "Judge what such a file holds again, without the network." };

    private readonly CultureOption _culture = new();

    public void AddTo(Command command)
    {
        _culture.AddTo(command);
        foreach (Option option in (Option[])[_json, _jsonLines, _asCompleted, _verbose, _failOn, _saveFacts, _fromFacts])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(Contradictions);
    }

    public OutputChoice Read(ParseResult parsed) => new()
    {
        Form = parsed.GetValue(_json) ? OutputForm.Json : parsed.GetValue(_jsonLines) ? OutputForm.JsonLines : OutputForm.Text,
        AsCompleted = parsed.GetValue(_asCompleted),
        Verbose = parsed.GetValue(_verbose),
        FailOn = parsed.GetValue(_failOn) is FailOn.Never ? null : (Severity)(parsed.GetValue(_failOn) - FailOn.Info),
        SaveFacts = parsed.GetValue(_saveFacts),
        FromFacts = parsed.GetValue(_fromFacts),
        Culture = _culture.Read(parsed, forPeople: !parsed.GetValue(_json) && !parsed.GetValue(_jsonLines)),
    };

    private void Contradictions(CommandResult result)
    {
        if (result.GetValue(_json) && result.GetValue(_jsonLines))
        {
            result.AddError("--json and --jsonl exclude each other.");
        }

        if (result.GetValue(_saveFacts) is not null && result.GetValue(_fromFacts) is not null)
        {
            result.AddError("--save-facts and --from-facts exclude each other: facts from a file are already saved.");
        }
    }
}

internal enum OutputForm
{
    Text,
    Json,
    JsonLines,
}

internal sealed record OutputChoice
{
    public OutputForm Form { get; init; }

    public bool AsCompleted { get; init; }

    public bool Verbose { get; init; }

    public Severity? FailOn { get; init; }

    public string? SaveFacts { get; init; }

    public string? FromFacts { get; init; }

    /// <summary>The language of titles and remedies; null is English.</summary>
    public string? Culture { get; init; }
}
