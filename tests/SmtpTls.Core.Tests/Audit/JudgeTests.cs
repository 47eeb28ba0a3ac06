using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Audit;

public sealed class JudgeTests
{
    private static readonly Judge Judge = new(new CheckCatalog());

    [Theory]
    [InlineData("Encrypted", "Pass")]
    [InlineData("NotOffered", "Fail")]
    [InlineData("Stripped", "Fail")]
    [InlineData("Refused", "Fail")]
    [InlineData("HandshakeFailed", "Fail")]
    [InlineData("InjectionDetected", "Fail")]
    [InlineData("GreetingRejected", "Fail")]
    [InlineData("ProtocolError", "Fail")]
    [InlineData("ConnectionRefused", "Fail")]
    [InlineData("GreetingTimeout", "Inconclusive")]
    [InlineData("TemporaryFailure", "Inconclusive")]
    [InlineData("Timeout", "Inconclusive")]
    [InlineData("Disconnected", "Inconclusive")]
    [InlineData("ConnectionTimeout", "Inconclusive")]
    [InlineData("Unreachable", "Inconclusive")]
    public void Each_outcome_has_the_verdict_of_the_contract(string outcome, string verdict)
    {
        DomainAudit audit = Judge.Assess(Seen.Facts(Seen.Probe(Enum.Parse<ProbeOutcome>(outcome))));
        Assert.Equal(verdict, audit.StartTls.Verdict);
        Assert.Equal(outcome, audit.StartTls.Hosts.Single().Outcome);
        Assert.Equal(outcome == "Encrypted", audit.StartTls.Hosts.Single().Encrypted);
    }

    [Fact]
    public void The_domain_that_stands_in_for_a_missing_host_is_no_mail_host()
    {
        HostFacts standIn = new() { Host = "example.com", AddressState = OutcomeState.Absent, AddressFault = new Fault(FaultKind.NameNotFound, "No MX names a host.") };
        DomainAudit audit = Judge.Assess(Seen.Facts(standIn));
        Assert.Empty(audit.Mx);
        Assert.Equal("NameNotResolved", Assert.Single(audit.StartTls.Hosts).Outcome);
        Assert.Single(Judge.Assess(Seen.Facts(standIn) with { MxState = MailRouteState.Implicit }).Mx);
        Assert.Single(Judge.Assess(Seen.Facts(standIn) with { Domain = null }).Mx);
    }

    [Fact]
    public void A_null_mx_has_one_entry_without_a_host()
    {
        DomainAudit audit = Judge.Assess(Seen.Facts() with { MxState = MailRouteState.Null });
        StartTlsResult only = Assert.Single(audit.StartTls.Hosts);
        Assert.Equal((null, "NullMx", "NotPresent"), (only.Host, only.Outcome, only.Verdict));
        Assert.Empty(audit.Mx);
        Assert.Equal((null, null, "NotPresent"), (audit.Assurance, audit.Grade, audit.Certificate.Verdict));
    }

    [Fact]
    public void Assurance_is_that_of_the_weakest_host_assessed()
    {
        HostFacts good = Seen.OneHost(Seen.Encrypted(Seen.Certificate()), Seen.Anchored);
        HostFacts expired = Seen.OneHost(Seen.Encrypted(Seen.Certificate(days: -1)), Seen.Anchored);
        HostFacts silent = Seen.OneHost(Seen.Probe(ProbeOutcome.ConnectionTimeout));
        HostFacts clear = Seen.OneHost(Seen.Probe(ProbeOutcome.NotOffered));
        Assert.Equal("Authenticatable", Judge.Assess(Seen.Facts(good, silent)).Assurance);
        Assert.Equal("Opportunistic", Judge.Assess(Seen.Facts(good, expired)).Assurance);
        Assert.Equal("None", Judge.Assess(Seen.Facts(good, expired, clear)).Assurance);
        Assert.Null(Judge.Assess(Seen.Facts(silent)).Assurance);
        Assert.Equal("Inconclusive", Judge.Assess(Seen.Facts(good, silent)).StartTls.Verdict);
        Assert.Equal("Fail", Judge.Assess(Seen.Facts(good, silent, clear)).StartTls.Verdict);
    }

    [Fact]
    public void An_unknown_revocation_is_said_and_fails_nothing()
    {
        DomainFacts facts = Seen.Facts(Seen.Encrypted(Seen.Certificate()), Seen.Anchored with { Revocation = RevocationState.Unknown });
        DomainAudit audit = Judge.Assess(facts);
        Assert.Equal(("Warn", "Valid", "Authenticatable"), (audit.Certificate.Verdict, audit.StartTls.Hosts[0].CertificateVerdict, audit.Assurance));
        Assert.Equal(["RevocationUnknown"], audit.Certificate.Problems);
        Assert.Equal("Pass", Judge.Assess(facts with { RevocationAsked = false }).Certificate.Verdict);
    }

    [Fact]
    public void What_a_server_sends_is_made_visible()
    {
        SmtpProbe probe = Seen.Probe(ProbeOutcome.NotOffered) with
        {
            Banner = "mx \u001b[31mred",
            Capabilities = ["SIZE \u202e1"],
            Transcript = [new TranscriptEntry(0.12345, true, "220 \0")],
        };
        StartTlsResult result = Judge.Assess(Seen.Facts(probe)).StartTls.Hosts[0];
        Assert.Equal("mx \\u{1b}[31mred", result.Banner);
        Assert.Equal(["SIZE \\u{202e}1"], result.Capabilities);
        Assert.Equal(new TranscriptLine(0.123, "Server", "220 \\u{0}"), result.Transcript[0]);
        Assert.DoesNotContain('\u202e', result.Findings[0].Detail);
    }
}
