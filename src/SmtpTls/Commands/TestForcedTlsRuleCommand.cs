using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Pipeline;
using SmtpTls.Rules;
using SmtpTls.Rules.Exchange;
using SmtpTls.Rules.Live;
using SmtpTls.Rules.Plan;

namespace SmtpTls.Commands;

/// <summary><c>Test-ForcedTlsRule</c>: what rules make of a message, and with <c>-Live</c> whether mail would flow today.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ForcedTlsRule", DefaultParameterSetName = RecipientSet)]
[OutputType(typeof(DeliveryPlan)), OutputType(typeof(ForcedTlsForecast)), OutputType(typeof(bool))]
public sealed class TestForcedTlsRuleCommand : LiveCmdlet
{
    private const string RecipientSet = "Recipient", MessageSet = "Message";
    private readonly List<ForcedTlsRule> _rules = [];
    private readonly List<PlanMessage> _messages = [];
    private RuleSet? _set;

    /// <summary>The rules.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = RecipientSet, ValueFromPipeline = true), Parameter(Mandatory = true, Position = 0, ParameterSetName = MessageSet), RuleFrom]
    public ForcedTlsRule[] Rule { get; set; } = [];

    /// <summary>All recipients of one message.</summary>
    [Parameter(Position = 1, ParameterSetName = RecipientSet), ValidateNotNullOrEmpty]
    public string[] Recipient { get; set; } = [];

    /// <summary>The message's sender, who gets the bounce.</summary>
    [Parameter(ParameterSetName = RecipientSet), ValidateNotNullOrEmpty]
    public string? Sender { get; set; }

    /// <summary>The message's id, to find its plan again.</summary>
    [Parameter(ParameterSetName = RecipientSet), ValidateNotNullOrEmpty]
    public string? MessageId { get; set; }

    /// <summary>Messages, by their properties.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MessageSet, ValueFromPipeline = true)]
    public PSObject[] Message { get; set; } = [];

    /// <summary>Looks at the partners' servers.</summary>
    [Parameter]
    public SwitchParameter Live { get; set; }

    /// <summary>Only whether mail would be delivered today, as a Boolean.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>The TCP port of the mail servers.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int Port { get; set; } = 25;

    private protected override int ProbedPort => Port;

    private protected override Mechanisms Asked => LiveForecasts.Asked(_set!);

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items
    {
        get
        {
            if (ParameterSetName == RecipientSet || _rules.Count == 0)
            {
                _rules.AddRange(Rule);
            }

            foreach (PSObject message in ParameterSetName == MessageSet ? Message : [])
            {
                ShapedObject shaped = ShapedObjects.Of(message);
                string[] recipients = message.BaseObject is string one ? [one]
                    : [.. ((string[])["Recipients", "Recipient", "RecipientAddress", "To"]).Select(shaped.Texts).FirstOrDefault(static list => list.Count > 0) ?? []];
                if (recipients.Length == 0)
                {
                    WriteError(Errors.MessageWithoutRecipient(message));
                    continue;
                }

                Take(shaped.Text("MessageId"), shaped.Text("Sender") ?? shaped.Text("SenderAddress") ?? shaped.Text("From"), recipients);
            }

            return [];
        }
    }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        if (Quiet && !Live)
        {
            ThrowTerminatingError(Errors.QuietNeedsLive());
        }

        // With -Rule given, what comes by the pipeline are messages.
        if (!Live && Recipient.Length == 0 && Message.Length == 0 && !(MyInvocation.ExpectingInput && MyInvocation.BoundParameters.ContainsKey(nameof(Rule))))
        {
            ThrowTerminatingError(Errors.RecipientsMissing());
        }

        if (Recipient.Length > 0)
        {
            Take(MessageId, Sender, Recipient);
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop)
    {
        // Rules decide together, so nothing can be said before the last has come.
        await foreach (Subject none in items.WithCancellation(stop).ConfigureAwait(false))
        {
        }

        _set = RuleSet.Of(_rules);
        foreach (RuleProblem problem in _set.Problems.Take(100))
        {
            await (problem.Fatal ? WriteErrorAsync(Errors.RuleInvalid(problem.Rule, problem.Message)) : WriteWarningAsync(problem.Message)).ConfigureAwait(false);
        }

        DeliveryPlanner planner = new(_set);
        LiveForecasts forecasts = new();
        LivePlanner live = new(planner, forecasts);
        List<(PlanMessage Message, DeliveryPlan Plan)> plans = [.. _messages.Select(message => (message, planner.Plan(message, SystemClock.Instance.Now.UtcDateTime)))];
        if (!Live)
        {
            foreach ((_, DeliveryPlan plan) in plans)
            {
                await WriteAsync(plan).ConfigureAwait(false);
            }

            return;
        }

        IEnumerable<AuditTarget> targets = plans.Count > 0 ? plans.SelectMany(one => live.Targets(one.Message, one.Plan))
            : _set.Rules.Where(static rule => rule.Rule.Enabled).SelectMany(RuleDemand.Of).SelectMany(static demand => demand.Targets);
        await LookAsync([.. targets.Distinct()], forecasts, stop).ConfigureAwait(false);
        foreach ((PlanMessage message, DeliveryPlan plan) in plans)
        {
            DeliveryPlan today = live.Apply(message, plan);
            await HandOutAsync(today, message.Id ?? string.Join(", ", message.Recipients.Take(3)), today.Verdict!).ConfigureAwait(false);
        }

        foreach (ForcedTlsForecast forecast in plans.Count > 0 ? [] : _set.Rules.Where(static rule => rule.Rule.Enabled).SelectMany(forecasts.Of))
        {
            await HandOutAsync(forecast, forecast.Domain, forecast.Verdict).ConfigureAwait(false);
        }
    }

    private Task HandOutAsync(object result, string subject, string verdict) =>
        Quiet ? AnswerAsync(subject, verdict, "whether the rules would deliver today") : WriteAsync(result);

    private async Task LookAsync(List<AuditTarget> targets, LiveForecasts forecasts, CancellationToken stop)
    {
        // The plans wait for all facts anyway, so facts come in the order of the targets whatever -AsCompleted says.
        int next = 0;
        AsCompleted = false;
        await ForEachAsync(SubjectsAsync(targets, stop), facts =>
        {
            forecasts.Add(targets[next++], facts);
            return Task.CompletedTask;
        }, stop).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<Subject> SubjectsAsync(List<AuditTarget> targets, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (AuditTarget target in targets)
        {
            stop.ThrowIfCancellationRequested();
            yield return new Subject(target);
            await Task.CompletedTask.ConfigureAwait(false);
        }
    }

    /// <summary>Addresses that are none are told, and the others go on.</summary>
    private void Take(string? id, string? sender, string[] recipients)
    {
        List<MailAddress> read = [.. recipients.Select(Read).OfType<MailAddress>()];
        if (read.Count > 0)
        {
            _messages.Add(new PlanMessage(id, sender is null ? null : Read(sender), read));
        }
    }

    private MailAddress? Read(string text)
    {
        if (MailAddress.TryParse(text, out MailAddress? address, out string? problem))
        {
            return address;
        }

        WriteError(Errors.MailAddressInvalid(text, problem));
        return null;
    }
}
