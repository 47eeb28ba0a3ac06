using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules.Plan;

/// <summary>
/// What forced-TLS rules make of a message. With <c>opportunisticForOthers</c> the message is split: recipients that match travel under their rule's
/// level, the others get what can be had. Without it the message stays whole: as soon as one recipient matches, the level binds all of them, and a
/// recipient whose server cannot do it is rejected while the others are delivered. Of several rules the strictest level wins, then priority.
/// </summary>
internal sealed class DeliveryPlanner
{
    public const string Opportunistic = nameof(Opportunistic), Defer = nameof(Defer), Reject = nameof(Reject);
    private const int MostRemembered = 100_000;
    private readonly RuleSet _set;
    private readonly Dictionary<string, CompiledRule?> _decided = new(StringComparer.Ordinal);

    public DeliveryPlanner(RuleSet set) => _set = set;

    /// <summary>The plan without a look at any server: what depends on the other side is said as a condition.</summary>
    /// <param name="message">Recipients that are named twice are taken once.</param>
    /// <param name="now">The first attempt, UTC.</param>
    public DeliveryPlan Plan(PlanMessage message, DateTime now)
    {
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        List<(MailAddress Address, CompiledRule? Rule)> recipients = Decide(message.Recipients);
        List<CompiledRule> matched = [.. recipients.Select(static one => one.Rule).OfType<CompiledRule>().Distinct()];
        CompiledRule? binding = matched.Exists(static rule => !rule.Rule.OpportunisticForOthers) ? Strictest(matched) : null;
        List<PlannedCopy> copies = binding is not null ? [Bound(recipients, binding)] : Split(recipients, now);
        bool defers = matched.Count > 0 && binding is null;
        return new DeliveryPlan
        {
            MessageId = message.Id,
            Sender = message.Sender?.Text,
            Split = copies.Count > 1,
            Copies = copies,
            RetryAt = defers ? [.. RetryTimes.Of(now, matched.Max(static rule => rule.Rule.DeferralHours))] : [],
            Bounce = matched.Count == 0 ? null : new BounceTerms { To = message.Sender?.Text, Demand = PlanTexts.BounceDemand },
            DiffersInExchangeOnline = Differences(recipients, matched),
        };
    }

    /// <summary>The rule that decides for a recipient domain; null for none.</summary>
    public CompiledRule? RuleFor(string? domain)
    {
        if (domain is null)
        {
            return null;
        }

        if (!_decided.TryGetValue(domain, out CompiledRule? rule))
        {
            if (_decided.Count >= MostRemembered)
            {
                _decided.Clear();
            }

            _decided[domain] = rule = _set.Outbound.Find(domain);
        }

        return rule;
    }

    private List<(MailAddress, CompiledRule?)> Decide(IReadOnlyList<MailAddress> addresses)
    {
        List<(MailAddress, CompiledRule?)> decided = new(addresses.Count);
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (MailAddress address in addresses)
        {
            if (seen.Add(address.Text))
            {
                decided.Add((address, RuleFor(address.Domain)));
            }
        }

        return decided;
    }

    /// <summary>Of rules that match recipients of one message, the one that binds them all.</summary>
    public static CompiledRule Strictest(List<CompiledRule> rules) => rules.Aggregate(static (best, rule) => rule.CompareTo(best) < 0 ? rule : best);

    /// <summary>One copy under the strictest level that somebody's rule asks for.</summary>
    private static PlannedCopy Bound(List<(MailAddress Address, CompiledRule? Rule)> recipients, CompiledRule binding)
    {
        string then = PlanTexts.ThenReject(binding);
        return new PlannedCopy
        {
            Level = binding.Level.ToString(),
            Recipients = [.. recipients.Select(one => new PlannedRecipient
            {
                Address = one.Address.Text,
                Rule = binding.Name,
                Matched = one.Rule is not null,
                OnFailure = Reject,
                Then = then,
                BounceStatus = PlanTexts.RejectedStatus,
            })],
        };
    }

    /// <summary>A copy for each level, strictest first, and one for those that no rule names.</summary>
    private static List<PlannedCopy> Split(List<(MailAddress Address, CompiledRule? Rule)> recipients, DateTime now)
    {
        Dictionary<CompiledRule, (DateTime Until, string Then)> terms = [];
        List<PlannedRecipient>[] byLevel = [.. Enumerable.Range(0, 5).Select(static _ => new List<PlannedRecipient>())];
        foreach ((MailAddress address, CompiledRule? rule) in recipients)
        {
            if (rule is null)
            {
                byLevel[4].Add(new PlannedRecipient { Address = address.Text, OnFailure = Opportunistic, Then = PlanTexts.Opportunistic });
                continue;
            }

            if (!terms.TryGetValue(rule, out (DateTime Until, string Then) term))
            {
                DateTime until = now.AddHours(rule.Rule.DeferralHours);
                terms[rule] = term = (until, PlanTexts.ThenDefer(rule, until));
            }

            byLevel[RuleLevel.Dane - rule.Level].Add(new PlannedRecipient
            {
                Address = address.Text,
                Rule = rule.Name,
                Matched = true,
                OnFailure = Defer,
                DeferUntil = term.Until,
                Then = term.Then,
                BounceStatus = PlanTexts.ExpiredStatus,
            });
        }

        return [.. byLevel.Select(static (list, place) => new PlannedCopy { Level = place == 4 ? Opportunistic : (RuleLevel.Dane - place).ToString(), Recipients = list })
            .Where(static copy => copy.Recipients.Count > 0)];
    }

    private IReadOnlyList<string> Differences(List<(MailAddress Address, CompiledRule? Rule)> recipients, List<CompiledRule> matched)
    {
        ExchangeDifferences differences = new(_set);
        foreach (CompiledRule rule in matched)
        {
            differences.AddRule(rule);
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((MailAddress address, CompiledRule? rule) in recipients)
        {
            if (address.Domain is { } domain && seen.Add(domain))
            {
                differences.AddDomain(domain, rule);
            }
        }

        if (matched.Count > 0 && recipients.Exists(static one => one.Rule is null))
        {
            differences.AddOpportunistic();
        }

        return differences.Texts;
    }
}
