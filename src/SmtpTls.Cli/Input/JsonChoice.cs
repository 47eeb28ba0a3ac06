using System.CommandLine;

namespace SmtpTls.Cli.Input;

/// <summary><c>--json</c> and <c>--jsonl</c> alone, for verbs that keep no facts.</summary>
internal sealed class JsonChoice
{
    private readonly Option<bool> _json = new("--json") { Description = "One JSON array." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "One JSON object a line." };

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_jsonLines);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_json) && result.GetValue(_jsonLines))
            {
                result.AddError("--json and --jsonl exclude each other.");
            }
        });
    }

    public OutputForm Read(ParseResult parsed) => parsed.GetValue(_json) ? OutputForm.Json : parsed.GetValue(_jsonLines) ? OutputForm.JsonLines : OutputForm.Text;
}
