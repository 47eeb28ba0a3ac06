using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>The way to the best grade: what is missing stands first, and says where.</summary>
public sealed class GradeStepsTests
{
    private static readonly Judge Judge = new(new CheckCatalog());

    [Fact]
    public void Where_TLS_is_missing_it_comes_first_and_names_the_host()
    {
        DomainAudit audit = Judge.Assess(Seen.Facts(Seen.Probe(ProbeOutcome.NotOffered)));
        Assert.Equal(("None", "F"), (audit.Assurance, audit.Grade));
        Assert.Equal(["D", "C", "B", "A"], audit.Steps.Select(step => step.Grade));
        Assert.All(audit.Steps, step => Assert.False(step.Reached));
        string reason = Assert.Single(audit.Steps[0].Reasons);
        Assert.StartsWith("mx1.example.com (8.8.4.4): ", reason, StringComparison.Ordinal);
        Assert.EndsWith("so mail to it may travel in clear", reason, StringComparison.Ordinal);
        Assert.Equal(["TLS at every address comes first"], audit.Steps[1].Reasons);
    }

    [Fact]
    public void A_certificate_that_does_not_hold_is_the_next_step()
    {
        DomainAudit audit = Judge.Assess(Seen.Facts(Seen.Encrypted(Seen.Certificate(days: -1)), Seen.Anchored));
        Assert.Equal("D", audit.Grade);
        Assert.Equal([("C", false), ("B", false), ("A", false), ("D", true)], audit.Steps.Select(step => (step.Grade, step.Reached)));
        Assert.Equal(["mx1.example.com (8.8.4.4): certificate Invalid (Expired)"], audit.Steps[0].Reasons);
        Assert.Equal(["TLS is set up at the one address that could be assessed"], audit.Steps[3].Reasons);
    }

    [Fact]
    public void Where_nothing_makes_senders_check_both_ways_are_named()
    {
        DomainFacts facts = Seen.Facts(Seen.Encrypted(Seen.Certificate()), Seen.Anchored) with { MtaSts = Published.Policy(Published.Text("testing")) };
        DomainAudit audit = Judge.Assess(facts);
        Assert.Equal("Authenticatable", audit.Assurance);
        Assert.Equal("B", audit.Steps[0].Grade);
        Assert.Equal(["MTA-STS: the policy's mode is testing, which makes no sender check", "DANE: it was not asked"], audit.Steps[0].Reasons);
        Assert.Equal(("C", true), (audit.Steps[2].Grade, audit.Steps[2].Reached));
        Assert.Equal(["the certificates hold"], audit.Steps[2].Reasons);
    }

    [Fact]
    public void What_enforces_is_named_and_what_is_left_to_repair()
    {
        DomainAudit audit = Judge.Assess(DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf)));
        Assert.Equal("Enforced", audit.Assurance);
        GradeStep enforced = audit.Steps.Single(step => step.Grade == "B"), certificates = audit.Steps.Single(step => step.Grade == "C");
        Assert.True(enforced.Reached);
        Assert.Contains("DANE: the records of the mail host hold", enforced.Reasons);
        Assert.True(certificates.Reached);
        GradeStep clean = audit.Steps.Single(step => step.Grade == "A");
        Assert.Equal(audit.Grade == "A", clean.Reached);
        Assert.Equal(audit.Grade == "A" ? ["no finding of Medium or above"]
            : audit.Findings.Where(finding => finding.Severity is "Medium" or "High" or "Critical").Select(finding => $"{finding.Severity} {finding.Id} ({finding.Subject})"), clean.Reasons);
    }

    [Fact]
    public void Where_nothing_could_be_assessed_there_are_no_steps()
    {
        Assert.Empty(Judge.Assess(Seen.Facts(Seen.Probe(ProbeOutcome.ConnectionTimeout))).Steps);
        Assert.Empty(Judge.Assess(Seen.Facts() with { MxState = MailRouteState.Null }).Steps);
    }
}
