using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Explain;
using SmtpTls.Pipeline;
using SmtpTls.TlsRpt.Measure;

namespace SmtpTls.Commands;

/// <summary><c>Measure-TlsRptReport</c>: what many reports say together, and whether it is still so.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "TlsRptReport")]
[OutputType(typeof(TlsRptSummary))]
public sealed class MeasureTlsRptReportCommand : LiveCmdlet
{
    private readonly ReportMeasure _measure = new(CauseCatalog.Load(null));
    private Mechanisms _asked = Mechanisms.StartTls;

    /// <summary>Reports, as Read-TlsRptReport gives them or as they were kept.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Probe each failure's host or policy now.</summary>
    [Parameter]
    public SwitchParameter Live { get; set; }

    /// <summary>Failures that are looked at, those with most sessions first.</summary>
    [Parameter, ValidateRange(1, 10_000)]
    public int MaxLive { get; set; } = 100;

    /// <summary>The TCP port of mail hosts.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int Port { get; set; } = 25;

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items
    {
        get
        {
            foreach (PSObject input in InputObject)
            {
                if (ReportShape.From(input) is { } report)
                {
                    _measure.Add(report);
                }
                else
                {
                    WriteError(Errors.ReportObjectUnusable(input, "it is no report of Read-TlsRptReport"));
                }
            }

            return [];
        }
    }

    private protected override int ProbedPort => Port;

    private protected override Mechanisms Asked => _asked;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        if (Live)
        {
            base.Prepare();
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop)
    {
        // The reports are added where they come in; this waits for the last.
        await foreach (Subject _ in items.WithCancellation(stop).ConfigureAwait(false))
        {
        }

        TlsRptSummary summary = _measure.ToSummary();
        await WriteAsync(Live ? summary with { Failures = await LookAsync(summary.Failures, stop).ConfigureAwait(false) } : summary).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _measure.Dispose();
        }
    }

    private async Task<IReadOnlyList<TlsRptFailure>> LookAsync(IReadOnlyList<TlsRptFailure> failures, CancellationToken stop)
    {
        FailureLook look = new(failures, MaxLive);
        foreach (FailureQuestions questions in look.Questions)
        {
            _asked = questions.Asked;
            await ForEachAsync(Subjects(questions.Targets), facts =>
            {
                look.Add(questions, facts);
                return Task.CompletedTask;
            }, stop).ConfigureAwait(false);
        }

        return look.Answer(SystemClock.Instance.Now);
    }

    private static async IAsyncEnumerable<Subject> Subjects(IReadOnlyList<AuditTarget> targets)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (AuditTarget target in targets)
        {
            yield return new Subject(target);
        }
    }
}
