using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace SmtpTls.TlsRpt.Measure;

/// <summary>Reports as rows: one for each policy with its totals, one for each failure, one for each problem, so that nothing counts twice in a sum.</summary>
internal static class ReportRows
{
    private static readonly string[] Names =
    [
        "row", "organizationName", "startDate", "endDate", "reportId", "policyType", "policyDomain", "successfulSessions", "failedSessions", "resultType",
        "sendingMtaIp", "receivingMxHostname", "receivingMxHelo", "receivingIp", "failureReasonCode", "additionalInformation", "problem", "source",
    ];

    /// <summary>The heading of a CSV file.</summary>
    public static string Heading => string.Join(",", Names);

    public static IEnumerable<TlsRptRow> Of(TlsRptReport report)
    {
        TlsRptRow start = new()
        {
            OrganizationName = report.OrganizationName,
            StartDate = report.StartDate,
            EndDate = report.EndDate,
            ReportId = report.ReportId,
            Source = report.Source,
        };
        foreach (TlsRptPolicy policy in report.Policies)
        {
            TlsRptRow row = start with { Row = "Policy", PolicyType = policy.PolicyType, PolicyDomain = policy.PolicyDomain };
            yield return row with { SuccessfulSessions = policy.SuccessfulSessions, FailedSessions = policy.FailedSessions };
            foreach (TlsRptFailureDetail failure in policy.FailureDetails)
            {
                yield return row with
                {
                    Row = "Failure",
                    FailedSessions = failure.FailedSessions,
                    ResultType = failure.ResultType,
                    SendingMtaIp = failure.SendingMtaIp,
                    ReceivingMxHostname = failure.ReceivingMxHostname,
                    ReceivingMxHelo = failure.ReceivingMxHelo,
                    ReceivingIp = failure.ReceivingIp,
                    FailureReasonCode = failure.FailureReasonCode,
                    AdditionalInformation = failure.AdditionalInformation,
                };
            }
        }

        foreach (TlsRptProblem problem in report.Problems)
        {
            yield return start with { Row = "Problem", Problem = problem.ToString() };
        }
    }

    /// <summary>A row as a line of CSV (RFC 4180) that a spreadsheet shows as text and never runs.</summary>
    public static string ToCsv(TlsRptRow row) => string.Join(",", ((string?[])[
        row.Row, row.OrganizationName, Time(row.StartDate), Time(row.EndDate), row.ReportId, row.PolicyType, row.PolicyDomain, Count(row.SuccessfulSessions), Count(row.FailedSessions),
        row.ResultType, row.SendingMtaIp, row.ReceivingMxHostname, row.ReceivingMxHelo, row.ReceivingIp, row.FailureReasonCode, row.AdditionalInformation, row.Problem, row.Source])
        .Select(field => Quote(Defuse(field))));

    /// <summary>The row with an apostrophe before texts that a spreadsheet would take for a formula.</summary>
    public static TlsRptRow Defused(TlsRptRow row) => row with
    {
        OrganizationName = Defuse(row.OrganizationName),
        ReportId = Defuse(row.ReportId),
        PolicyType = Defuse(row.PolicyType),
        PolicyDomain = Defuse(row.PolicyDomain),
        ResultType = Defuse(row.ResultType),
        SendingMtaIp = Defuse(row.SendingMtaIp),
        ReceivingMxHostname = Defuse(row.ReceivingMxHostname),
        ReceivingMxHelo = Defuse(row.ReceivingMxHelo),
        ReceivingIp = Defuse(row.ReceivingIp),
        FailureReasonCode = Defuse(row.FailureReasonCode),
        AdditionalInformation = Defuse(row.AdditionalInformation),
        Problem = Defuse(row.Problem),
        Source = Defuse(row.Source),
    };

    /// <summary>Spreadsheets run text that begins with one of these.</summary>
    private static string? Defuse(string? text) => text is { Length: > 0 } && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20' ? "'" + text : text;

    private static string Quote(string? field) => field is null ? "" : field.IndexOfAny(['"', ',', '\n', '\r', ';']) < 0 ? field
        : new StringBuilder(field).Replace("\"", "\"\"").Insert(0, '"').Append('"').ToString();

    private static string? Time(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string? Count(long? count) => count?.ToString(CultureInfo.InvariantCulture);
}
