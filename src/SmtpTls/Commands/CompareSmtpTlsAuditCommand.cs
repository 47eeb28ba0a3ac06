using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Audit.Drift;
using SmtpTls.Pipeline;
using SmtpTls.Reports.Drift;

namespace SmtpTls.Commands;

/// <summary><c>Compare-SmtpTlsAudit</c>: what became of each domain between two audits, or over a folder of them.</summary>
[Cmdlet(VerbsData.Compare, "SmtpTlsAudit", DefaultParameterSetName = PathSet), OutputType(typeof(AuditDrift), typeof(string))]
public sealed class CompareSmtpTlsAuditCommand : PSCmdlet
{
    private const string PathSet = "Path", LiteralPathSet = "LiteralPath", ObjectSet = "Object";
    private readonly List<string> _files = [];
    private readonly List<string> _newer = [];
    private readonly AuditHistory _objects = new();

    /// <summary>The older audit, or a folder of audits, or several files of them; wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet), ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>As Path, names taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true), Alias("PSPath"), ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The newer audit, a file or a folder that holds one.</summary>
    [Parameter(Position = 1, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true), Parameter(ParameterSetName = LiteralPathSet), ValidateNotNullOrEmpty]
    public string? DifferencePath { get; set; }

    /// <summary>The older audit, as objects.</summary>
    [Parameter(ParameterSetName = ObjectSet), AllowEmptyCollection, AllowNull]
    public object?[]? ReferenceObject { get; set; }

    /// <summary>The newer audit, as objects.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet, ValueFromPipeline = true), AllowEmptyCollection, AllowNull]
    public object?[]? DifferenceObject { get; set; }

    /// <summary>Writes a report in this form instead of objects.</summary>
    [Parameter, ValidateSet("Text", "Mail", "Teams", "EventLog", "Syslog", "JUnit", "Sarif", "Prometheus", "Csv")]
    public string? Format { get; set; }

    /// <summary>Writes domains that did not change too.</summary>
    [Parameter]
    public SwitchParameter IncludeUnchanged { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterSetName == ObjectSet)
        {
            _objects.BeginRun();
            Add(ReferenceObject);
            _objects.BeginRun();
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ObjectSet)
        {
            // Files that Get-ChildItem hands on are the files of a history: PowerShell binds them as objects before it looks at their paths.
            object?[] objects = DifferenceObject ?? [];
            _files.AddRange(objects.Select(static one => one is PSObject wrapped ? wrapped.BaseObject : one).OfType<FileSystemInfo>().Select(static file => file.FullName));
            object?[] audits = [.. objects.Where(static one => (one is PSObject wrapped ? wrapped.BaseObject : one) is not FileSystemInfo)];
            if (audits.Length > 0 && !MyInvocation.BoundParameters.ContainsKey(nameof(ReferenceObject)))
            {
                Refuse("Name the older audit with -ReferenceObject.");
            }

            Add(audits);
            return;
        }

        _files.AddRange(InputFiles.Find(this, ParameterSetName == PathSet ? Path : LiteralPath, ParameterSetName == PathSet, Errors.AuditUnreadable));
        if (DifferencePath is { } newer)
        {
            _newer.AddRange(InputFiles.Find(this, [newer], wildcards: false, Errors.AuditUnreadable));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        AuditHistory history = ParameterSetName == ObjectSet && _files.Count == 0 ? _objects : ReadFiles();
        if (Format is null)
        {
            WriteObject(history.Compare().Where(one => IncludeUnchanged || one.Drift != "Unchanged"), enumerateCollection: true);
            return;
        }

        DriftReport report = new(history.Compare(), SystemClock.Instance.Now, Environment.MachineName, typeof(AuditDrift).Assembly.GetName().Version!.ToString(3));
        string text = report.Write((DriftFormat)Enum.Parse(typeof(DriftFormat), Format, ignoreCase: true));

        // Logs and tables are lines, of which PowerShell makes what it likes; the others are one document.
        if (Format.ToUpperInvariant() is "EVENTLOG" or "SYSLOG" or "CSV")
        {
            WriteObject(text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries), enumerateCollection: true);
        }
        else
        {
            WriteObject(text);
        }
    }

    private AuditHistory ReadFiles()
    {
        AuditFolder files = new(problem => WriteError(Errors.AuditPieceUnreadable(problem)));
        bool isFolder = _files.Any(Directory.Exists);
        if (_files.Count == 0 || (DifferencePath is not null && _newer.Count == 0))
        {
            // What was named could not be found, and that was said.
            return new AuditHistory();
        }

        if (_newer.Count > 0)
        {
            Outcome<AuditHistory>? pair = _files.Count == 1 ? files.ReadPair(_files[0], _newer[0]) : null;
            return pair?.Value ?? Refuse(pair?.Fault!.Message ?? "-DifferencePath is compared with one file or folder, and -Path names several.");
        }

        // Two files without a word about which is older, and more of them, are put in the order of their time.
        AuditHistory history = files.ReadByTime(_files.SelectMany(file => Directory.Exists(file) ? files.Find(file) : [file]).Distinct());
        return history.Runs >= 2 || (isFolder && history.Runs == 1) ? history : Refuse($"There is nothing to compare: name an older and a newer audit, or a folder that holds audits ({AuditFolder.Held}).");
    }

    private AuditHistory Refuse(string problem)
    {
        ThrowTerminatingError(Errors.AuditsIncomplete(problem));
        return new AuditHistory();
    }

    private void Add(object?[]? objects)
    {
        foreach (object? one in objects ?? [])
        {
            if (AuditInput.Read(one, out string problem) is { } audit)
            {
                _objects.Add(audit);
            }
            else
            {
                WriteError(Errors.AuditInvalid(one, problem));
            }
        }
    }
}
