using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Audit.Journal;
using SmtpTls.Pipeline;

namespace SmtpTls.Commands;

/// <summary><c>Invoke-SmtpTlsAudit</c>: how secure is mail with these partners? One grade a domain, with the reason for each step, for one domain or fifty thousand.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SmtpTlsAudit", DefaultParameterSetName = DomainSet)]
[OutputType(typeof(DomainAudit))]
public sealed class InvokeSmtpTlsAuditCommand : LiveCmdlet
{
    private const string DomainSet = "Domain";
    private const string MergeSet = "Merge";
    private readonly Judge _judge = new(new CheckCatalog(), withProofs: true);
    private readonly HashSet<DomainName> _known = [];
    private readonly List<string> _journals = [];
    private Shard? _shard;
    private bool _merging;

    /// <summary>Mail domains, and what holds some.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DomainSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain", Lists = new[] { "RecipientDomains", "SenderDomains", "RecipientAddress", "SenderAddress" })]
    public string[] Domain { get; set; } = [];

    /// <summary>Journals, or folders of them, whose results are written instead of asking anybody.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MergeSet, ValueFromPipelineByPropertyName = true), Alias("FullName"), ValidateNotNullOrEmpty]
    public string[] Merge { get; set; } = [];

    /// <summary>The TCP port of the mail servers.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int Port { get; set; } = 25;

    /// <summary>The folder of the run's journal.</summary>
    [Parameter(ParameterSetName = DomainSet), ValidateNotNullOrEmpty]
    public string? StatePath { get; set; }

    /// <summary>Begin anew whatever an interrupted run left.</summary>
    [Parameter(ParameterSetName = DomainSet)]
    public SwitchParameter Restart { get; set; }

    /// <summary>One part of the list.</summary>
    [Parameter(ParameterSetName = DomainSet), ValidateNotNullOrEmpty]
    public string? Shard { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items => ParameterSetName == MergeSet ? ReadPaths() : ReadPartners();

    private protected override int ProbedPort => Port;

    private protected override Mechanisms Asked => Mechanisms.All;

    private protected override LiveRun Run => new() { Folder = StatePath, Restart = Restart, Shard = _shard, BackOff = AuditOptions.SweepBackOff };

    /// <inheritdoc/>
    protected override void Prepare()
    {
        if (Shard is not null && !Audit.Shard.TryParse(Shard, out _shard))
        {
            ThrowTerminatingError(Errors.ShardInvalid(Shard));
        }

        base.Prepare();
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop)
    {
        // Only what comes tells domains from journals: before the first object of a pipeline the set of parameters is not known.
        IAsyncEnumerator<Subject> input = items.GetAsyncEnumerator(stop);
        try
        {
            bool any = await input.MoveNextAsync().ConfigureAwait(false);
            if (any || !_merging)
            {
                await ForEachAsync(RestAsync(input, any), facts => WriteAsync(_judge.Assess(facts)), stop).ConfigureAwait(false);
            }
        }
        finally
        {
            await input.DisposeAsync().ConfigureAwait(false);
        }

        if (_merging)
        {
            await MergeAsync(stop).ConfigureAwait(false);
        }
    }

    private static async IAsyncEnumerable<Subject> RestAsync(IAsyncEnumerator<Subject> input, bool any)
    {
        for (bool more = any; more; more = await input.MoveNextAsync().ConfigureAwait(false))
        {
            yield return input.Current;
        }
    }

    /// <summary>Each distinct domain once, however many rows of a message trace name it.</summary>
    private IEnumerable<Subject> ReadPartners()
    {
        foreach (string text in Domain.SelectMany(one => one.Contains(';') && !one.StartsWith("smtp:", System.StringComparison.OrdinalIgnoreCase) ? DomainText.Split(one) : [one]))
        {
            if (!DomainText.TryRead(text, out DomainName? name, out string problem, out string? remark))
            {
                WriteError(Errors.DomainNameInvalid(text, problem));
                continue;
            }

            if (remark is not null)
            {
                WriteWarning(remark);
            }

            if (_known.Add(name!))
            {
                yield return new Subject(AuditTarget.Domain(name!));
            }
        }
    }

    /// <summary>Paths are no subjects: they are collected, and read when the last has come.</summary>
    private IEnumerable<Subject> ReadPaths()
    {
        _merging = true;
        _journals.AddRange(InputFiles.Find(this, Merge, true, (path, problem) => Errors.JournalIncomplete($"'{VisibleText.Show(path)}': {problem}")));
        return [];
    }

    private async Task MergeAsync(CancellationToken stop)
    {
        using JournalMerge merge = JournalMerge.Open(_journals);
        foreach (DomainFacts facts in merge.Read())
        {
            stop.ThrowIfCancellationRequested();
            await WriteAsync(_judge.Assess(facts)).ConfigureAwait(false);
        }

        foreach (string problem in merge.Problems)
        {
            await WriteErrorAsync(Errors.JournalIncomplete(problem)).ConfigureAwait(false);
        }
    }
}
