using SmtpTls.Audit;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>A reported failure and what is there now.</summary>
public sealed class FailureCheckTests
{
    [Theory]
    [InlineData("starttls-not-supported", "Encrypted", "Pass", "", "Repaired")]
    [InlineData("starttls-not-supported", "NotOffered", "Fail", "", "StillFailing")]
    [InlineData("starttls-not-supported", "ConnectionTimeout", "Inconclusive", "", "Unknown")]
    [InlineData("starttls-not-supported", "NameNotResolved", "Fail", "", "Unknown")]
    [InlineData("certificate-expired", "Encrypted", "Pass", "Expired", "StillFailing")]
    [InlineData("certificate-expired", "Encrypted", "Pass", "NameMismatch", "Repaired")]
    [InlineData("certificate-host-mismatch", "Encrypted", "Pass", "NameMismatch", "StillFailing")]
    [InlineData("certificate-not-trusted", "Encrypted", "Pass", "IncompleteChain", "StillFailing")]
    [InlineData("validation-failure", "Encrypted", "Pass", "RevocationUnknown", "Repaired")]
    [InlineData("validation-failure", "HandshakeFailed", "Fail", "", "StillFailing")]
    [InlineData("something-new", "Encrypted", "Warn", "WeakKey", "StillFailing")]
    public void Hosts_answer_for_sessions_and_certificates(string type, string outcome, string verdict, string problem, string state)
    {
        StartTlsResult host = new() { Host = "mx.example.com", Outcome = outcome, Verdict = verdict, Encrypted = outcome == "Encrypted", CertificateProblems = problem.Length > 0 ? [problem] : [] };
        TlsRptNow now = Judge(type, new DomainAudit { StartTls = new StartTlsSummary { Hosts = [host] } });
        Assert.Equal(state, now.State);
        Assert.Contains("mx.example.com", now.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sts-policy-fetch-error", "FetchFailed", "StillFailing")]
    [InlineData("sts-policy-fetch-error", "Valid", "Repaired")]
    [InlineData("sts-policy-invalid", "InvalidPolicy", "StillFailing")]
    [InlineData("sts-policy-invalid", "FetchFailed", "Unknown")]
    [InlineData("sts-webpki-invalid", "WebCertificateInvalid", "StillFailing")]
    [InlineData("sts-webpki-invalid", "Absent", "Repaired")]
    [InlineData("sts-policy-fetch-error", "Indeterminate", "Unknown")]
    public void The_policy_answers_for_itself(string type, string state, string expected) =>
        Assert.Equal(expected, Judge(type, new DomainAudit { MtaSts = new MtaStsResult { State = state } }).State);

    [Theory]
    [InlineData("tlsa-invalid", "Matched", "Repaired")]
    [InlineData("tlsa-invalid", "Failed", "StillFailing")]
    [InlineData("tlsa-invalid", "Absent", "Repaired")]
    [InlineData("dane-required", "Absent", "StillFailing")]
    [InlineData("tlsa-invalid", "Indeterminate", "Unknown")]
    public void TLSA_records_answer_for_DANE(string type, string state, string expected) =>
        Assert.Equal(expected, Judge(type, new DomainAudit { Dane = new DaneSummary { State = state, Hosts = [new DaneResult { Host = "mx.example.com", State = state }] } }).State);

    [Theory]
    [InlineData("certificate-expired", "mx.example.com", false)]
    [InlineData("certificate-expired", "192.0.2.1", false)]
    [InlineData("sts-policy-invalid", "example.com", true)]
    public void The_question_is_about_the_host_or_the_policy(string type, string asked, bool policy)
    {
        TlsRptFailure failure = new() { Domain = "example.com", ResultType = type, MxHost = policy ? null : asked };
        Assert.Equal(asked, FailureCheck.QuestionOf(failure, out bool ofPolicy)?.ToString());
        Assert.Equal(policy, ofPolicy);
    }

    [Theory]
    [InlineData("validation-failure", "Valid", "enforce", "*.example.com", "StillFailing")]
    [InlineData("validation-failure", "Valid", "testing", "mx2.other.example", "StillFailing")]
    [InlineData("validation-failure", "Valid", "enforce", "mx.b.example.com", "Repaired")]
    [InlineData("validation-failure", "Valid", "none", "*.example.com", "Repaired")]
    [InlineData("validation-failure", "Absent", null, null, "Repaired")]
    [InlineData("validation-failure", "Indeterminate", null, null, "Unknown")]
    [InlineData("validation-failure", null, null, null, "Repaired")]
    [InlineData("certificate-expired", null, null, null, "Repaired")]
    public void A_good_host_that_no_mx_of_the_policy_covers_fails_as_before(string type, string? policyState, string? mode, string? mx, string expected)
    {
        TlsRptFailure failure = new() { Domain = "example.com", ResultType = type, MxHost = "mx.b.example.com" };
        Assert.Equal(type == "validation-failure" ? "example.com" : null, FailureCheck.PolicyOf(failure)?.ToString());
        StartTlsResult host = new() { Host = "mx.b.example.com", Outcome = "Encrypted", Verdict = "Pass", Encrypted = true };
        MtaStsResult? policy = policyState is null ? null
            : new MtaStsResult { Domain = "example.com", State = policyState, Policy = mode is null ? null : new MtaStsPolicyFile { Mode = mode, Mx = [mx!] } };
        TlsRptNow now = FailureCheck.Judge(failure, new DomainAudit { StartTls = new StartTlsSummary { Hosts = [host] } }, DateTimeOffset.UnixEpoch, policy);
        Assert.Equal(expected, now.State);
        Assert.Equal(expected == "StillFailing", now.Detail.EndsWith($"no mx of the policy of example.com covers it: {mx}.", StringComparison.Ordinal));
    }

    [Fact]
    public void What_nobody_could_be_asked_about_is_unknown()
    {
        TlsRptFailure failure = new() { ResultType = "certificate-expired", MxHost = "not a host" };
        Assert.Null(FailureCheck.QuestionOf(failure, out _));
        Assert.Null(FailureCheck.PolicyOf(failure with { ResultType = "validation-failure" }));
        Assert.Null(FailureCheck.PolicyOf(failure with { Domain = "example.com", ResultType = "validation-failure", MxHost = "192.0.2.1" }));
        Assert.Equal("Unknown", FailureCheck.Judge(failure, null, DateTimeOffset.UnixEpoch).State);
    }

    private static TlsRptNow Judge(string type, DomainAudit audit) => FailureCheck.Judge(new TlsRptFailure { Domain = "example.com", ResultType = type }, audit, DateTimeOffset.UnixEpoch);
}
