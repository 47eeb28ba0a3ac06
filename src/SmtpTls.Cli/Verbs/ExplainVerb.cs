using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Output;
using SmtpTls.Explain;

namespace SmtpTls.Cli.Verbs;

/// <summary><c>smtptls explain</c>: what a bounce, a reply, a log line or one of our own results means.</summary>
internal sealed class ExplainVerb(Terminal terminal)
{
    private const int MostOctets = 64 * 1024 * 1024;

    private readonly Argument<string[]> _texts = new("text") { Description = "Bounce text, SMTP reply, log line or message; - reads standard input, also results that --json or --jsonl printed.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _files = new("--input") { Description = "Files to read instead: each is one text, or JSON results.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _lines = new("--lines") { Description = "Explain each line by itself, as for logs; lines in which nothing is recognised are left out." };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON array." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "One JSON object a line." };
    private readonly CultureOption _culture = new();

    public static Command Create(Terminal terminal) => new ExplainVerb(terminal).ToCommand();

    private Command ToCommand()
    {
        Command command = new("explain", "Explain a bounce, an SMTP reply, a log line, or results of this program: what happened, who acts, what to do.");
        command.Arguments.Add(_texts);
        foreach (Option option in (Option[])[_files, _lines, _json, _jsonLines])
        {
            command.Options.Add(option);
        }

        _culture.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_json) && result.GetValue(_jsonLines))
            {
                result.AddError("--json and --jsonl exclude each other.");
            }

            if ((result.GetValue(_texts) ?? []).Length == 0 && (result.GetValue(_files) ?? []).Length == 0)
            {
                result.AddError("Give the text to explain, - for standard input, or files with --input.");
            }
        });
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed, stop)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        OutputForm form = parsed.GetValue(_json) ? OutputForm.Json : parsed.GetValue(_jsonLines) ? OutputForm.JsonLines : OutputForm.Text;
        string? culture = _culture.Read(parsed, form == OutputForm.Text);
        Explainer explainer = new(CauseCatalog.Load(culture));
        ResultsInput results = new(explainer, Audit.FindingTranslator.For(culture));
        bool bad = false, unknown = false;
        using ItemWriter<ErrorExplanation> writer = new(terminal, form, ExplanationText.Whole);
        foreach (string? text in Texts(parsed))
        {
            stop.ThrowIfCancellationRequested();
            bad |= text is null;
            foreach (IReadOnlyList<ErrorExplanation> answers in text is null ? [] : Answers(text, explainer, results, parsed.GetValue(_lines)))
            {
                unknown |= answers is [{ Category: "unknown" }];
                Show(answers, writer, form);
            }
        }

        return bad ? ExitCode.Usage : unknown ? ExitCode.Inconclusive : ExitCode.Ok;
    }

    private static IEnumerable<IReadOnlyList<ErrorExplanation>> Answers(string text, Explainer explainer, ResultsInput results, bool lines)
    {
        if (results.Read(text) is { } ofResults)
        {
            return ofResults.Select(one => (IReadOnlyList<ErrorExplanation>)[one]);
        }

        return lines
            ? text.Split('\n').Where(line => line.Trim().Length > 0).Select(explainer.Explain).Where(answers => answers[0].Category != "unknown")
            : [explainer.Explain(text)];
    }

    private void Show(IReadOnlyList<ErrorExplanation> answers, ItemWriter<ErrorExplanation> writer, OutputForm form)
    {
        foreach (ErrorExplanation answer in form == OutputForm.Text ? answers.Take(1) : answers)
        {
            writer.Write(answer);
        }

        if (form == OutputForm.Text)
        {
            terminal.Write(() => ExplanationText.Others(terminal.Text, answers.Skip(1)));
        }
    }

    private IEnumerable<string?> Texts(ParseResult parsed)
    {
        foreach (string text in parsed.GetValue(_texts) ?? [])
        {
            yield return text == "-" ? ReadFile("-") : text;
        }

        foreach (string file in parsed.GetValue(_files) ?? [])
        {
            yield return ReadFile(file);
        }
    }

    /// <summary>Null after a complaint when it cannot be read.</summary>
    private string? ReadFile(string file)
    {
        if (file == "-" && GivenPipes.IsInputClosed)
        {
            terminal.Complain("Standard input cannot be read: it is closed.");
            return null;
        }

        try
        {
            using Stream stream = file == "-" ? terminal.OpenInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            byte[] octets = new byte[81920];
            using MemoryStream whole = new();
            int count;
            while (whole.Length <= MostOctets && (count = stream.Read(octets)) > 0)
            {
                whole.Write(octets, 0, count);
            }

            if (whole.Length > MostOctets)
            {
                terminal.Complain($"{(file == "-" ? "Standard input" : $"--input '{VisibleText.Show(file)}'")} is larger than {MostOctets} octets, the most that is read at a time: split it.");
                return null;
            }

            // What Windows PowerShell redirects into a file is UTF-16 with a mark.
            whole.Position = 0;
            using StreamReader text = new(whole, new UTF8Encoding(false));
            return text.ReadToEnd();
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            terminal.Complain($"--input '{VisibleText.Show(file)}' cannot be read: {FileProblem.Describe(file, e)}.");
            return null;
        }
    }
}
