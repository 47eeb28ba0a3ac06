using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Explain;
using SmtpTls.Pipeline;
using SmtpTls.TlsRpt.Intake;
using SmtpTls.TlsRpt.Measure;

namespace SmtpTls.Commands;

/// <summary><c>Read-TlsRptReport</c>: TLS reports from files, mailboxes and the objects of mail APIs.</summary>
[Cmdlet(VerbsCommunications.Read, "TlsRptReport", DefaultParameterSetName = PathSet)]
[OutputType(typeof(TlsRptReport), typeof(TlsRptRow))]
public sealed class ReadTlsRptReportCommand : AsyncCmdlet<ReportItem>
{
    private const string PathSet = "Path", LiteralPathSet = "LiteralPath", InputSet = "InputObject";
    private readonly RunProgress _progress = new();
    private int _inputs;
    private int _known;
    private bool _byteSaid;

    /// <summary>Files, folders and Maildirs, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders whose names are taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet), Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Paths, octets, streams, attachments, messages.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The folders below folders too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Rows for a spreadsheet instead of reports.</summary>
    [Parameter]
    public SwitchParameter Flatten { get; set; }

    /// <summary>Octets of one report, unpacked, that are read.</summary>
    [Parameter, ValidateRange(1L, 4294967296L)]
    public long MaxReportSize { get; set; } = ReportLimits.Usual.MostReportOctets;

    /// <summary>Policies, failures and texts of one report that are read.</summary>
    [Parameter, ValidateRange(1, 100_000_000)]
    public int MaxDetail { get; set; } = ReportLimits.Usual.MostItems;

    /// <summary>Files of one archive that are read.</summary>
    [Parameter, ValidateRange(1, 1_000_000)]
    public int MaxArchiveMember { get; set; } = ReportLimits.Usual.MostMembers;

    /// <summary>Files at a time.</summary>
    [Parameter, ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    protected override IEnumerable<ReportItem> Items => ParameterSetName switch
    {
        PathSet => Found(Path, wildcards: true),
        LiteralPathSet => Found(LiteralPath, wildcards: false),
        _ => ReportObjects.Of(InputObject, ++_inputs).SelectMany(Item),
    };

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<ReportItem> items, CancellationToken stop)
    {
        ReportLimits limits = new() { MostReportOctets = MaxReportSize, MostItems = MaxDetail, MostMembers = MaxArchiveMember };
        ReportSweep sweep = new(limits, new Explanations(CauseCatalog.Load(null)), ThrottleLimit);
        string name = "Read-TlsRptReport";
        await foreach (IntakeResult result in sweep.ReadAsync(InputsAsync(items, stop), stop).ConfigureAwait(false))
        {
            if (result.Unreadable is { } why)
            {
                await WriteErrorAsync(Errors.ReportUnreadable(result.Source, why)).ConfigureAwait(false);
            }

            foreach (TlsRptReport report in result.Reports)
            {
                foreach (object item in Flatten ? ReportRows.Of(report).Select(ReportRows.Defused) : (IEnumerable<object>)[report])
                {
                    await WriteAsync(item).ConfigureAwait(false);
                }
            }

            if (_progress.Step(name, ItemCount is null ? null : Volatile.Read(ref _known)) is { } shown)
            {
                await WriteProgressAsync(shown).ConfigureAwait(false);
            }
        }

        await WriteProgressAsync(RunProgress.End(name)).ConfigureAwait(false);
    }

    /// <summary>Folders become their files; what cannot be listed becomes an error in its place.</summary>
    private async IAsyncEnumerable<ReportInput> InputsAsync(IAsyncEnumerable<ReportItem> items, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (ReportItem item in items.WithCancellation(stop).ConfigureAwait(false))
        {
            List<(string Place, string Why)> failed = [];
            List<string> files = item.Path is { } path ? ReportPaths.Files(path, Recurse, (place, why) => failed.Add((place, why))) : [];
            Interlocked.Add(ref _known, files.Count + failed.Count + (item.Input is null ? 0 : 1));
            foreach ((string place, string why) in failed)
            {
                yield return ReportInput.Failed(VisibleText.Show(place, 4096), why);
            }

            foreach (string file in files)
            {
                yield return ReportInput.File(file);
            }

            if (item.Input is { } input)
            {
                yield return input;
            }
        }
    }

    private IEnumerable<ReportItem> Found(string[] paths, bool wildcards) => InputFiles.Find(this, paths, wildcards, Errors.ReportUnreadable).Select(ReportItem.Of);

    private IEnumerable<ReportItem> Item(ReportObject given)
    {
        if (given.Path is { } path)
        {
            return Found([path], wildcards: true);
        }

        if (given.LiteralPath is { } literal)
        {
            return Found([literal], wildcards: false);
        }

        if (given.Input is { } input)
        {
            return [ReportItem.Of(input)];
        }

        if (!given.IsByte || !_byteSaid)
        {
            WriteError(given.IsByte ? Errors.ReportBytesUnrolled() : Errors.ReportObjectUnusable(InputObject, given.Problem ?? "it is of no known form"));
            _byteSaid |= given.IsByte;
        }

        return [];
    }
}
