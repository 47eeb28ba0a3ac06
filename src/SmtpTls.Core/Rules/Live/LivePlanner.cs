using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Audit;
using SmtpTls.Rules.Plan;

namespace SmtpTls.Rules.Live;

/// <summary>Turns the conditions of a plan into what would happen today.</summary>
internal sealed class LivePlanner(DeliveryPlanner planner, LiveForecasts forecasts)
{
    /// <summary>Everybody that has to be looked at for a message: the bound recipients' domains and, for the bounce, the sender's.</summary>
    public IEnumerable<AuditTarget> Targets(PlanMessage message, DeliveryPlan plan) => plan.Copies.SelectMany(Demands)
        .Select(static one => one.Demand).OfType<RuleDemand>().SelectMany(static demand => demand.Targets)
        .Concat(plan.Bounce is not null && message.Sender?.Domain is { } domain ? [AuditTarget.Domain(DomainName.Parse(domain))] : []);

    public DeliveryPlan Apply(PlanMessage message, DeliveryPlan plan)
    {
        List<RejectedRecipient> rejected = [];
        List<ForcedTlsForecast> seen = [];
        HashSet<RuleDemand> known = [];
        List<PlannedCopy> copies = [];
        foreach (PlannedCopy copy in plan.Copies)
        {
            List<PlannedRecipient> left = [];
            foreach ((PlannedRecipient recipient, RuleDemand? demand) in Demands(copy))
            {
                if (demand is null)
                {
                    left.Add(recipient);
                    continue;
                }

                ForcedTlsForecast forecast = forecasts.Of(demand);
                if (known.Add(demand))
                {
                    seen.Add(forecast);
                }

                if (recipient.OnFailure == DeliveryPlanner.Reject && forecasts.FailsTls(demand))
                {
                    rejected.Add(new RejectedRecipient(recipient.Address, $"{forecast.Reason} {PlanTexts.Rejected(demand.Rule)}"));
                }
                else
                {
                    left.Add(recipient with { Delivery = forecast.Delivery, Then = Today(forecast, recipient) });
                }
            }

            if (left.Count > 0)
            {
                copies.Add(copy with { Recipients = left });
            }
        }

        return plan with
        {
            Copies = copies,
            Rejected = rejected,
            Bounce = plan.Bounce is null ? null : BounceToday(message, plan.Bounce),
            Verdict = seen.Count == 0 ? nameof(Verdict.Pass)
                : Verdicts.Worst(seen.Select(static forecast => (Verdict)Enum.Parse(typeof(Verdict), forecast.Verdict)), Verdict.NotPresent).ToString(),
            Live = seen,
        };
    }

    /// <summary>What has to hold for each recipient. Rules are found by domain and not by name, since two may have the same name.</summary>
    private IEnumerable<(PlannedRecipient Recipient, RuleDemand? Demand)> Demands(PlannedCopy copy)
    {
        List<(PlannedRecipient Recipient, string? Domain)> named = [.. copy.Recipients.Select(static one => (one, one.Rule is not null && MailAddress.TryParse(one.Address, out MailAddress? address, out _) ? address.Domain : null))];
        List<(PlannedRecipient Recipient, string? Domain, CompiledRule? Own)> all = named.ConvertAll(one => (one.Recipient, one.Domain, planner.RuleFor(one.Domain)));
        CompiledRule? binding = all.Exists(static one => one.Recipient.OnFailure == DeliveryPlanner.Reject) ? DeliveryPlanner.Strictest([.. all.Select(static one => one.Own).OfType<CompiledRule>().Distinct()]) : null;
        return all.Select(one => (one.Recipient, one.Domain is { } domain && (binding ?? one.Own) is { } rule ? new RuleDemand(rule, one.Own, domain) : null));
    }

    private static string Today(ForcedTlsForecast forecast, PlannedRecipient recipient) => forecast.Delivery switch
    {
        "Delivers" => $"Today it is delivered: {forecast.Reason} {recipient.Then}",
        "Partly" => $"Today it is delivered, by some of the hosts only: {forecast.Reason} {recipient.Then}",
        "Breaks" => $"Today it is not delivered: {forecast.Reason} {recipient.Then}",
        _ => $"Whether it is delivered today is not known: {forecast.Reason} {recipient.Then}",
    };

    private BounceTerms BounceToday(PlanMessage message, BounceTerms terms)
    {
        if (message.Sender?.Domain is not { } domain)
        {
            return terms;
        }

        // The demand on the sender's server is that of level Certificate, whatever the rule's level.
        ForcedTlsRule own = new() { Name = "bounce", Domains = [domain], Level = nameof(RuleLevel.Certificate) };
        ForcedTlsForecast forecast = forecasts.Of(new RuleDemand(CompiledRule.From(own, out _)!, null, domain));
        return terms with
        {
            Deliverable = forecast.Delivery switch { "Delivers" or "Partly" => true, "Breaks" => false, _ => null },
            Detail = forecast.Reason,
        };
    }
}
