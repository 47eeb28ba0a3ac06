using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.IO;
using System.Linq;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Output;
using SmtpTls.Rules;
using SmtpTls.Rules.Exchange;
using SmtpTls.Rules.Postfix;

namespace SmtpTls.Cli.Verbs;

/// <summary><c>smtptls rule</c>: forced-TLS rules planned, tested, and written for Exchange or Postfix.</summary>
internal sealed class RuleVerb
{
    private readonly Terminal _terminal;
    private readonly RuleInput _rules = new();
    private readonly JsonChoice _json = new();
    private readonly Option<TenantKind?> _kind = new("--kind")
    {
        Description = "OutboundConnector, InboundConnector, TransportRule or SendConnector. Default: connectors of Exchange Online by the rules' direction.",
        CustomParser = static result => LiveOptions.ParseChoice<TenantKind>(result),
    };

    private readonly Option<int> _mostDomains = Number("--max-domains-per-connector", 0, 0, "The most domains of one connector; 0 for no limit.");
    private readonly Option<int> _mostLength = Number("--max-transport-rule-length", 8192, 1024, "The most characters of one transport rule.");
    private readonly Option<bool> _asScript = new("--as-script") { Description = "A PowerShell script that changes nothing until it is run with -Apply." };
    private readonly Option<string?> _path = new("--path") { Description = "File of the script; the rollback goes beside it." };
    private readonly Option<bool> _force = new("--force") { Description = "Replace scripts that are there." };

    private RuleVerb(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        Command command = new("rule", "Forced TLS: what rules do to a message, whether they would deliver today, and the commands for Exchange or Postfix.");
        command.Subcommands.Add(RulePlanVerb.Create(terminal));
        command.Subcommands.Add(new RuleVerb(terminal).CreateExchange());
        command.Subcommands.Add(new RuleVerb(terminal).CreatePostfix());
        return command;
    }

    private Command CreateExchange()
    {
        Command command = new("exchange", "Write rules as commands of Exchange Online or Exchange Server.");
        _rules.AddTo(command);
        _json.AddTo(command);
        foreach (Option option in (Option[])[_kind, _mostDomains, _mostLength, _asScript, _path, _force])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_path) is not null && !result.GetValue(_asScript))
            {
                result.AddError("--path is the file of a script; it goes with --as-script.");
            }
        });
        command.SetAction(WriteExchange);
        return command;
    }

    private Command CreatePostfix()
    {
        Command command = new("postfix", "Write rules as lines of a Postfix smtp_tls_policy_maps table.");
        _rules.AddTo(command);
        command.SetAction(WritePostfix);
        return command;
    }

    private int WriteExchange(ParseResult parsed)
    {
        RuleSet set = _rules.Read(parsed, _terminal, out bool bad);
        ConnectorPlan plan = ConnectorWriter.Write(set, new ConnectorOptions
        {
            Kind = parsed.GetValue(_kind),
            MaxDomainsPerConnector = parsed.GetValue(_mostDomains),
            MaxTransportRuleLength = parsed.GetValue(_mostLength),
        });
        Complain(plan.Notes.Concat(plan.Refused.Select(static refused => refused.Message)));
        bad |= plan.Refused.Count > 0;
        OutputForm form = _json.Read(parsed);
        if (parsed.GetValue(_asScript))
        {
            Complain(plan.Commands.SelectMany(static command => command.Notes.Select(note => $"Rule '{command.Rule}': {note}")).Distinct());
            WriteScript(ScriptWriter.Write(plan.Commands), parsed.GetValue(_path), parsed.GetValue(_force));
        }
        else if (form == OutputForm.Text)
        {
            _terminal.Write(() => plan.Commands.ToList().ForEach(command => RuleText.Command(_terminal.Text, command)));
        }
        else
        {
            using JsonWriter writer = new(_terminal, form, static audit => [audit]);
            writer.WriteAll(plan.Commands);
        }

        return bad ? ExitCode.Usage : ExitCode.Ok;
    }

    private int WritePostfix(ParseResult parsed)
    {
        RuleSet set = _rules.Read(parsed, _terminal, out bool bad);
        PostfixPolicyText text = PostfixPolicyWriter.Write(set);
        Complain(text.Notes.Concat(text.Refused.Select(static refused => refused.Message)));
        _terminal.Write(() => text.Lines.ToList().ForEach(_terminal.Out.WriteLine));
        return bad || text.Refused.Count > 0 ? ExitCode.Usage : ExitCode.Ok;
    }

    private void WriteScript(ConnectorScript script, string? path, bool force)
    {
        if (path is null)
        {
            _terminal.Write(() => _terminal.Out.Write(script.Script));
            return;
        }

        if (FileProblem.ForWriting(path) is { } problem)
        {
            throw new UsageException($"--path '{VisibleText.Show(path)}' cannot be written: {problem}. Nothing was changed.");
        }

        string whole = Path.GetFullPath(path);
        TextFile[] files = [new(Path.GetFileName(whole), script.Script), new(Path.GetFileNameWithoutExtension(whole) + ".rollback.ps1", script.Rollback)];
        Outcome<IReadOnlyList<string>> written = FileSet.Write(Path.GetDirectoryName(whole)!, files, force);
        if (written.Value is null)
        {
            throw new UsageException($"--path: {written.Fault} Nothing was changed.".Replace("-Force", "--force", System.StringComparison.Ordinal));
        }

        _terminal.Write(() => written.Value.ToList().ForEach(_terminal.Out.WriteLine));
    }

    private void Complain(IEnumerable<string> lines) => lines.ToList().ForEach(_terminal.Complain);

    private static Option<int> Number(string name, int usual, int least, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = (ArgumentResult result) =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= 1_000_000)
            {
                return value;
            }

            result.AddError($"{name} '{VisibleText.Show(text)}' is not a whole number from {least} to 1000000.");
            return usual;
        },
    };
}
