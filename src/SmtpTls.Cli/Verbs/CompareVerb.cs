using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit.Drift;
using SmtpTls.Cli.Input;
using SmtpTls.Reports.Drift;

namespace SmtpTls.Cli.Verbs;

/// <summary><c>smtptls compare OLD NEW | FOLDER</c>: what became of each domain between two audits, or over a folder of them.</summary>
internal sealed class CompareVerb
{
    private readonly Terminal _terminal;
    private readonly Argument<string[]> _paths = new("paths")
    {
        Description = "An older and a newer audit, as 'smtptls audit --json' or '--jsonl' printed them, journals of --state-path, or folders that hold one audit; or one folder that holds one for each run.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON array." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "One JSON object a line." };
    private readonly Option<DriftFormat> _format = new("--format")
    {
        Description = "Text, Mail, Teams, EventLog, Syslog, JUnit, Sarif, Prometheus or Csv.",
        DefaultValueFactory = _ => DriftFormat.Text,
        CustomParser = LiveOptions.ParseChoice<DriftFormat>,
    };

    private readonly Option<FailOn> _failOn = new("--fail-on")
    {
        Description = "Exit with 1 when a change for the worse, or one that is neither better nor worse, is at least this severe: never, info, low, medium, high, critical.",
        DefaultValueFactory = _ => FailOn.Never,
        CustomParser = LiveOptions.ParseChoice<FailOn>,
    };

    private readonly Option<bool> _includeUnchanged = new("--include-unchanged") { Description = "With --json and --jsonl: also domains that did not change." };

    private CompareVerb(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        CompareVerb verb = new(terminal);
        Command command = new("compare", "Compare two audits, or a folder of them: what got better, worse, or changed, and since when.");
        command.Arguments.Add(verb._paths);
        foreach (Option option in (Option[])[verb._json, verb._jsonLines, verb._format, verb._failOn, verb._includeUnchanged])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(verb.Contradictions);
        command.SetAction(verb.RunAsync);
        return command;
    }

    private void Contradictions(CommandResult result)
    {
        int forms = (result.GetValue(_json) ? 1 : 0) + (result.GetValue(_jsonLines) ? 1 : 0) + (result.GetResult(_format) is { Implicit: false } ? 1 : 0);
        if (forms > 1)
        {
            result.AddError("--json, --jsonl and --format exclude each other.");
        }
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        bool bad = false;
        AuditFolder files = new(problem =>
        {
            _terminal.Complain(problem.ToString());
            bad = true;
        });
        IReadOnlyList<AuditDrift> domains = Read(files, parsed.GetValue(_paths) ?? [], stop).Compare();
        stop.ThrowIfCancellationRequested();
        Write(parsed, domains);
        FailOn failOn = parsed.GetValue(_failOn);
        bool found = failOn is not FailOn.Never && domains.SelectMany(static one => one.Changes)
            .Any(change => change.Direction != nameof(DriftDirection.Better) && Enum.Parse<Severity>(change.Severity) >= (Severity)(failOn - FailOn.Info));
        return Task.FromResult(bad ? ExitCode.Usage : found ? ExitCode.Finding : domains.Any(static one => one.Inconclusive.Count > 0) ? ExitCode.Inconclusive : ExitCode.Ok);
    }

    /// <summary>Two audits in the order given; a folder by the time of its audits.</summary>
    private static AuditHistory Read(AuditFolder files, string[] paths, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (paths.Length == 2)
        {
            Outcome<AuditHistory> pair = files.ReadPair(paths[0], paths[1]);
            return pair.Value ?? throw new UsageException(pair.Fault!.Message);
        }

        if (paths.Length != 1)
        {
            throw new UsageException("Name an older and a newer audit, or one folder of audits.");
        }

        if (!Directory.Exists(paths[0]))
        {
            throw new UsageException(File.Exists(paths[0]) ? $"'{VisibleText.Show(paths[0], 300)}' is one audit: name another to compare it with." : $"'{VisibleText.Show(paths[0], 300)}' cannot be read: there is no such file or folder.");
        }

        AuditHistory history = files.ReadByTime(files.Find(paths[0]));
        return history.Runs > 0 ? history : throw new UsageException($"The folder '{VisibleText.Show(paths[0], 300)}' holds no audits ({AuditFolder.Held}).");
    }

    private void Write(ParseResult parsed, IReadOnlyList<AuditDrift> domains)
    {
        if (!parsed.GetValue(_json) && !parsed.GetValue(_jsonLines))
        {
            DriftReport report = new(domains, SystemClock.Instance.Now, Environment.MachineName, typeof(AuditDrift).Assembly.GetName().Version!.ToString(3));
            _terminal.Write(() => _terminal.Out.Write(report.Write(parsed.GetValue(_format))));
            return;
        }

        bool array = parsed.GetValue(_json), any = false;
        foreach (AuditDrift domain in domains.Where(one => parsed.GetValue(_includeUnchanged) || one.Drift != "Unchanged"))
        {
            string text = (array ? any ? ",\n " : "[\n " : "") + domain.ToJson() + (array ? "" : "\n");
            _terminal.Write(() => _terminal.Out.Write(text));
            any = true;
        }

        if (array)
        {
            _terminal.Write(() => _terminal.Out.Write(any ? "\n]\n" : "[]\n"));
        }
    }
}
