using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using SmtpTls.Explain;
using SmtpTls.Pipeline;
using SmtpTls.Reports;
using SmtpTls.TlsRpt.Measure;

namespace SmtpTls.Commands;

/// <summary><c>Export-SmtpTlsReport</c>: one HTML file with charts that needs no network.</summary>
[Cmdlet(VerbsData.Export, "SmtpTlsReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSmtpTlsReportCommand : PSCmdlet, System.IDisposable
{
    private readonly ReportMeasure _measure = new(CauseCatalog.Load(null));
    private TlsRptSummary? _summary;
    private bool _anyReport;

    /// <summary>A summary of Measure-TlsRptReport, or reports, which are added up.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true), ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0), ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The page's title.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>A file that is there may be replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _measure.Dispose();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in InputObject)
        {
            if (input.BaseObject is TlsRptSummary summary && _summary is null && !_anyReport)
            {
                _summary = summary;
            }
            else if (_summary is null && ReportShape.From(input) is { } report)
            {
                _measure.Add(report);
                _anyReport = true;
            }
            else
            {
                WriteError(Errors.ReportObjectUnusable(input, _summary is null ? "it is neither a summary nor a report" : "a page is of one summary"));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        TlsRptSummary? summary = _summary ?? (_anyReport ? _measure.ToSummary() : null);
        string file = FullPath();
        if (summary is null || !ShouldProcess(file, "Write the page"))
        {
            return;
        }

        string page = SummaryPage.Of(summary, Title, SystemClock.Instance.Now);
        Outcome<IReadOnlyList<string>> written = FileSet.Write(System.IO.Path.GetDirectoryName(file)!, [new TextFile(System.IO.Path.GetFileName(file), page)], Force);
        if (written.Value is null)
        {
            ThrowTerminatingError(Errors.PageNotWritten(file, written.Fault!));
        }

        // As Get-Item gives it, so that it can be piped on.
        WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
    }

    private string FullPath()
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out ProviderInfo provider, out _);
            if (provider.Name != "FileSystem")
            {
                ThrowTerminatingError(Errors.PageNotWritten(Path, new Fault(FaultKind.Input, $"'{VisibleText.Show(Path, 300)}' is in {provider.Name}, not among files.")));
            }

            return full;
        }
        catch (SessionStateException e)
        {
            ThrowTerminatingError(Errors.PageNotWritten(Path, new Fault(FaultKind.Input, e.Message)));
            throw;
        }
    }
}
