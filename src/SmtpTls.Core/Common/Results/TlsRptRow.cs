using System;

namespace SmtpTls;

/// <summary>One line of a report for a spreadsheet: the totals of a policy, a failure, or a problem. Sum each kind by itself.</summary>
public sealed record TlsRptRow
{
    /// <summary><c>Policy, Failure, Problem</c>.</summary>
    public string Row { get; init; } = "";

    /// <summary>Who sends the report.</summary>
    public string? OrganizationName { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? StartDate { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? EndDate { get; init; }

    /// <summary>The report's id.</summary>
    public string? ReportId { get; init; }

    /// <summary><c>sts, tlsa, no-policy-found</c>.</summary>
    public string? PolicyType { get; init; }

    /// <summary>The domain of the policy.</summary>
    public string? PolicyDomain { get; init; }

    /// <summary>Of a Policy row.</summary>
    public long? SuccessfulSessions { get; init; }

    /// <summary>Of a Policy or Failure row.</summary>
    public long? FailedSessions { get; init; }

    /// <summary>Of a Failure row, as all below.</summary>
    public string? ResultType { get; init; }

    /// <summary>The address that the sender connected from.</summary>
    public string? SendingMtaIp { get; init; }

    /// <summary>The mail host.</summary>
    public string? ReceivingMxHostname { get; init; }

    /// <summary>The name by which it greeted.</summary>
    public string? ReceivingMxHelo { get; init; }

    /// <summary>Its address.</summary>
    public string? ReceivingIp { get; init; }

    /// <summary>A code or text of the sender's software.</summary>
    public string? FailureReasonCode { get; init; }

    /// <summary>Where the sender says more.</summary>
    public string? AdditionalInformation { get; init; }

    /// <summary>Of a Problem row.</summary>
    public string? Problem { get; init; }

    /// <summary>Where it was read.</summary>
    public string? Source { get; init; }
}
