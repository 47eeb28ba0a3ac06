using System.Collections.Generic;

namespace SmtpTls;

/// <summary>Where a domain wants reports about TLS failures to go (RFC 8460 §3).</summary>
public sealed record TlsRptRecord
{
    /// <summary>The domain, as A-labels.</summary>
    public string Domain { get; init; } = "";

    /// <summary><c>Absent, Valid, Invalid, Indeterminate</c>.</summary>
    public string State { get; init; } = "";

    /// <summary><c>Pass</c> for Valid, <c>Fail</c> for Invalid, <c>NotPresent</c> for Absent, <c>Inconclusive</c> for Indeterminate.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>The text as published; several records are joined by <c> | </c>.</summary>
    public string? Raw { get; init; }

    /// <summary>The destinations as written, in their order.</summary>
    public IReadOnlyList<string> Rua { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>What is wrong with the text.</summary>
    public IReadOnlyList<string> Problems { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Whether the DNS answers that led here are genuine.</summary>
    public IReadOnlyList<DnsAnswerSecurity> DnsSecurity { get; init => field = ValueList.Of(value); } = ValueList<DnsAnswerSecurity>.Nothing;

    /// <summary>What is wrong or worth knowing, sorted by subject, then id.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = ValueList.Of(value); } = ValueList<Finding>.Nothing;
}
