using System.Text;
using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.MtaSts;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Audit;

public sealed class StsAssemblyTests
{
    private static readonly Judge Judge = new(new CheckCatalog());

    [Fact]
    public void An_enforced_policy_that_every_host_satisfies_passes_and_makes_the_domain_enforced()
    {
        DomainAudit audit = Judge.Assess(Published.Reports("v=TLSRPTv1; rua=mailto:a@example.com"));
        MtaStsResult result = audit.MtaSts!;
        Assert.Equal(("Valid", "Pass"), (result.State, result.Verdict));
        Assert.Equal("Enforced", audit.Assurance);
        Assert.Equal("A", audit.Grade);
        Assert.Equal(("Deliver", Seen.Host, "Authenticated", "enforce"), (result.Sender!.Action, result.Sender.Via, result.Sender.Tls, result.Sender.PolicyInForce));
        MtaStsMxResult host = Assert.Single(result.MxResults);
        Assert.Equal((true, Seen.Host, (bool?)true), (host.MatchesPolicy, host.Pattern, host.Deliverable));
        Assert.Equal("Valid", audit.TlsRpt!.State);
        Assert.Equal("Pass", audit.TlsRpt.Verdict);
    }

    [Fact]
    public void A_finding_of_medium_severity_costs_the_best_grade()
    {
        DomainFacts facts = Published.Facts(Published.Policy(), Seen.OneHost(Seen.Encrypted(Seen.Certificate(days: 2)), Seen.Anchored));
        Assert.Equal(("Enforced", "B"), (Judge.Assess(facts).Assurance, Judge.Assess(facts).Grade));
    }

    [Theory]
    [InlineData(nameof(ProbeOutcome.NotOffered), false, "Fail", "Defer", "starttls-not-supported")]
    [InlineData(nameof(ProbeOutcome.Refused), false, "Fail", "Defer", "starttls-not-supported")]
    [InlineData(nameof(ProbeOutcome.HandshakeFailed), false, "Fail", "Defer", "validation-failure")]
    [InlineData(nameof(ProbeOutcome.ConnectionRefused), false, "Fail", "Defer", null)]
    [InlineData(nameof(ProbeOutcome.ConnectionTimeout), null, "Inconclusive", null, null)]
    [InlineData(nameof(ProbeOutcome.TemporaryFailure), null, "Inconclusive", null, null)]
    public void Under_enforce_a_host_gets_mail_only_over_verified_tls(string outcome, bool? deliverable, string verdict, string? action, string? report)
    {
        MtaStsResult result = Judge.Assess(Published.Facts(Published.Policy(), Seen.OneHost(Seen.Probe(Enum.Parse<ProbeOutcome>(outcome))))).MtaSts!;
        Assert.Equal(deliverable, result.MxResults[0].Deliverable);
        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(action, result.Sender?.Action);
        Assert.Equal(report, result.Sender?.Reports.SingleOrDefault());
    }

    [Fact]
    public void Under_testing_mail_is_delivered_and_the_failure_reported()
    {
        StsFacts testing = Published.Policy(Published.Text(mode: "testing"));
        MtaStsResult result = Judge.Assess(Published.Facts(testing, Seen.OneHost(Seen.Probe(ProbeOutcome.NotOffered)))).MtaSts!;
        Assert.Equal("Warn", result.Verdict);
        Assert.Equal(("Deliver", "Opportunistic", "testing"), (result.Sender!.Action, result.Sender.Tls, result.Sender.PolicyInForce));
        Assert.Equal(["starttls-not-supported"], result.Sender.Reports);
        Assert.False(result.MxResults[0].Deliverable);
    }

    [Fact]
    public void One_good_address_is_enough_for_a_host()
    {
        HostFacts host = Seen.OneHost(Seen.Probe(ProbeOutcome.NotOffered));
        host = host with { Addresses = [.. host.Addresses, new AddressFacts(Seen.Encrypted(Seen.Certificate()), Seen.Anchored)] };
        MtaStsResult result = Judge.Assess(Published.Facts(Published.Policy(), host)).MtaSts!;
        Assert.Equal("Pass", result.Verdict);
        Assert.Equal(["NotOffered"], result.MxResults[0].Problems);
        Assert.Equal("Low", result.Findings.Single(finding => finding.Id == "MTASTS-MX-NOT-DELIVERABLE").Severity);
    }

    [Theory]
    [InlineData("TLSv1.1", 90, "TlsTooOld")]
    [InlineData("TLSv1.3", -1, "Expired")]
    public void A_session_that_a_strict_sender_refuses_is_no_delivery(string version, int days, string problem)
    {
        SmtpProbe probe = Seen.Encrypted(Seen.Certificate(days: days));
        probe = probe with { Tls = probe.Tls! with { Version = version } };
        MtaStsResult result = Judge.Assess(Published.Facts(Published.Policy(), Seen.OneHost(probe, Seen.Anchored))).MtaSts!;
        Assert.False(result.MxResults[0].Deliverable);
        Assert.Equal([problem], result.MxResults[0].Problems);
    }

    [Fact]
    public void Revocation_that_nobody_could_tell_does_not_stop_a_sender()
    {
        ChainFacts unknown = Seen.Anchored with { Revocation = RevocationState.Unknown };
        Assert.True(Judge.Assess(Published.Facts(Published.Policy(), Seen.OneHost(Seen.Encrypted(Seen.Certificate()), unknown))).MtaSts!.MxResults[0].Deliverable);
    }

    [Fact]
    public void A_wildcard_covers_one_label_and_the_finding_says_so()
    {
        MtaStsResult result = Judge.Assess(Published.Facts(Published.Policy(Published.Text(mx: "*.com")))).MtaSts!;
        Finding finding = result.Findings.Single(one => one.Id == "MTASTS-MX-NOT-COVERED");
        Assert.Contains("*.com covers exactly one label", finding.Detail, StringComparison.Ordinal);
        Assert.Equal("High", finding.Severity);
    }

    [Fact]
    public void A_policy_that_an_earlier_sender_holds_is_in_force_when_none_can_be_had()
    {
        StsFacts lost = Published.Record() with
        {
            Fetch = Published.Answer("") with { HttpStatus = 404, Body = null },
            Cached = Published.Held("a", Published.Text()),
        };
        MtaStsResult result = Judge.Assess(Published.Facts(lost, Seen.OneHost(Seen.Probe(ProbeOutcome.NotOffered)))).MtaSts!;
        Assert.Equal(("FetchFailed", "Fail"), (result.State, result.Verdict));
        Assert.Equal(("Defer", "enforce"), (result.Sender!.Action, result.Sender.PolicyInForce));
        Assert.Contains(result.Findings, finding => finding is { Id: "MTASTS-OLD-POLICY-HELD", Severity: "Medium" });
    }

    [Fact]
    public void A_planned_policy_is_judged_as_if_it_were_published()
    {
        DomainFacts facts = Published.None;
        facts = facts with { MtaSts = StsFacts.Plan(facts.Domain!, facts.TakenAt, Encoding.UTF8.GetBytes(Published.Text(mx: "mx9.example.com"))) };
        MtaStsResult result = Judge.Assess(facts).MtaSts!;
        Assert.Equal(("Valid", "Fail"), (result.State, result.Verdict));
        Assert.Null(result.Record);
        Assert.Null(result.Policy!.Url);
        Assert.Equal("Defer", result.Sender!.Action);
    }

    [Fact]
    public void A_domain_without_mail_has_no_hosts_to_fail() =>
        Assert.Equal("Pass", Judge.Assess(Published.Facts(Published.Policy()) with { MxState = MailRouteState.Null, Hosts = [] }).MtaSts!.Verdict);

    [Fact]
    public void The_policy_alone_is_judged_without_the_hosts()
    {
        DomainFacts facts = Published.Facts(Published.Policy()) with { MxState = MailRouteState.NotAsked, Hosts = [] };
        MtaStsPolicy policy = StsAssembly.PolicyOf(facts, Judge.Assess(facts).Findings)!;
        Assert.Equal(("Valid", "Pass", "enforce", "a"), (policy.State, policy.Verdict, policy.Mode, policy.Id));
        Assert.Equal([Seen.Host], policy.Mx);
        Assert.Equal(1_209_600, policy.MaxAgeSec);
    }

    [Fact]
    public void A_file_is_judged_before_it_is_published()
    {
        MtaStsPolicy bad = StsAssembly.OfFile(Encoding.UTF8.GetBytes("version: STSv1\nmode: \u001b[31mstrict\nmax_age: 1\n"), "mta-sts.txt");
        Assert.Equal(("InvalidPolicy", "Fail"), (bad.State, bad.Verdict));
        Assert.DoesNotContain('\u001b', bad.Raw + string.Concat(bad.Problems));
        Assert.Contains(bad.Problems, problem => problem.StartsWith("line 2:", StringComparison.Ordinal));
        Assert.Equal("Pass", StsAssembly.OfFile(Encoding.UTF8.GetBytes(Published.Text()), "mta-sts.txt").Verdict);
    }

    [Fact]
    public void What_was_seen_can_be_kept_and_judged_again()
    {
        DomainFacts facts = Published.Reports("v=TLSRPTv1; rua=mailto:a@example.com");
        facts = facts with { MtaSts = facts.MtaSts! with { Cached = Published.Held("before", Published.Text()) } };
        DomainFacts read = FactsFile.Read(FactsFile.Write(facts)).Value!;
        Assert.Equal(
            System.Text.Json.JsonSerializer.Serialize(Judge.Assess(facts)),
            System.Text.Json.JsonSerializer.Serialize(Judge.Assess(read)));
    }
}
