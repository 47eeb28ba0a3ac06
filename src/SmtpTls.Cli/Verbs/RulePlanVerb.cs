using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Output;
using SmtpTls.Cli.Run;
using SmtpTls.Rules;
using SmtpTls.Rules.Live;
using SmtpTls.Rules.Plan;

namespace SmtpTls.Cli.Verbs;

/// <summary><c>smtptls rule plan</c>: what rules make of a message, and with <c>--live</c> whether they would deliver today.</summary>
internal sealed class RulePlanVerb
{
    private const int MostRecipients = 1_000_000, MostLine = 4096;
    private readonly Terminal _terminal;
    private readonly RuleInput _rules = new();
    private readonly JsonChoice _json = new();
    private readonly LiveOptions _live = new();
    private readonly Option<string[]> _recipients = new("--recipient") { Description = "A recipient of the message; may be given more than once.", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _input = new("--input") { Description = "File of recipients of one message, a line each, # begins a comment; - is standard input." };
    private readonly Option<string?> _sender = new("--sender") { Description = "The message's sender, who gets the bounce." };
    private readonly Option<string?> _messageId = new("--message-id") { Description = "The message's id, to find its plan again." };
    private readonly Option<bool> _look = new("--live") { Description = "Look at the partners' servers: would every rule deliver today? Exit code 1 when one would not." };

    private RulePlanVerb(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        RulePlanVerb verb = new(terminal);
        Command command = new("plan", "Say what rules make of a message, or with --live whether they would deliver today.");
        verb._rules.AddTo(command);
        verb._json.AddTo(command);
        foreach (Option option in (Option[])[verb._recipients, verb._input, verb._sender, verb._messageId, verb._look])
        {
            command.Options.Add(option);
        }

        verb._live.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(verb._input) == "-" && verb._rules.IsStandardInput(result))
            {
                result.AddError("Standard input can hold the rules or the recipients, not both.");
            }
        });
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        RuleSet set = _rules.Read(parsed, _terminal, out bool bad);
        if (bad && set.Rules.Count == 0)
        {
            // Nothing that would be planned without the rules is what the rules say.
            return ExitCode.Usage;
        }

        PlanMessage? message = ReadMessage(parsed, ref bad);
        bool look = parsed.GetValue(_look);
        if (message is null && !look)
        {
            if (!bad)
            {
                throw new UsageException("Name recipients with --recipient or --input, or look at the partners' servers with --live.");
            }

            return ExitCode.Usage;
        }

        DeliveryPlanner planner = new(set);
        LiveForecasts forecasts = new();
        LivePlanner live = new(planner, forecasts);
        DeliveryPlan? plan = message is null ? null : planner.Plan(message, SystemClock.Instance.Now.UtcDateTime);
        List<CompiledRule> enabled = [.. set.Rules.Where(static rule => rule.Rule.Enabled)];
        if (look)
        {
            IEnumerable<AuditTarget> targets = plan is not null ? live.Targets(message!, plan) : enabled.SelectMany(RuleDemand.Of).SelectMany(static demand => demand.Targets);
            await LookAsync(parsed, [.. targets.Distinct()], forecasts, LiveForecasts.Asked(set), stop);
            plan = plan is null ? null : live.Apply(message!, plan);
        }

        List<ForcedTlsForecast> seen = plan is not null ? [.. plan.Live] : [.. enabled.SelectMany(forecasts.Of)];
        Write(_json.Read(parsed), plan, seen);
        return bad ? ExitCode.Usage
            : seen.Exists(static one => one.Delivery == "Breaks") ? ExitCode.Finding
            : seen.Exists(static one => one.Delivery == "Inconclusive") ? ExitCode.Inconclusive
            : ExitCode.Ok;
    }

    private void Write(OutputForm form, DeliveryPlan? plan, List<ForcedTlsForecast> seen)
    {
        if (form != OutputForm.Text)
        {
            using JsonWriter writer = new(_terminal, form, static audit => [audit]);
            writer.WriteAll(plan is not null ? [plan] : seen);
            return;
        }

        _terminal.Write(() =>
        {
            if (plan is not null)
            {
                RuleText.Plan(_terminal.Text, plan);
                return;
            }

            seen.ForEach(one => RuleText.Forecast(_terminal.Text, one, 0));
            RuleText.Summary(_terminal.Text, seen);
        });
    }

    private Task LookAsync(ParseResult parsed, List<AuditTarget> targets, LiveForecasts forecasts, Mechanisms asked, CancellationToken stop)
    {
        Surroundings around = new(_live.Read(parsed) with { Asked = asked }, _live.DnsServers(parsed), _live.CaFile(parsed), false);
        return LiveLook.RunAsync(_terminal, around, targets, forecasts.Add, stop);
    }

    private PlanMessage? ReadMessage(ParseResult parsed, ref bool bad)
    {
        List<string> texts = [.. parsed.GetValue(_recipients) ?? []];
        bad |= parsed.GetValue(_input) is { } file && !ReadLines(file, texts);
        List<MailAddress> read = [];
        foreach (string text in texts)
        {
            bad |= !TryRead(text, out MailAddress? address);
            if (address is not null)
            {
                read.Add(address);
            }
        }

        MailAddress? sender = null;
        bad |= parsed.GetValue(_sender) is { } from && !TryRead(from, out sender);
        return read.Count == 0 ? null : new PlanMessage(parsed.GetValue(_messageId), sender, read);
    }

    private bool TryRead(string text, out MailAddress? address)
    {
        bool good = MailAddress.TryParse(text, out address, out string? problem);
        if (!good)
        {
            _terminal.Complain($"'{VisibleText.Show(text, 300)}' is not a mail address: {problem}.");
        }

        return good;
    }

    private bool ReadLines(string file, List<string> texts)
    {
        if (file == "-" && GivenPipes.IsInputClosed)
        {
            _terminal.Complain("Standard input cannot be read: it is closed.");
            return false;
        }

        try
        {
            using StreamReader reader = file == "-" ? new StreamReader(_terminal.OpenInput()) : new StreamReader(file);
            while (texts.Count < MostRecipients && BoundedLine.Read(reader, MostLine) is { } line)
            {
                int comment = line.IndexOf('#', StringComparison.Ordinal);
                string text = (comment >= 0 ? line[..comment] : line).Trim();
                if (text.Length > 0)
                {
                    texts.Add(text);
                }
            }

            return true;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            _terminal.Complain($"--input '{VisibleText.Show(file)}' cannot be read: {FileProblem.Describe(file, e)}.");
            return false;
        }
    }
}
