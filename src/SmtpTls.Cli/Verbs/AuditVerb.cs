using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Output;
using SmtpTls.Cli.Run;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Lab;
using Spectre.Console;

namespace SmtpTls.Cli.Verbs;

/// <summary><c>smtptls audit</c>: one grade a domain, with the reasons; <c>--lab</c> does it to the practice range.</summary>
internal sealed class AuditVerb
{
    /// <summary>A range with servers that never answer still ends while somebody watches.</summary>
    private static readonly TimeSpan PracticeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Findings that only say that the range is a range: its addresses are loopback, its root is its own.</summary>
    private static readonly string[] RangeFindings = ["MX-PRIVATE-ADDRESS", "CERT-NOT-IN-MICROSOFT-PROGRAM"];

    private readonly Terminal _terminal;
    private readonly NameOptions _names = new(withHosts: false, withColumns: true);
    private readonly LiveOptions _live = new();
    private readonly OutputOptions _output = new();
    private readonly Option<bool> _lab = new("--lab") { Description = "Audit the practice range: mail servers good and broken, on this machine only." };

    private readonly Option<string?> _html = new("--html") { Description = "File to write a page to at the end of the run: overview, what to do first, and every domain with its transcript and proof. It needs no network." };
    private readonly Option<string?> _title = new("--title") { Description = "Title of that page." };
    private readonly StateOptions _state = new();

    private AuditVerb(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        AuditVerb verb = new(terminal);
        Command command = new("audit", "Audit mail transport of domains: STARTTLS, certificates, MTA-STS, DANE and TLS-RPT; assurance and grade, with the reason for each step.");
        verb._names.AddTo(command);
        command.Options.Add(verb._lab);
        verb._live.AddTo(command);
        verb._output.AddTo(command);
        command.Options.Add(verb._html);
        command.Options.Add(verb._title);
        verb._state.AddTo(command);
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        OutputChoice output = _output.Read(parsed);
        RunState state = _state.Read(parsed, output) with { TrustAnchorFile = _live.TrustAnchorFile(parsed) };
        if (parsed.GetValue(_lab))
        {
            return await RunLabAsync(parsed, output, stop);
        }

        NameInput input = state.Merge.Count > 0 ? _names.ReadOptional(parsed) : _names.Read(parsed, output);
        Surroundings around = new(_live.Read(parsed) with { BackOff = AuditOptions.SweepBackOff }, _live.DnsServers(parsed), _live.CaFile(parsed), false) { Reprove = output.FromFacts is not null && _live.IsProofAsked(parsed), State = state, Page = Page(parsed, audit => audit) };
        using IResultWriter writer = Writer(output, audit => audit, _ => null);
        return await new AuditRun(_terminal, output, around).RunAsync(input, writer, stop);
    }

    private async Task<int> RunLabAsync(ParseResult parsed, OutputChoice output, CancellationToken stop)
    {
        if (output.FromFacts is not null)
        {
            throw new UsageException("--lab audits the practice range and --from-facts a file: leave one of them out.");
        }

        if (_state.IsGiven(parsed))
        {
            throw new UsageException("--lab audits a range that is gone afterwards: leave --state-path, --restart, --shard and --merge out.");
        }

        if (_live.IsGiven(parsed, out string name))
        {
            throw new UsageException($"--lab brings its own servers and their root: leave {name} out.");
        }

        LabRange range;
        try
        {
            range = await LabRange.StartAsync(new LabOptions(), stop);
        }
        catch (LabStartException e)
        {
            _terminal.Complain(e.Message);
            return ExitCode.Failed;
        }

        await using (range)
        {
            NameInput wanted = _names.ReadOptional(parsed);
            NameInput input = wanted.IsEmpty ? new NameInput([.. range.Domains.Select(domain => domain.Domain)], [], [])
                : wanted with { Refuse = target => range.Domains.Any(domain => domain.Domain == target.ToString()) ? null : "is no domain of the practice range; 'smtptls lab' lists them" };
            if (output.Form == OutputForm.Text)
            {
                _terminal.Write(() => _terminal.Text.WriteLine(
                    $"The practice range: {range.Domains.Count} mail domains, good and broken, on loopback addresses of this machine. "
                    + "Under each name stands what its server does; then what the audit found. "
                    + $"(Left out below, since they only say that the range is no real network: {string.Join(" and ", RangeFindings)}.)\n"));
            }

            using IResultWriter writer = Writer(output, PracticeView(output), name => range.Domains.FirstOrDefault(domain => domain.Domain == name)?.About);
            return await new AuditRun(_terminal, output, Practice(parsed, range) with { Page = Page(parsed, WithoutRange) }).RunAsync(input, writer, stop);
        }
    }

    private Surroundings Practice(ParseResult parsed, LabRange range)
    {
        AuditOptions options = _live.Read(parsed);
        options = options with
        {
            Port = range.SmtpPort,
            MtaStsPort = range.MtaStsPort ?? 443,
            TrustAnchors = range.TrustAnchor is { } file ? TrustAnchors.ReadFile(file).Value! : options.TrustAnchors,
            AllowPrivateNetwork = true,
            Timeout = _live.IsTimeoutGiven(parsed) ? options.Timeout : PracticeTimeout,

            // All servers are under one name and on one machine that is ours: there is nobody to be kind to.
            MaxPerProvider = _live.IsProviderLimitGiven(parsed) ? options.MaxPerProvider : 1024,
            ThrottleLimit = _live.IsThrottleGiven(parsed) ? options.ThrottleLimit : 64,
        };
        return new Surroundings(options, [range.DnsServer.ToString()], range.CaFile, true);
    }

    /// <exception cref="UsageException">The page cannot be written there.</exception>
    private PageChoice? Page(ParseResult parsed, Func<DomainAudit, DomainAudit> view)
    {
        if (parsed.GetValue(_html) is not { } file)
        {
            return parsed.GetValue(_title) is null ? null : throw new UsageException("--title is the title of the page that --html writes.");
        }

        return FileProblem.ForWriting(file) is { } problem ? throw new UsageException($"--html '{VisibleText.Show(file)}' cannot be written: {problem}.")
            : new PageChoice(file, parsed.GetValue(_title), view);
    }

    /// <summary>A person is spared what only says that the range is a range; programs get all.</summary>
    private static Func<DomainAudit, DomainAudit> PracticeView(OutputChoice output) => output.Form == OutputForm.Text ? WithoutRange : audit => audit;

    private static DomainAudit WithoutRange(DomainAudit audit)
    {
        List<Finding> shown = [.. audit.Findings.Where(finding => !RangeFindings.Contains(finding.Id))];
        DomainAudit practice = audit with { Findings = shown, Grade = Judgements.GradeOf(audit.Assurance is { } word ? Enum.Parse<Assurance>(word) : null, shown) };
        return practice with { Steps = GradeSteps.Of(practice) };
    }

    private IResultWriter Writer(OutputChoice output, Func<DomainAudit, DomainAudit> view, Func<string, string?> about) => output.Form == OutputForm.Text
        ? new TextWriters(_terminal, output.Verbose, view, about)
        : new JsonWriter(_terminal, output.Form, Focus.Whole.Results);
}
