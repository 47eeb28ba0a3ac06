using System.Globalization;
using System.IO;
using System.Net;
using System.Text.Json;
using SmtpTls.Explain;
using SmtpTls.TlsRpt.Intake;

namespace SmtpTls.Vectors;

/// <summary>tlsrpt-report/: reports as files and mails, good and hostile, to what they say (RFC 8460 §4, §5).</summary>
public sealed class TlsRptReportTheory
{
    private static readonly Explanations Explained = new(CauseCatalog.Load(null));

    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("tlsrpt-report/expected.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Report(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement input = document.RootElement.GetProperty("input");
        long before = GC.GetAllocatedBytesForCurrentThread();
        List<TlsRptReport> reports = [.. Files(input).SelectMany(Read)];
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64L << 20, $"{id} took more memory than a report may.");

        List<string> objections = [.. VectorFile.Expected(document.RootElement).Select(expect => Object(expect, reports))];
        Assert.True(objections.Contains(""), $"{id}: {string.Join(" | ", objections)}\n{string.Join("\n", reports.SelectMany(report => report.Problems))}");
    }

    private static IEnumerable<string> Files(JsonElement input) => input.TryGetProperty("files", out JsonElement files)
        ? files.EnumerateArray().Select(file => file.GetString()!)
        : [input.GetProperty("file").GetString()!];

    private static List<TlsRptReport> Read(string file)
    {
        IntakeResult result = ReportFile.Read(Path.Combine(VectorFile.Folder, "tlsrpt-report", "files", file), new ReportIntake(ReportLimits.Usual, Explained));
        Assert.Null(result.Unreadable);
        return [.. result.Reports];
    }

    private static string Object(JsonElement expect, List<TlsRptReport> reports)
    {
        List<TlsRptReport> good = [.. reports.Where(report => report.Policies.Count > 0 || report.OrganizationName is not null || report.ReportId is not null)];
        if (expect.GetProperty("status").GetString() == "error")
        {
            return IsRefusal(expect.GetProperty("error").GetString()!, good, reports);
        }

        // A tolerance that a reader may leave out.
        if (expect.TryGetProperty("or_error", out JsonElement refusal) && IsRefusal(refusal.GetString()!, good, reports).Length == 0)
        {
            return "";
        }

        if (expect.TryGetProperty("distinct_reports", out JsonElement distinct))
        {
            List<TlsRptReport> once = [.. good.DistinctBy(report => (report.OrganizationName, report.ReportId))];
            long sum = once.Sum(report => report.Policies.Sum(policy => policy.SuccessfulSessions ?? 0));
            return once.Count == distinct.GetInt32() && sum == expect.GetProperty("total_successful").GetInt64() ? "" : $"{once.Count} reports, {sum} sessions";
        }

        string wanted = string.Join('\n', expect.GetProperty("reports").EnumerateArray().Select(Show));
        string got = string.Join('\n', good.Select(Show));
        return wanted == got ? "" : $"{got}\ninstead of\n{wanted}";
    }

    private static string IsRefusal(string code, List<TlsRptReport> good, List<TlsRptReport> reports) =>
        good.Count == 0 && reports.Any(report => report.Problems.Any(problem => problem.Code == code)) ? "" : $"not refused with {code}";

    private static string Show(JsonElement report) => string.Join('\n', (string[])[
        $"{Text(report, "organization_name")}|{Time(report, "start")}|{Time(report, "end")}|{Text(report, "contact_info")}|{Text(report, "report_id")}",
        .. report.GetProperty("policies").EnumerateArray().SelectMany(policy => (string[])[
            $" {Text(policy, "type")}|{Text(policy, "domain")}|{Texts(policy, "strings")}|{Texts(policy, "mx_hosts")}|{policy.GetProperty("successful").GetInt64()}|{policy.GetProperty("failed").GetInt64()}",
            .. policy.GetProperty("failures").EnumerateArray().Select(failure =>
                $"  {Text(failure, "result_type")}|{Known(failure)}|{failure.GetProperty("count").GetInt64()}|{Address(Text(failure, "sending_mta_ip"))}|{Address(Text(failure, "receiving_ip"))}"
                + $"|{Text(failure, "receiving_mx_hostname")}|{Text(failure, "receiving_mx_helo")}|{Text(failure, "additional_information")}|{Text(failure, "failure_reason_code")}")])]);

    private static string Show(TlsRptReport report) => string.Join('\n', (string[])[
        $"{report.OrganizationName}|{Time(report.StartDate)}|{Time(report.EndDate)}|{report.ContactInfo}|{report.ReportId}",
        .. report.Policies.SelectMany(policy => (string[])[
            $" {policy.PolicyType}|{policy.PolicyDomain}|{string.Join('\\', policy.PolicyString)}|{string.Join('\\', policy.MxHost)}|{policy.SuccessfulSessions}|{policy.FailedSessions}",
            .. policy.FailureDetails.Select(failure =>
                $"  {failure.ResultType}|{ReportWords.IsResultType(failure.ResultType ?? "")}|{failure.FailedSessions}|{Address(failure.SendingMtaIp)}|{Address(failure.ReceivingIp)}"
                + $"|{failure.ReceivingMxHostname}|{failure.ReceivingMxHelo}|{failure.AdditionalInformation}|{failure.FailureReasonCode}")])]);

    private static string Known(JsonElement failure) => failure.GetProperty("known").GetBoolean().ToString();

    // Results show text with what cannot be seen made visible.
    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? VisibleText.Show(value.GetString()) : null;

    private static string Texts(JsonElement item, string name) => string.Join('\\', item.GetProperty(name).EnumerateArray().Select(value => VisibleText.Show(value.GetString())));

    private static string? Time(JsonElement item, string name) =>
        Text(item, name) is { } text ? Time(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime) : null;

    private static string? Time(DateTime? time) => time?.ToString("o", CultureInfo.InvariantCulture);

    private static string? Address(string? text) => IPAddress.TryParse(text, out IPAddress? address) ? address.ToString() : text;
}
