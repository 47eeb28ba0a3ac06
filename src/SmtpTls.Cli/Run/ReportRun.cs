using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Output;
using SmtpTls.Explain;
using SmtpTls.Reports;
using SmtpTls.TlsRpt.Intake;
using SmtpTls.TlsRpt.Measure;

namespace SmtpTls.Cli.Run;

/// <summary>What a run over reports is to give.</summary>
/// <param name="Form">Of what goes to standard output.</param>
/// <param name="Html">File for the page; null for none.</param>
internal sealed record ReportChoice(OutputForm Form, string? Html)
{
    public bool Recurse { get; init; }

    public bool Summary { get; init; }

    public bool Flatten { get; init; }

    public string? Title { get; init; }

    public int Threads { get; init; } = 1;

    /// <summary>How the failures of the totals are looked at now; null for not at all.</summary>
    public Surroundings? Look { get; init; }

    /// <summary>So many of them.</summary>
    public int MostLooks { get; init; }

    public ReportLimits Limits { get; init; } = ReportLimits.Usual;

    /// <summary>Whether each report is shown: not when only totals are wanted.</summary>
    public bool ShowsReports => !Summary && (Html is null || Flatten || Form != OutputForm.Text);
}

/// <summary>One run of <c>smtptls report</c>. Reports are handed out or added up as they come; none is kept.</summary>
internal sealed class ReportRun(Terminal terminal, ReportChoice choice)
{
    private bool _badInput;

    public async Task<int> RunAsync(IReadOnlyList<string> paths, CancellationToken stop)
    {
        List<string> files = [.. paths.SelectMany(path => path == "-" ? [path] : ReportPaths.Files(path, choice.Recurse, Complain))];
        Explanations explanations = new(CauseCatalog.Load(null));
        ReportSweep sweep = new(choice.Limits, explanations, choice.Threads);
        using ReportMeasure measure = new(explanations.Causes);
        using JsonObjects? json = choice.Form == OutputForm.Text ? null : new JsonObjects(terminal, choice.Form);
        if (choice is { Flatten: true, Form: OutputForm.Text })
        {
            terminal.Write(() => terminal.Out.WriteLine(ReportRows.Heading));
        }

        using (Progress progress = new(terminal, files.Contains("-") ? null : files.Count))
        {
            progress.Begin();
            await foreach (IntakeResult result in sweep.ReadAsync(InputsAsync(files), stop))
            {
                Take(result, measure, json, stop);
                progress.Step();
            }
        }

        await FinishAsync(measure, json, stop);
        return _badInput ? ExitCode.Usage : ExitCode.Ok;
    }

    private void Take(IntakeResult result, ReportMeasure measure, JsonObjects? json, CancellationToken stop)
    {
        if (result.Unreadable is { } why)
        {
            Complain(result.Source, why);
        }

        foreach (TlsRptReport report in result.Reports)
        {
            stop.ThrowIfCancellationRequested();
            if (choice.Summary || choice.Html is not null)
            {
                measure.Add(report);
            }

            if (choice.ShowsReports)
            {
                Show(report, json);
            }
        }
    }

    private void Show(TlsRptReport report, JsonObjects? json)
    {
        if (json is not null)
        {
            foreach (object item in choice.Flatten ? ReportRows.Of(report) : (IEnumerable<object>)[report])
            {
                json.Write(item);
            }
        }
        else
        {
            terminal.Write(() =>
            {
                if (choice.Flatten)
                {
                    foreach (TlsRptRow row in ReportRows.Of(report))
                    {
                        terminal.Out.WriteLine(ReportRows.ToCsv(row));
                    }
                }
                else
                {
                    ReportText.Report(terminal.Text, report);
                }
            });
        }
    }

    private async Task FinishAsync(ReportMeasure measure, JsonObjects? json, CancellationToken stop)
    {
        if (!choice.Summary && choice.Html is null)
        {
            return;
        }

        TlsRptSummary summary = measure.ToSummary();
        summary = choice.Look is { } around ? summary with { Failures = await LookAsync(around, summary.Failures, stop) } : summary;
        if (choice.Summary && json is not null)
        {
            json.Write(summary);
        }
        else if (choice.Summary)
        {
            terminal.Write(() => ReportText.Summary(terminal.Text, summary));
        }

        if (choice.Html is { } path)
        {
            string full = Path.GetFullPath(path);
            Outcome<IReadOnlyList<string>> written = FileSet.Write(
                Path.GetDirectoryName(full)!, [new TextFile(Path.GetFileName(full), SummaryPage.Of(summary, choice.Title, SystemClock.Instance.Now))], replace: true);
            if (written.Value is null)
            {
                throw new IOException(written.Fault!.Message);
            }

            terminal.Complain($"{VisibleText.Show(path)} is written.");
        }
    }

    private async Task<IReadOnlyList<TlsRptFailure>> LookAsync(Surroundings around, IReadOnlyList<TlsRptFailure> failures, CancellationToken stop)
    {
        FailureLook look = new(failures, choice.MostLooks);
        foreach (FailureQuestions questions in look.Questions)
        {
            await LiveLook.RunAsync(terminal, around with { Options = around.Options with { Asked = questions.Asked } }, questions.Targets, (_, facts) => look.Add(questions, facts), stop);
        }

        return look.Answer(SystemClock.Instance.Now);
    }

    private async IAsyncEnumerable<ReportInput> InputsAsync(List<string> files)
    {
        await Task.CompletedTask;
        foreach (string file in files)
        {
            yield return file == "-" ? StandardInput() : ReportInput.File(file);
        }
    }

    private ReportInput StandardInput() => GivenPipes.IsInputClosed
        ? ReportInput.Failed("Standard input", "it is closed.")
        : new ReportInput(intake => new IntakeResult(intake.Read(terminal.OpenInput(), "(standard input)"), null, "(standard input)"));

    private void Complain(string path, string why)
    {
        terminal.Complain($"'{path}' cannot be read: {why}");
        _badInput = true;
    }
}
