using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Audit.Drift;
using SmtpTls.Explain;
using SmtpTls.Pipeline;
using SmtpTls.Reports;
using SmtpTls.Reports.Audits;
using SmtpTls.TlsRpt.Measure;

namespace SmtpTls.Commands;

/// <summary><c>Export-SmtpTlsReport</c>: one HTML file with charts that needs no network, of audits or of what TLS reports say together.</summary>
[Cmdlet(VerbsData.Export, "SmtpTlsReport", DefaultParameterSetName = ObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSmtpTlsReportCommand : PSCmdlet, IDisposable
{
    private const string ObjectSet = "Object", AuditSet = "Audit";
    private readonly ReportMeasure _measure = new(CauseCatalog.Load(null));
    private readonly AuditPage _page = new();
    private readonly List<string> _files = [];
    private string _file = "";
    private TlsRptSummary? _summary;
    private bool _anyReport;

    /// <summary>Audits; or a summary of Measure-TlsRptReport, or reports, which are added up.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet, ValueFromPipeline = true), ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Files of audits, or journals and folders of them; wildcards allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AuditSet), ValidateNotNullOrEmpty]
    public string[] AuditPath { get; set; } = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0), ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The page's title.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>A file that is there may be replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private bool IsOfReports => _summary is not null || _anyReport;

    private bool IsOfAudits => _page.Count > 0 || _files.Count > 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _measure.Dispose();
        _page.Dispose();
    }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _file = FullPath();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _files.AddRange(InputFiles.Find(this, AuditPath, wildcards: true, Errors.AuditUnreadable));
        foreach (PSObject input in InputObject)
        {
            if (Take(input) is { } problem)
            {
                WriteError(Errors.ReportObjectUnusable(input, problem));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReadFiles();
        TlsRptSummary? summary = _summary ?? (_anyReport ? _measure.ToSummary() : null);
        string file = _file;
        if (summary is null && _page.Count == 0)
        {
            // A page of yesterday that is still there must not be taken for that of today.
            WriteWarning($"No audit, summary or report came, so that '{VisibleText.Show(file, 300)}' was not written.");
            return;
        }

        if (!ShouldProcess(file, "Write the page"))
        {
            return;
        }

        DateTimeOffset now = SystemClock.Instance.Now;
        Outcome<IReadOnlyList<string>> written = summary is null ? _page.Write(file, Title, now, Force)
            : FileSet.Write(System.IO.Path.GetDirectoryName(file)!, [new TextFile(System.IO.Path.GetFileName(file), SummaryPage.Of(summary, Title, now))], Force);
        if (written.Value is null)
        {
            ThrowTerminatingError(Errors.PageNotWritten(file, written.Fault!));
        }

        // As Get-Item gives it, so that it can be piped on.
        WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
    }

    /// <returns>Why the object is of no use; null when it was taken.</returns>
    private string? Take(PSObject input)
    {
        FileSystemInfo? file = input.BaseObject as FileSystemInfo;
        if (IsOfReports && (file is not null || AuditInput.IsAudit(input)))
        {
            return "a page is of reports or of audits, not of both";
        }

        if (file is not null)
        {
            _files.Add(file.FullName);
            return null;
        }

        if (AuditInput.IsAudit(input))
        {
            if (AuditInput.Read(input, out string problem, whole: true) is not { } audit)
            {
                return problem.TrimEnd('.');
            }

            Add(audit);
            return null;
        }

        if (IsOfAudits)
        {
            return "it is no audit, and a page of audits holds nothing else";
        }

        if (input.BaseObject is TlsRptSummary summary && !IsOfReports)
        {
            _summary = summary;
            return null;
        }

        if (_summary is null && ReportShape.From(input) is { } report)
        {
            _measure.Add(report);
            _anyReport = true;
            return null;
        }

        return _summary is null ? "it is neither an audit nor a summary or report" : "a page is of one summary";
    }

    private void ReadFiles()
    {
        AuditFolder files = new(problem => WriteError(Errors.AuditPieceUnreadable(problem)));
        files.ReadEach(_files.SelectMany(file => Directory.Exists(file) ? files.Find(file) : [file]).Distinct(), Add);
    }

    private void Add(DomainAudit audit)
    {
        try
        {
            _page.Add(audit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(Errors.PageNotWritten(Path, new Fault(FaultKind.Input, $"What belongs on the page cannot be kept: {e.Message}")));
        }
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

            if (!Directory.Exists(System.IO.Path.GetDirectoryName(full)))
            {
                // A slip of the pen is to be told, and before anything is read.
                ThrowTerminatingError(Errors.PageNotWritten(Path, new Fault(FaultKind.Input, $"'{VisibleText.Show(full, 300)}' cannot be written: there is no such folder.")));
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
