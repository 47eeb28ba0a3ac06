using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace SmtpTls.Reports;

/// <summary>The page of what TLS reports say together.</summary>
internal static class SummaryPage
{
    private const int MostBars = 15, MostDays = 400;

    /// <param name="summary">What is shown.</param>
    /// <param name="title">Null for the usual.</param>
    /// <param name="made">When the page is made.</param>
    public static string Of(TlsRptSummary summary, string? title, DateTimeOffset made)
    {
        HtmlPage page = new(title ?? "TLS reports", "en")
        {
            Lead = summary.StartDate is { } start ? $"{HtmlText.Day(start)} to {HtmlText.Day(summary.EndDate ?? start)}, from {HtmlText.Number(summary.Reports)} reports." : $"From {HtmlText.Number(summary.Reports)} reports.",
            Foot = $"Made {made.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC by SmtpTls from reports that senders mailed (RFC 8460). What they say was not checked. "
                + "Charts by Chart.js (MIT licence), which is part of this file; the file asks nothing of any network.",
        };
        page.AddSection("overview", "Overview", Overview(summary));
        page.AddSection("days", "Sessions by day", Days(page, summary));
        page.AddSection("failures", "Failures", Failures(page, summary));
        page.AddSection("hosts", "Mail hosts", Totals("Failed sessions by mail host.", "Mail host", summary.MxHosts));
        page.AddSection("reporters", "Reporters", Totals("Sessions by the organisation that reports.", "Organisation", summary.Organizations)
            + Totals("Failed sessions by the address that the sender connected from.", "Address", summary.SendingMtaIps));
        page.AddSection("domains", "Domains and policies", Totals("Sessions by domain.", "Domain", summary.Domains) + Totals("Sessions by policy.", "Policy", summary.Policies));
        return page.ToString();
    }

    private static string Overview(TlsRptSummary summary)
    {
        StringBuilder figures = new("<dl class=\"figures\">");
        Figure(figures, "Secure sessions", HtmlText.Number(summary.SuccessfulSessions), "good");
        Figure(figures, "Failed sessions", HtmlText.Number(summary.FailedSessions), summary.FailedSessions > 0 ? "bad" : null);
        Figure(figures, "Failure rate", summary.FailureRate is null ? "no sessions" : HtmlText.Percent(summary.FailureRate), null);
        Figure(figures, "Reports", HtmlText.Number(summary.Reports), null);
        Figure(figures, "Came twice", HtmlText.Number(summary.Duplicates), null);
        Figure(figures, "Unusable", HtmlText.Number(summary.Unusable), summary.Unusable > 0 ? "warn" : null);
        figures.Append("</dl>\n");
        return figures.Append(summary.Failures.Count == 0 ? "<p>No failure is reported.</p>\n" : "").ToString();
    }

    private static void Figure(StringBuilder figures, string name, string value, string? classes) =>
        figures.Append("<div><dt>").Append(HtmlText.Encode(name)).Append("</dt><dd").Append(classes is null ? "" : $" class=\"{classes}\"").Append('>').Append(HtmlText.Encode(value)).Append("</dd></div>");

    private static string Days(HtmlPage page, TlsRptSummary summary)
    {
        List<TlsRptTotal> days = [.. summary.Days.Skip(Math.Max(summary.Days.Count - MostDays, 0))];
        ChartData chart = new("Sessions by day: secure and failed", false, [.. days.Select(day => day.Name)],
        [
            new ChartSeries("Secure", "good", [.. days.Select(day => day.SuccessfulSessions ?? 0)]),
            new ChartSeries("Failed", "bad", [.. days.Select(day => day.FailedSessions)]),
        ]);
        return page.Chart(chart) + "<details><summary>The numbers</summary>\n" + Totals("Sessions by day (UTC).", "Day", days) + "</details>\n";
    }

    private static string Failures(HtmlPage page, TlsRptSummary summary)
    {
        if (summary.Failures.Count == 0)
        {
            return "<p>No failure is reported.</p>\n";
        }

        List<TlsRptTotal> types = [.. summary.ResultTypes.Take(MostBars)];
        StringBuilder section = new(page.Chart(new ChartData("Failed sessions by result type", true, [.. types.Select(type => type.Name)],
            [new ChartSeries("Failed sessions", "bad", [.. types.Select(type => type.FailedSessions)])])));
        section.Append(HtmlTable.Of("Every failure by domain, result type and mail host.", summary.Failures,
        [
            new HtmlColumn<TlsRptFailure>("Domain", failure => failure.Domain),
            new HtmlColumn<TlsRptFailure>("Result type", failure => failure.ResultType),
            new HtmlColumn<TlsRptFailure>("Mail host", failure => failure.MxHost),
            new HtmlColumn<TlsRptFailure>("Sessions", failure => HtmlText.Number(failure.FailedSessions)) { Value = failure => failure.FailedSessions },
            new HtmlColumn<TlsRptFailure>("Seen by", failure => string.Join(", ", failure.Organizations)),
            new HtmlColumn<TlsRptFailure>("First seen", failure => HtmlText.Day(failure.FirstSeen)),
            new HtmlColumn<TlsRptFailure>("Last seen", failure => HtmlText.Day(failure.LastSeen)),
            new HtmlColumn<TlsRptFailure>("Trend", failure => failure.Trend) { Class = failure => failure.Trend is "New" or "Rising" ? "bad" : failure.Trend is "Ended" ? "good" : null },
            new HtmlColumn<TlsRptFailure>("Now", failure => failure.Now?.State) { Class = failure => failure.Now?.State is "StillFailing" ? "bad" : failure.Now?.State is "Repaired" ? "good" : null },
        ]));
        foreach (TlsRptFailure failure in summary.Failures.GroupBy(failure => failure.ResultType).Select(group => group.First()))
        {
            Explain(section, failure);
        }

        return section.ToString();
    }

    private static void Explain(StringBuilder section, TlsRptFailure failure)
    {
        section.Append("<details><summary>").Append(HtmlText.Encode(failure.ResultType ?? "(unnamed)")).Append(": what it means and what to do</summary>\n<p>")
            .Append(HtmlText.Encode(failure.Cause ?? "RFC 8460 does not define this result type; ask the organisation that reports it.")).Append("</p>\n");
        if (failure.Remedy.Count > 0)
        {
            section.Append("<ol>").Append(string.Concat(failure.Remedy.Select(step => $"<li>{HtmlText.Encode(step)}</li>"))).Append("</ol>\n");
        }

        section.Append("</details>\n");
    }

    private static string Totals(string caption, string heading, IReadOnlyList<TlsRptTotal> totals)
    {
        List<HtmlColumn<TlsRptTotal>> columns = [new HtmlColumn<TlsRptTotal>(heading, total => total.Name)];
        if (totals.Any(total => total.SuccessfulSessions is not null))
        {
            columns.Add(new HtmlColumn<TlsRptTotal>("Secure", total => HtmlText.Number(total.SuccessfulSessions ?? 0)) { Value = total => total.SuccessfulSessions ?? 0 });
        }

        columns.Add(new HtmlColumn<TlsRptTotal>("Failed", total => HtmlText.Number(total.FailedSessions)) { Value = total => total.FailedSessions, Class = total => total.FailedSessions > 0 ? "bad" : null });
        if (totals.Any(total => total.FailureRate is not null))
        {
            columns.Add(new HtmlColumn<TlsRptTotal>("Rate", total => HtmlText.Percent(total.FailureRate)) { Value = total => total.FailureRate ?? 0 });
        }

        columns.Add(new HtmlColumn<TlsRptTotal>("Reports", total => HtmlText.Number(total.Reports)) { Value = total => total.Reports });
        columns.Add(new HtmlColumn<TlsRptTotal>("First", total => HtmlText.Day(total.FirstSeen)));
        columns.Add(new HtmlColumn<TlsRptTotal>("Last", total => HtmlText.Day(total.LastSeen)));
        return totals.Count == 0 ? "" : HtmlTable.Of(caption, totals, columns);
    }
}
