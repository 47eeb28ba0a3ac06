using System.Text;
using SmtpTls.MtaSts;
using SmtpTls.MtaSts.Publish;

namespace SmtpTls.Core.Tests.MtaSts.Publish;

public sealed class PolicyPlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void The_policy_is_the_text_of_the_standard_with_crlf()
    {
        MtaStsPolicyPlan plan = Plan(MtaStsMode.Enforce, 604800, "mx1.example.com", "*.example.net");
        Assert.Equal("version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n", plan.PolicyText);
        Assert.Equal("https://mta-sts.example.com/.well-known/mta-sts.txt", plan.Url);
        Assert.Equal(("example.com", "enforce", 604800L), (plan.Domain, plan.Mode, plan.MaxAgeSec));
        Assert.Equal(["mx1.example.com", "*.example.net"], plan.Mx);
    }

    [Fact]
    public void The_id_is_the_time_and_stands_in_the_record()
    {
        MtaStsPolicyPlan plan = Plan(MtaStsMode.Testing, 604800, "mx1.example.com");
        Assert.Equal("20261124030405Z", plan.Id);
        Assert.Equal("_mta-sts.example.com. 3600 IN TXT \"v=STSv1; id=20261124030405Z;\"", plan.Records[0].ZoneLine);
        Assert.Equal("v=STSv1; id=20261124030405Z;", plan.Records[0].Value);
        Assert.Equal("mta-sts.example.com", plan.Records[1].Name);
        Assert.Equal("20261124050405Z", PolicyPlanner.NewId(new DateTimeOffset(2026, 11, 24, 7, 4, 5, TimeSpan.FromHours(2))));
    }

    [Fact]
    public void The_rollout_goes_by_none_and_testing_to_enforce()
    {
        IReadOnlyList<RolloutStep> steps = Plan(MtaStsMode.Enforce, 31557600, "mx1.example.com").Rollout;
        Assert.Equal(["none", "testing", "enforce", "enforce"], steps.Select(one => one.Mode));
        Assert.Equal([86400, 604800, 604800, 31557600], steps.Select(one => one.MaxAgeSec));
        Assert.Equal([0, 1, 15, 29], steps.Select(one => (one.NotBefore - steps[0].NotBefore).TotalDays));
        Assert.Equal([1, 2, 3, 4], steps.Select(one => one.Step));
        Assert.All(steps, one => Assert.Equal(DateTimeKind.Utc, one.NotBefore.Kind));
        Assert.Equal(steps.Count, steps.Select(one => one.Id).Distinct().Count());
        Assert.All(steps, one => Assert.Equal(one.Mode, Read(one.PolicyText!).ModeWord));
    }

    [Theory]
    [InlineData(nameof(MtaStsMode.None))]
    [InlineData(nameof(MtaStsMode.Testing))]
    [InlineData(nameof(MtaStsMode.Enforce))]
    public void No_two_policies_of_a_plan_have_one_id(string mode)
    {
        MtaStsPolicyPlan plan = Plan(Enum.Parse<MtaStsMode>(mode), 31557600, "mx1.example.com");
        string[] ids = [plan.Id, .. plan.Rollout.Select(one => one.Id!), plan.WayBack[0].Id!];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(StsRecord.IsId(id)));
        Assert.Equal(plan.Rollout[0].NotBefore, plan.WayBack[0].NotBefore);
    }

    [Fact]
    public void A_short_life_is_not_lengthened_on_the_way() =>
        Assert.Equal([86400, 86400, 86400], Plan(MtaStsMode.Testing, 86400, "mx1.example.com").Rollout.Select(one => one.MaxAgeSec));

    [Fact]
    public void The_way_back_waits_until_no_sender_holds_the_policy()
    {
        IReadOnlyList<RolloutStep> steps = Plan(MtaStsMode.Enforce, 1209600, "mx1.example.com").WayBack;
        Assert.Equal(["none", null, null], steps.Select(one => one.Mode));
        Assert.Equal(86400, steps[0].MaxAgeSec);
        Assert.Equal(1209600, steps[0].WaitSec);
        Assert.Equal(14, (steps[1].NotBefore - steps[0].NotBefore).TotalDays);
        Assert.Empty(Read(steps[0].PolicyText!).Mx);
        Assert.Contains("TXT", steps[1].Action, StringComparison.Ordinal);
        Assert.All(steps.Skip(1), one => Assert.Null(one.PolicyText));
    }

    [Fact]
    public void Mode_none_needs_no_mail_host()
    {
        MtaStsPolicyPlan plan = Plan(MtaStsMode.None, 86400);
        Assert.Equal("version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n", plan.PolicyText);
        Assert.Single(plan.Rollout);
    }

    [Fact]
    public void A_host_that_no_line_covers_is_said_before_it_is_published()
    {
        PolicyWish wish = Wish(MtaStsMode.Enforce, 604800, "*.mail.protection.outlook.com", "spare.example.com") with
        {
            Hosts = ["example-com.mail.protection.outlook.com", "x.h-v1.mx.microsoft"],
        };
        MtaStsPolicyPlan plan = PolicyPlanner.Plan(wish, Now);
        Assert.Equal(["Deliver", "Break"], plan.MxResults.Select(one => one.Effect));
        Assert.Equal(["*.mail.protection.outlook.com", null], plan.MxResults.Select(one => one.Pattern));
        Assert.Contains(plan.Notes, note => note.StartsWith("No mx line covers x.h-v1.mx.microsoft: senders that enforce", StringComparison.Ordinal));
        Assert.Contains(plan.Notes, note => note.Contains("spare.example.com", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(nameof(MtaStsMode.None), "Deliver")]
    [InlineData(nameof(MtaStsMode.Testing), "Report")]
    [InlineData(nameof(MtaStsMode.Enforce), "Break")]
    public void What_an_uncovered_host_gets_depends_on_the_mode(string mode, string effect)
    {
        PolicyCoverage coverage = PolicyCoverage.Of(Wish(Enum.Parse<MtaStsMode>(mode), 86400, "*.mx.example").Policy, ["a.b.mx.example", "a.mx.example"]);
        Assert.Equal([effect, "Deliver"], coverage.Hosts.Select(one => one.Effect));
        Assert.Equal([false, true], coverage.Hosts.Select(one => one.MatchesPolicy));
        Assert.Empty(coverage.Unused);
    }

    [Fact]
    public void What_is_kept_too_briefly_is_said() =>
        Assert.Contains(Plan(MtaStsMode.Testing, 3600, "mx1.example.com").Notes, note => note.StartsWith("max_age is 3600 seconds", StringComparison.Ordinal));

    private static MtaStsPolicyPlan Plan(MtaStsMode mode, int maxAge, params string[] mx) => PolicyPlanner.Plan(Wish(mode, maxAge, mx), Now);

    private static PolicyWish Wish(MtaStsMode mode, int maxAge, params string[] mx) => new()
    {
        Domain = DomainName.Parse("example.com"),
        Policy = new StsPolicy { Mode = mode, MaxAge = maxAge, Mx = [.. mx.Select(Pattern)] },
    };

    private static MxPattern Pattern(string text) => PlannedMx.TryRead(text, out MxPattern? pattern, out string? problem) ? pattern : throw new FormatException(problem);

    private static StsPolicy Read(string text)
    {
        Reading<StsPolicy> reading = StsPolicy.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return reading.Outcome.Value!;
    }
}
