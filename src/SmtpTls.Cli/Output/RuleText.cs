using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Cli.Output;

/// <summary>Plans, forecasts and commands as lines for a person.</summary>
internal static class RuleText
{
    public static void Plan(IAnsiConsole console, DeliveryPlan plan)
    {
        int count = plan.Copies.Sum(static copy => copy.Recipients.Count) + plan.Rejected.Count;
        string how = plan.Split ? $"split into {plan.Copies.Count} copies" : "not split";
        Line(console, 0, $"{(plan.MessageId is { } id ? VisibleText.Show(id, 200) + ", " : "")}{count} {(count == 1 ? "recipient" : "recipients")}, {how}");
        foreach (PlannedCopy copy in plan.Copies)
        {
            Line(console, 2, copy.Level == "Opportunistic" ? "Opportunistic" : $"{copy.Level} or not at all");
            foreach (PlannedRecipient one in copy.Recipients)
            {
                string rule = one.Rule is null ? "" : $"rule '{one.Rule}'{(one.Matched ? "" : " by another recipient")}, ";
                string fails = one.DeferUntil is { } until ? FormattableString.Invariant($"deferred until {TimeText.Minute(until)}") : one.OnFailure == "Reject" ? "rejected" : "in clear";
                Line(console, 4, $"{VisibleText.Show(one.Address, 300)}  {rule}{(one.Delivery is { } today ? $"today: {today}, " : "")}on failure: {fails}");
            }

            foreach (string then in copy.Recipients.Select(static one => one.Then).Distinct())
            {
                Line(console, 6, then);
            }
        }

        foreach (RejectedRecipient one in plan.Rejected)
        {
            Line(console, 2, $"Rejected: {VisibleText.Show(one.Address, 300)}  {one.Reason}");
        }

        if (plan.Bounce is { } bounce)
        {
            Line(console, 2, $"Bounce: {bounce.Demand}{(bounce.Detail is { } seen ? $" Today: {seen}" : "")}");
        }

        foreach (string text in plan.DiffersInExchangeOnline)
        {
            Line(console, 2, $"Exchange Online: {text}");
        }

        foreach (ForcedTlsForecast forecast in plan.Live)
        {
            Forecast(console, forecast, 2);
        }

        console.WriteLine();
    }

    public static void Forecast(IAnsiConsole console, ForcedTlsForecast forecast, int indent)
    {
        string colour = forecast.Delivery switch { "Delivers" => "green", "Partly" => "yellow", "Breaks" => "red", _ => "blue" };
        console.Write(new Padder(new Markup($"[{colour}]{forecast.Delivery}[/] {Markup.Escape($"{forecast.Domain}  {forecast.Level}{(forecast.Rule is { } rule ? $", rule '{rule}'" : "")}: {forecast.Reason}")}")).Padding(indent, 0, 0, 0));
        if (forecast.Remedy is { } remedy)
        {
            Line(console, indent + 2, remedy);
        }

        if (forecast.SatisfyingNames.Count > 0)
        {
            Line(console, indent + 2, $"names that would satisfy level Domain: {string.Join(", ", forecast.SatisfyingNames)}");
        }
    }

    public static void Command(IAnsiConsole console, ConnectorCommand command)
    {
        Line(console, 0, $"{command.Cmdlet}  (rule '{command.Rule}')");
        foreach (DictionaryEntry parameter in command.Parameters)
        {
            Line(console, 2, $"{parameter.Key} = {VisibleText.Show(PowerShellText.Value(parameter.Value), 4096)}");
        }

        foreach (string note in command.Notes)
        {
            Line(console, 2, $"note: {note}");
        }

        console.WriteLine();
    }

    public static void Summary(IAnsiConsole console, IEnumerable<ForcedTlsForecast> forecasts) => Line(console, 0,
        string.Join(", ", forecasts.GroupBy(static one => one.Delivery).Select(static group => $"{group.Count()} {group.Key}")) + ".");

    private static void Line(IAnsiConsole console, int indent, string text) => console.Write(new Padder(new Markup(Markup.Escape(text))).Padding(indent, 0, 0, 0));
}
