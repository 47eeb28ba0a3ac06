using System.Collections.Generic;

namespace SmtpTls.Lab;

/// <summary>A mail domain of the range, and what an audit of it should say.</summary>
/// <param name="Domain">For example <c>expired.lab.test</c>.</param>
/// <param name="About">What it plays, in one clause for people.</param>
/// <param name="Expected">The outcome of its first address, as <c>StartTlsResult.Outcome</c> names it.</param>
/// <param name="ExpectedProblems">What a sender that verifies would object to at that address (<c>StartTlsResult.CertificateProblems</c>).</param>
internal sealed record LabDomain(string Domain, string About, string Expected, IReadOnlyList<string> ExpectedProblems)
{
    /// <summary>The outcome of each address in the order a sender tries them; one entry for most domains.</summary>
    public IReadOnlyList<string> ExpectedOutcomes { get; init; } = [Expected];

    /// <summary>What validation makes of its MX records, or of their absence: <c>Secure, Insecure, Bogus, Indeterminate</c>.</summary>
    public string ExpectedSecurity { get; init; } = "Secure";

    /// <summary><c>MtaStsResult.State</c>.</summary>
    public string ExpectedMtaSts { get; init; } = "Absent";

    /// <summary><c>MtaStsResult.Verdict</c>.</summary>
    public string ExpectedMtaStsVerdict { get; init; } = "NotPresent";

    /// <summary><c>TlsRptRecord.State</c>.</summary>
    public string ExpectedTlsRpt { get; init; } = "Absent";

    /// <summary><c>DaneSummary.State</c>.</summary>
    public string ExpectedDane { get; init; } = "Absent";

    /// <summary><c>DaneSummary.Verdict</c>.</summary>
    public string ExpectedDaneVerdict { get; init; } = "NotPresent";

    /// <summary><c>DaneResult.Effect</c> of the first host; null where nothing is said of it.</summary>
    public string? ExpectedDaneEffect { get; init; }
}
