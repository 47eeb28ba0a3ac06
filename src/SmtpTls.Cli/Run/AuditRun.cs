using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Audit.Journal;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Output;
using SmtpTls.Dns;
using SmtpTls.MtaSts;
using SmtpTls.Tls;

namespace SmtpTls.Cli.Run;

/// <summary>What a run needs to know of its surroundings: the system's, or those of the practice range.</summary>
/// <param name="Options">Limits and names.</param>
/// <param name="DnsServers">As the user wrote them; empty for this machine's.</param>
/// <param name="CaFile">Roots besides the system's.</param>
/// <param name="Practice">True in the practice range, where some servers are silent on purpose.</param>
internal sealed record Surroundings(AuditOptions Options, IReadOnlyList<string> DnsServers, string? CaFile, bool Practice)
{
    /// <summary>What is asked, and which part of the answer is wanted.</summary>
    public Focus Focus { get; init; } = Focus.Whole;

    /// <summary>The DNS answers of stored facts are proved again.</summary>
    public bool Reprove { get; init; }

    /// <summary>Where the run is kept, and which part of the list it is.</summary>
    public RunState State { get; init; } = new();

    /// <summary>Takes the page that is written at the end; null for none.</summary>
    public PageChoice? Page { get; init; }

    /// <summary>A policy file that is judged for each domain as if it were published there; null for what is published.</summary>
    public byte[]? PlannedPolicy { get; init; }
}

/// <summary>Gathers (or reads) facts, judges them, and hands each result out as soon as it is known.</summary>
internal sealed class AuditRun(Terminal terminal, OutputChoice choice, Surroundings around)
{
    private readonly Judge _judge = new(new CheckCatalog(), withProofs: choice.Verbose);
    private readonly FindingTranslator? _translator = FindingTranslator.For(choice.Culture);
    private readonly Tally _tally = new(choice.FailOn, around.Practice, around.Focus);

    /// <summary>The exit code, interruptions aside.</summary>
    public async Task<int> RunAsync(NameInput names, IResultWriter writer, CancellationToken stop)
    {
        if (choice.FromFacts is { } file)
        {
            await ConsumeAsync(FactsInput.ReadAsync(file, terminal, _tally, stop), writer, null, stop);
            return _tally.ExitCode;
        }

        if (around.State.Merge.Count > 0)
        {
            using JournalMerge merge = JournalMerge.Open(around.State.Merge);
            await ConsumeAsync(MergedInput.ReadAsync(merge, names, terminal, _tally, stop), writer, merge.Count, stop);
            return _tally.ExitCode;
        }

        TrustSet trust = LoadTrust(around);
        IReadOnlyList<DnsServer> servers = await FindServersAsync(around, stop);
        AuditOptions options = around.Options with { Asked = around.Focus.Asked };
        using LiveGathering gathering = LiveGathering.Create(options, servers, trust);
        using AuditJournal? journal = await around.State.OpenAsync(options, around, stop);
        int said = Say(journal, 0);
        try
        {
            IAsyncEnumerable<AuditTarget> targets = names.ReadAsync(terminal, _tally, stop);
            GatherPlan plan = new() { AsCompleted = choice.AsCompleted, Journal = journal, Shard = around.State.Shard };
            await ConsumeAsync(gathering.GatherAsync(targets, plan, stop), writer, around.State.Shard is null ? names.KnownCount : null, stop);
        }
        finally
        {
            Say(journal, said);
            if (gathering.DnssecNotice is { } unproved)
            {
                terminal.Complain(unproved);
            }

            if (gathering.Egress.Describe(around.Options.Port) is { } notice)
            {
                terminal.Complain(notice);
            }
        }

        return _tally.ExitCode;
    }

    private int Say(AuditJournal? journal, int from)
    {
        foreach (string notice in journal?.Notices.Skip(from) ?? [])
        {
            terminal.Complain(notice);
        }

        return journal?.Notices.Count ?? 0;
    }

    private async Task ConsumeAsync(IAsyncEnumerable<DomainFacts> gathered, IResultWriter writer, int? total, CancellationToken stop)
    {
        using FactsKeeper? keeper = FactsKeeper.Open(choice.SaveFacts);
        using PageKeeper? page = PageKeeper.Open(around.Page, terminal);
        using Progress progress = new(terminal, total);
        progress.Begin();
        await foreach (DomainFacts seen in gathered.WithCancellation(stop))
        {
            DomainFacts facts = around.Reprove ? await FactsProof.ReproveAsync(seen, around.Options.TrustAnchors, stop) : seen;
            keeper?.Keep(facts);
            foreach (string notice in facts.MtaSts?.StoreNotices ?? [])
            {
                terminal.Complain(VisibleText.Show(notice));
            }

            page?.Keep(facts);
            DomainAudit audit = _judge.Assess(Planned(facts));
            audit = _translator?.Translate(audit) ?? audit;
            _tally.Add(audit);
            if (around.Focus.Results(audit).Any())
            {
                writer.Write(audit);
            }
            else
            {
                terminal.Complain($"{audit.Domain}: nothing about {around.Focus.Name} is in these facts; they were gathered for something else.");
                _tally.BadInput();
            }

            progress.Step();
        }

        page?.Finish();
    }

    private DomainFacts Planned(DomainFacts facts) => around.PlannedPolicy is { } body && facts.Domain is { } domain
        ? facts with { MtaSts = StsFacts.Plan(domain, facts.TakenAt, body) }
        : facts;

    /// <exception cref="UsageException">The file of roots cannot be used.</exception>
    internal static TrustSet LoadTrust(Surroundings around)
    {
        if (around.CaFile is { } path && (path.Length == 0 || Directory.Exists(path) || !File.Exists(path)))
        {
            throw new UsageException($"--ca-file '{VisibleText.Show(path)}' cannot be used: {FileProblem.Describe(path, new FileNotFoundException())}.");
        }

        Outcome<TrustSet> trust = TrustSet.Load(around.CaFile);
        return trust.Value ?? throw new UsageException($"--ca-file '{VisibleText.Show(around.CaFile)}': {trust.Fault}");
    }

    /// <exception cref="UsageException">No DNS server can be asked.</exception>
    internal static async Task<IReadOnlyList<DnsServer>> FindServersAsync(Surroundings around, CancellationToken stop)
    {
        Outcome<DnsServerList> found = await DnsServerList.FindAsync(around.DnsServers, stop);
        return found.Value?.Servers ?? throw new UsageException(
            around.DnsServers.Count == 0 ? $"{found.Fault} Name one with --dns-server." : $"--dns-server {found.Fault}");
    }
}
