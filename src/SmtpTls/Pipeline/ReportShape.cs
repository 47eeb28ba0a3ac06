using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace SmtpTls.Pipeline;

/// <summary>Reports that were kept with <c>Export-Clixml</c> or as JSON, and came back as bags of their members.</summary>
internal static class ReportShape
{
    /// <returns>Null where the object is no report.</returns>
    public static TlsRptReport? From(PSObject input)
    {
        if (input.BaseObject is TlsRptReport report)
        {
            return report;
        }

        return input.Properties["Policies"] is null || input.Properties["Problems"] is null || input.Properties["Source"] is null ? null : new TlsRptReport
        {
            OrganizationName = Text(input, "OrganizationName"),
            StartDate = Time(input, "StartDate"),
            EndDate = Time(input, "EndDate"),
            ContactInfo = Text(input, "ContactInfo"),
            ReportId = Text(input, "ReportId"),
            Source = Text(input, "Source"),
            Policies = [.. Items(input, "Policies").Select(Policy)],
            Problems = [.. Items(input, "Problems").Select(item => new TlsRptProblem(Text(item, "Code") ?? "", Text(item, "Place") ?? "", Text(item, "Text") ?? ""))],
        };
    }

    private static TlsRptPolicy Policy(PSObject input) => new()
    {
        PolicyType = Text(input, "PolicyType"),
        PolicyDomain = Text(input, "PolicyDomain"),
        PolicyString = [.. Items(input, "PolicyString").Select(item => item.ToString())],
        MxHost = [.. Items(input, "MxHost").Select(item => item.ToString())],
        SuccessfulSessions = Count(input, "SuccessfulSessions"),
        FailedSessions = Count(input, "FailedSessions"),
        FailureDetails = [.. Items(input, "FailureDetails").Select(item => new TlsRptFailureDetail
        {
            ResultType = Text(item, "ResultType"),
            SendingMtaIp = Text(item, "SendingMtaIp"),
            ReceivingMxHostname = Text(item, "ReceivingMxHostname"),
            ReceivingMxHelo = Text(item, "ReceivingMxHelo"),
            ReceivingIp = Text(item, "ReceivingIp"),
            FailedSessions = Count(item, "FailedSessions"),
            AdditionalInformation = Text(item, "AdditionalInformation"),
            FailureReasonCode = Text(item, "FailureReasonCode"),
            Explanation = Text(item, "Explanation"),
        })],
    };

    private static object? Bare(PSObject input, string name) => input.Properties[name]?.Value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : input.Properties[name]?.Value;

    private static string? Text(PSObject input, string name) => Bare(input, name)?.ToString() is { Length: > 0 } text ? VisibleText.Show(text, 4096) : null;

    private static IEnumerable<PSObject> Items(PSObject input, string name) => Bare(input, name) switch
    {
        null => [],
        string text => [PSObject.AsPSObject(text)],
        IEnumerable list => list.Cast<object?>().Where(item => item is not null).Select(item => PSObject.AsPSObject(item!)),
        { } one => [PSObject.AsPSObject(one)],
    };

    private static long? Count(PSObject input, string name) =>
        LanguagePrimitives.TryConvertTo(Bare(input, name), CultureInfo.InvariantCulture, out long? count) && count is null or >= 0 ? count : null;

    private static DateTime? Time(PSObject input, string name) => Bare(input, name) switch
    {
        DateTime time => time.ToUniversalTime(),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time.UtcDateTime,
        _ => null,
    };
}
