using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Audit.Journal;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Http;
using SmtpTls.Pipeline;
using SmtpTls.Tls;

namespace SmtpTls.Commands;

/// <summary>What every cmdlet shares that talks to servers: the parameters about how, and the way from names to facts.</summary>
public abstract class LiveCmdlet : AsyncCmdlet<Subject>
{
    private readonly RunProgress _progress = new();
    private string _name = "";
    private TrustSet? _trust;
    private TrustAnchors _anchors = TrustAnchors.Root;
    private Uri? _proxy;
    private string? _stateFolder;
    private string? _journalFolder;
    private string? _caPath;
    private string? _anchorPath;

    /// <summary>DNS servers to ask instead of this machine's.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] DnsServer { get; set; } = [];

    /// <summary>Who decides whether DNS answers are genuine.</summary>
    [Parameter, ValidateSet("Validate", "TrustAd", "Off")]
    public string DnssecMode { get; set; } = "Validate";

    /// <summary>DS or DNSKEY lines that replace the built-in keys of the root.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? TrustAnchor { get; set; }

    /// <summary>Roots besides the system's, in PEM.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? CaFile { get; set; }

    /// <summary>Do not ask whether certificates are revoked.</summary>
    [Parameter]
    public SwitchParameter SkipRevocationCheck { get; set; }

    /// <summary>Limit of one whole probe.</summary>
    [Parameter, ValidateRange(0.1, 600.0)]
    public double TimeoutSec { get; set; } = 30;

    /// <summary>Limit of one connection attempt.</summary>
    [Parameter, ValidateRange(0.1, 600.0)]
    public double ConnectTimeoutSec { get; set; } = 10;

    /// <summary>Connections at a time, over all servers.</summary>
    [Parameter, ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>Connections at a time to one address.</summary>
    [Parameter, ValidateRange(1, 1024)]
    public int MaxPerAddress { get; set; } = 2;

    /// <summary>Connections at a time to the hosts under one provider's name.</summary>
    [Parameter, ValidateRange(1, 1024)]
    public int MaxPerProvider { get; set; } = 4;

    /// <summary>Which address families are probed.</summary>
    [Parameter, ValidateSet(nameof(IPPreference.Any), nameof(IPPreference.IPv4), nameof(IPPreference.IPv6))]
    public string IPVersion { get; set; } = nameof(IPPreference.Any);

    /// <summary>The name given in EHLO.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? HeloName { get; set; }

    /// <summary>Policy hosts and revocation URLs are also asked at loopback and private addresses.</summary>
    [Parameter]
    public SwitchParameter AllowPrivateNetwork { get; set; }

    /// <summary>The TCP port of MTA-STS policy hosts.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int MtaStsPort { get; set; } = 443;

    /// <summary>An HTTP proxy to fetch policy files through.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? Proxy { get; set; }

    /// <summary>Results as they come instead of in the order of the input.</summary>
    [Parameter]
    public SwitchParameter AsCompleted { get; set; }

    /// <summary>The TCP port that is probed.</summary>
    private protected virtual int ProbedPort => 25;

    /// <summary>What is asked about each subject.</summary>
    private protected abstract Mechanisms Asked { get; }

    /// <summary>Where policies are kept from run to run; null for nowhere.</summary>
    private protected virtual string? StateFolder => null;

    /// <summary>Where a run is kept, and which part of a list it is.</summary>
    private protected virtual LiveRun Run => LiveRun.Whole;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _name = MyInvocation.MyCommand.Name;
        if (HeloName is not null && !SmtpTls.Smtp.HeloName.IsValid(HeloName))
        {
            ThrowTerminatingError(Errors.HeloNameInvalid(HeloName));
        }

        if (Proxy is not null && !ProxyAddress.TryParse(Proxy, out _proxy))
        {
            ThrowTerminatingError(Errors.ProxyInvalid(Proxy));
        }

        if (TrustAnchor is not null)
        {
            string file = FilePath(TrustAnchor, Errors.TrustAnchorUnreadable);
            Outcome<TrustAnchors> read = TrustAnchors.ReadFile(file);
            if (read.Value is null)
            {
                ThrowTerminatingError(Errors.TrustAnchorUnreadable(file, read.Fault?.Message ?? "It holds no key."));
            }

            _anchors = read.Value!;
            _anchorPath = file;
        }

        string? caFile = CaFile is null ? null : FilePath(CaFile, Errors.CaFileUnreadable);
        Outcome<TrustSet> trust = TrustSet.Load(caFile);
        if (trust.Value is null)
        {
            ThrowTerminatingError(Errors.CaFileUnreadable(caFile ?? "", trust.Fault?.Message ?? "It holds no certificate."));
        }

        _trust = trust.Value;
        _caPath = caFile;
        _journalFolder = Run.Folder is { } journals ? FilePath(journals, Errors.StatePathUnusable) : null;
        _stateFolder = StateFolder is { } folder ? FilePath(folder, Errors.StatePathUnusable) : null;
    }

    /// <summary>The domains among these texts; each that is none becomes an error, and the others go on.</summary>
    private protected IEnumerable<Subject> ReadDomains(string[] texts)
    {
        foreach (string text in texts)
        {
            if (DomainName.TryParse(text, out DomainName? name, out string? problem))
            {
                yield return new Subject(AuditTarget.Domain(name));
            }
            else
            {
                WriteError(Errors.DomainNameInvalid(text, problem));
            }
        }
    }

    /// <summary>The hosts among these texts, by name or address.</summary>
    private protected IEnumerable<Subject> ReadHosts(string[] texts)
    {
        foreach (string text in texts)
        {
            if (AuditTarget.TryParseHost(text, out AuditTarget? target, out string? problem))
            {
                yield return new Subject(target!);
            }
            else
            {
                WriteError(Errors.HostNameInvalid(text, problem ?? "it is empty"));
            }
        }
    }

    /// <summary>Facts of each item, and what is to be said of the way out of this network when all are done.</summary>
    private protected async Task ForEachAsync(IAsyncEnumerable<Subject> items, Func<DomainFacts, Task> take, CancellationToken stop)
    {
        IReadOnlyList<DnsServer> servers = await FindServersAsync(stop).ConfigureAwait(false);
        using LiveGathering gathering = LiveGathering.Create(Options(), servers, _trust!);
        using AuditJournal? journal = await OpenJournalAsync(stop).ConfigureAwait(false);
        int said = await SayAsync(journal, 0).ConfigureAwait(false);
        try
        {
            GatherPlan plan = new() { AsCompleted = AsCompleted, Journal = journal, Shard = Run.Shard };
            await foreach (DomainFacts facts in gathering.GatherAsync(TargetsAsync(items, stop), plan, stop).ConfigureAwait(false))
            {
                await HandOutAsync(facts, take).ConfigureAwait(false);
            }
        }
        catch (StateLostException e)
        {
            await TerminateAsync(Errors.StateLost(_journalFolder!, e)).ConfigureAwait(false);
        }

        await SayAsync(journal, said).ConfigureAwait(false);
        await WriteProgressAsync(RunProgress.End(_name)).ConfigureAwait(false);
        if (gathering.DnssecNotice is { } unproved)
        {
            await WriteWarningAsync(unproved).ConfigureAwait(false);
        }

        if (gathering.Egress.Describe(ProbedPort) is { } notice)
        {
            await WriteWarningAsync(notice).ConfigureAwait(false);
        }
    }

    private async Task HandOutAsync(DomainFacts facts, Func<DomainFacts, Task> take)
    {
        await take(facts).ConfigureAwait(false);
        if (_progress.Step(_name, ItemCount) is { } shown)
        {
            await WriteProgressAsync(shown).ConfigureAwait(false);
        }
    }

    private async Task<AuditJournal?> OpenJournalAsync(CancellationToken stop)
    {
        if (_journalFolder is null)
        {
            return null;
        }

        JournalHead head = new() { Begun = DateTimeOffset.UtcNow, Shard = Run.Shard, Options = JournalHead.OptionsOf(Options(), DnsServer, _caPath, _anchorPath) };
        Outcome<AuditJournal> opened = await AuditJournal.OpenAsync(_journalFolder, head, Run.Restart, SystemClock.Instance, stop).ConfigureAwait(false);
        if (opened.Value is null)
        {
            await TerminateAsync(Errors.StatePathUnusable(_journalFolder, $"'{VisibleText.Show(_journalFolder)}': {opened.Fault}.")).ConfigureAwait(false);
        }

        return opened.Value;
    }

    private async Task<int> SayAsync(AuditJournal? journal, int from)
    {
        foreach (string notice in journal?.Notices.Skip(from).ToList() ?? [])
        {
            await WriteWarningAsync(notice).ConfigureAwait(false);
        }

        return journal?.Notices.Count ?? 0;
    }

    /// <summary>The Boolean of <c>-Quiet</c>. It cannot say "I could not look", so that is said beside it.</summary>
    /// <param name="subject">The domain or host.</param>
    /// <param name="verdict">Its verdict.</param>
    /// <param name="open">What could not be determined, a clause.</param>
    private protected async Task AnswerAsync(string subject, string verdict, string open)
    {
        if (verdict == nameof(Verdict.Inconclusive))
        {
            await WriteWarningAsync($"{subject}: it could not be determined {open}; False is no verdict.").ConfigureAwait(false);
        }

        await WriteAsync(verdict is nameof(Verdict.Pass) or nameof(Verdict.Warn)).ConfigureAwait(false);
    }

    /// <summary>The steps of each proof, for <c>-Verbose</c>.</summary>
    private protected Task WriteProofsAsync(IEnumerable<DnsAnswerSecurity> answers) => WriteVerboseAsync([.. answers.SelectMany(answer =>
        (string[])[$"DNSSEC: {answer.Name} {answer.Type} is {answer.Security ?? "not validated"}: {answer.Reason}", .. answer.Steps.Select(step => "  " + step)])]);

    /// <summary>What the store of policies has to say, and how the policy was fetched.</summary>
    private protected async Task WriteNoticesAsync(DomainFacts facts)
    {
        foreach (string notice in facts.MtaSts?.StoreNotices ?? [])
        {
            await WriteWarningAsync(VisibleText.Show(notice)).ConfigureAwait(false);
        }

        if (facts.MtaSts?.Fetch is { } fetch)
        {
            await WriteVerboseAsync([FormattableString.Invariant(
                $"{VisibleText.Show(fetch.Url)} at {fetch.Address}: {fetch.State}, HTTP {fetch.HttpStatus}, {fetch.Body?.Length ?? 0} octets in {fetch.DurationMs:0.0} ms")]).ConfigureAwait(false);
        }
    }

    private static async IAsyncEnumerable<AuditTarget> TargetsAsync(IAsyncEnumerable<Subject> items, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (Subject item in items.WithCancellation(stop).ConfigureAwait(false))
        {
            yield return item.Target;
        }
    }

    private async Task<IReadOnlyList<DnsServer>> FindServersAsync(CancellationToken stop)
    {
        Outcome<DnsServerList> found = await DnsServerList.FindAsync(DnsServer, stop).ConfigureAwait(false);
        if (found.Value is { } list)
        {
            return list.Servers;
        }

        Fault fault = found.Fault ?? new Fault(FaultKind.Input, "No DNS server is known.");
        await TerminateAsync(DnsServer.Length == 0 ? Errors.NoResolver(fault) : Errors.DnsServerInvalid(DnsServer, fault)).ConfigureAwait(false);
        return [];
    }

    private AuditOptions Options() => new()
    {
        Port = ProbedPort,
        HeloName = HeloName ?? SmtpTls.Smtp.HeloName.OfThisMachine(),
        IPVersion = (IPPreference)Enum.Parse(typeof(IPPreference), IPVersion, ignoreCase: true),
        Timeout = TimeSpan.FromSeconds(TimeoutSec),
        ConnectTimeout = TimeSpan.FromSeconds(ConnectTimeoutSec),
        ThrottleLimit = ThrottleLimit,
        MaxPerAddress = MaxPerAddress,
        MaxPerProvider = MaxPerProvider,
        SkipRevocationCheck = SkipRevocationCheck,
        AllowPrivateNetwork = AllowPrivateNetwork,
        Asked = Asked,
        BackOff = Run.BackOff,
        Dnssec = (SmtpTls.Dns.Dnssec.DnssecMode)Enum.Parse(typeof(SmtpTls.Dns.Dnssec.DnssecMode), DnssecMode, ignoreCase: true),
        TrustAnchors = _anchors,
        DnsServersAreNamed = DnsServer.Length > 0,
        MtaStsPort = MtaStsPort,
        Proxy = _proxy,
        StatePath = _stateFolder,
    };

    /// <summary>A path as PowerShell means it: relative to its own location, and on its own drives.</summary>
    private protected string FilePath(string path, Func<string, string, ErrorRecord> error)
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (provider.Name != "FileSystem")
            {
                ThrowTerminatingError(error(path, $"'{VisibleText.Show(path)}' is in {provider.Name}, not among files."));
            }

            return full;
        }
        catch (SessionStateException e)
        {
            ThrowTerminatingError(error(path, e.Message));
            throw;
        }
    }
}
