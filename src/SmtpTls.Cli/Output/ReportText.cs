using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>TLS reports and their totals as lines for a person.</summary>
internal static class ReportText
{
    private const int MostRows = 20;

    /// <summary>Who reports about what, each failure, each problem.</summary>
    public static void Report(IAnsiConsole console, TlsRptReport report)
    {
        string who = report.OrganizationName ?? "(no report)";
        string when = report.StartDate is { } start ? $"  {Day(start)}{(report.EndDate is { } end && end.Date > start.Date ? $" to {Day(end)}" : "")}" : "";
        console.MarkupLine($"[bold]{Markup.Escape(who)}[/]{when}  [grey]{Markup.Escape(report.Source ?? "")}[/]");
        foreach (TlsRptPolicy policy in report.Policies)
        {
            string colour = policy.FailedSessions > 0 ? "red" : "green";
            Line(console, 2, $"{Markup.Escape(policy.PolicyDomain ?? "(no domain)")} {Markup.Escape(policy.PolicyType ?? "")}: {policy.SuccessfulSessions} secure, [{colour}]{policy.FailedSessions} failed[/]");
            foreach (TlsRptFailureDetail failure in policy.FailureDetails.Take(MostRows))
            {
                string place = failure.ReceivingMxHostname ?? failure.ReceivingIp ?? "";
                string reason = failure.FailureReasonCode is { } code ? $" ({code})" : "";
                Line(console, 4, Markup.Escape($"{failure.FailedSessions} {failure.ResultType} {place}{reason}"));
            }

            if (policy.FailureDetails.Count > MostRows)
            {
                Line(console, 4, $"and {policy.FailureDetails.Count - MostRows} more; --json shows all");
            }
        }

        foreach (TlsRptProblem problem in report.Problems)
        {
            Line(console, 2, $"[yellow]{Markup.Escape(problem.ToString())}[/]");
        }
    }

    /// <summary>The totals, each failure with what to do, and who reported.</summary>
    public static void Summary(IAnsiConsole console, TlsRptSummary summary)
    {
        string rate = summary.FailureRate is { } share ? $" ({Percent(share)})" : "";
        string span = summary.StartDate is { } start ? $", {Day(start)} to {Day(summary.EndDate ?? start)}" : "";
        console.MarkupLine($"[bold]{summary.Reports} reports{span}[/]: {summary.SuccessfulSessions} sessions secure, [{(summary.FailedSessions > 0 ? "red" : "green")}]{summary.FailedSessions} failed[/]{rate}");
        Line(console, 2, $"{summary.Duplicates} came twice, {summary.Unusable} unusable, {summary.WithProblems} with problems");
        foreach (TlsRptFailure failure in summary.Failures.Take(MostRows))
        {
            Failure(console, failure);
        }

        if (summary.Failures.Count > MostRows)
        {
            Line(console, 2, $"and {summary.Failures.Count - MostRows} more failures; --json or --html shows all");
        }

        Totals(console, "Domain", summary.Domains);
        Totals(console, "Reporter", summary.Organizations);
        Totals(console, "Mail host", summary.MxHosts);
        Totals(console, "Day", [.. summary.Days.Skip(Math.Max(summary.Days.Count - MostRows, 0))]);
    }

    private static void Failure(IAnsiConsole console, TlsRptFailure failure)
    {
        string since = failure.FirstSeen is { } first ? $" {Day(first)} to {Day(failure.LastSeen ?? first)}" : "";
        string trend = failure.Trend is { } word ? $", {word}" : "";
        string who = string.Join(", ", failure.Organizations.Take(3)) + (failure.Organizations.Count > 3 ? $" and {failure.Organizations.Count - 3} more" : "");
        Line(console, 2, $"[red]{failure.FailedSessions}[/] {Markup.Escape($"{failure.ResultType} {failure.Domain} {(failure.MxHost is { } host ? $"at {host}" : "")}".TrimEnd())}{since}{trend}, seen by {Markup.Escape(who)}");
        if (failure.Now is { } now)
        {
            string colour = now.State switch
            {
                "StillFailing" => "red",
                "Repaired" => "green",
                _ => "yellow",
            };
            Line(console, 6, $"[{colour}]now {Markup.Escape(now.State)}[/]: {Markup.Escape(VisibleText.Show(now.Detail))}");
        }

        if (failure.Cause is { } cause)
        {
            Line(console, 6, Markup.Escape(cause));
        }

        foreach (string step in failure.Remedy.Take(1))
        {
            Line(console, 6, $"[grey]{Markup.Escape(step)}[/]");
        }
    }

    private static void Totals(IAnsiConsole console, string heading, IReadOnlyList<TlsRptTotal> totals)
    {
        if (totals.Count == 0)
        {
            return;
        }

        Table table = new() { Border = TableBorder.Simple };
        bool both = totals.Any(total => total.SuccessfulSessions is not null);
        table.AddColumn(heading);
        foreach (string column in both ? (string[])["Secure", "Failed", "Rate", "Reports"] : ["Failed", "Reports"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (TlsRptTotal total in totals.Take(MostRows))
        {
            string[] end = [Number(total.FailedSessions), .. both ? (string[])[total.FailureRate is { } rate ? Percent(rate) : ""] : [], Number(total.Reports)];
            table.AddRow([Markup.Escape(VisibleText.Show(total.Name, 80)), .. both ? (string[])[Number(total.SuccessfulSessions ?? 0)] : [], .. end]);
        }

        console.Write(table);
        if (totals.Count > MostRows)
        {
            Line(console, 2, $"and {totals.Count - MostRows} more; --json or --html shows all");
        }
    }

    private static string Percent(double rate) => (rate * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Line(IAnsiConsole console, int indent, string markup) => console.Write(new Padder(new Markup(markup)).Padding(indent, 0, 0, 0));
}
