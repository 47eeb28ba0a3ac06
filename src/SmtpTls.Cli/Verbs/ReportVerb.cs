using System;
using System.CommandLine;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Run;
using SmtpTls.TlsRpt.Intake;

namespace SmtpTls.Cli.Verbs;

/// <summary><c>smtptls report</c>: reads the reports that senders mailed, and adds them up.</summary>
internal sealed class ReportVerb
{
    private readonly Terminal _terminal;
    private readonly Argument<string[]> _paths = new("path")
    {
        Description = "Files (JSON, gzip, zip, mails, mbox), folders and Maildirs; - is standard input. What a file is decides, not its name.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _recurse = new("--recurse", "-r") { Description = "The folders below folders too." };
    private readonly Option<bool> _summary = new("--summary") { Description = "The totals of all reports instead of the reports." };
    private readonly Option<bool> _flatten = new("--flatten") { Description = "A row for each policy, failure and problem: CSV, or with --json(l) objects." };
    private readonly Option<string?> _html = new("--html") { Description = "File to write the totals to as a page with charts that needs no network." };
    private readonly Option<string?> _title = new("--title") { Description = "Title of that page." };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON array." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "One JSON object a line, each written as soon as it is known." };
    private readonly Option<long> _size = Number("--max-report-size", ReportLimits.Usual.MostReportOctets, 1, 4L << 30, "Octets of one report, unpacked, that are read.");
    private readonly Option<long> _details = Number("--max-detail", ReportLimits.Usual.MostItems, 1, 100_000_000, "Policies, failures and texts of one report that are read.");
    private readonly Option<long> _members = Number("--max-archive-member", ReportLimits.Usual.MostMembers, 1, 1_000_000, "Files of one archive that are read.");
    private readonly Option<bool> _look = new("--live") { Description = "Ask the mail host or policy of each failure of the totals now: still failing, or repaired since?" };
    private readonly Option<long> _mostLooks = Number("--max-live", 100, 1, 10_000, "Failures that --live asks about, those with most sessions first.");
    private readonly LiveOptions _live = new("Files at a time (as many as processors unless given); with --live, connections at a time over all servers.");

    private ReportVerb(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        ReportVerb verb = new(terminal);
        Command command = new("report", "Read the TLS reports that senders mailed (RFC 8460), and say what they mean together.");
        command.Arguments.Add(verb._paths);
        foreach (Option option in (Option[])[verb._recurse, verb._summary, verb._flatten, verb._html, verb._title, verb._json, verb._jsonLines, verb._size, verb._details, verb._members, verb._look, verb._mostLooks])
        {
            command.Options.Add(option);
        }

        verb._live.AddTo(command);
        command.SetAction(verb.RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        if (parsed.GetValue(_json) && parsed.GetValue(_jsonLines))
        {
            throw new UsageException("--json and --jsonl exclude each other.");
        }

        if (parsed.GetValue(_summary) && parsed.GetValue(_flatten))
        {
            throw new UsageException("--summary and --flatten exclude each other.");
        }

        bool look = parsed.GetValue(_look);
        if (look && !parsed.GetValue(_summary) && parsed.GetValue(_html) is null)
        {
            throw new UsageException("--live is about the failures of the totals: add --summary or --html FILE.");
        }

        if (parsed.GetValue(_html) is { } page && FileProblem.ForWriting(page) is { } problem)
        {
            throw new UsageException($"--html '{VisibleText.Show(page)}' cannot be written: {problem}.");
        }

        OutputForm form = parsed.GetValue(_json) ? OutputForm.Json : parsed.GetValue(_jsonLines) ? OutputForm.JsonLines : OutputForm.Text;
        ReportChoice choice = new(form, parsed.GetValue(_html))
        {
            Recurse = parsed.GetValue(_recurse),
            Summary = parsed.GetValue(_summary),
            Flatten = parsed.GetValue(_flatten),
            Title = parsed.GetValue(_title),
            Threads = _live.IsThrottleGiven(parsed) ? _live.Read(parsed).ThrottleLimit : Environment.ProcessorCount,
            Look = look ? new Surroundings(_live.Read(parsed), _live.DnsServers(parsed), _live.CaFile(parsed), false) : null,
            MostLooks = (int)parsed.GetValue(_mostLooks),
            Limits = new ReportLimits
            {
                MostReportOctets = parsed.GetValue(_size),
                MostItems = (int)parsed.GetValue(_details),
                MostMembers = (int)parsed.GetValue(_members),
            },
        };
        return new ReportRun(_terminal, choice).RunAsync(parsed.GetValue(_paths) ?? [], stop);
    }

    private static Option<long> Number(string name, long usual, long least, long most, string description) => new(name)
    {
        Description = $"{description} {least} to {most}.",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{name} '{VisibleText.Show(text)}' is not a whole number from {least} to {most}.");
            return usual;
        },
    };
}
