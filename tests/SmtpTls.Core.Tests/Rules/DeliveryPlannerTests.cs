using SmtpTls.Rules;
using SmtpTls.Rules.Plan;

namespace SmtpTls.Core.Tests.Rules;

/// <summary>Each branch of what a forced-TLS rule does to a message.</summary>
public sealed class DeliveryPlannerTests
{
    private static readonly ForcedTlsRule Partner = Sample.Rule("Certificate", "partner.test") with { Name = "Partner" };

    [Fact]
    public void With_the_option_on_the_message_is_split_and_the_others_stay_opportunistic()
    {
        DeliveryPlan plan = Sample.Plan(Sample.Set(Partner), "a@partner.test", "b@other.test", "c@PARTNER.test");
        Assert.True(plan.Split);
        Assert.Equal(["Certificate", "Opportunistic"], plan.Copies.Select(copy => copy.Level));
        Assert.Equal(["a@partner.test", "c@PARTNER.test"], plan.Copies[0].Recipients.Select(one => one.Address));
        Assert.All(plan.Copies[0].Recipients, one => Assert.Equal(("Partner", true, "Defer", "5.4.7"), (one.Rule, one.Matched, one.OnFailure, one.BounceStatus)));
        PlannedRecipient other = Assert.Single(plan.Copies[1].Recipients);
        Assert.Equal((null, false, "Opportunistic", null, null), (other.Rule, other.Matched, other.OnFailure, other.DeferUntil, other.BounceStatus));
        Assert.Contains("in clear only when every attempt at more has failed", other.Then, StringComparison.Ordinal);
        Assert.Empty(plan.Rejected);
    }

    [Fact]
    public void With_the_option_off_one_match_binds_every_recipient_and_nothing_is_split()
    {
        DeliveryPlan plan = Sample.Plan(Sample.Set(Partner with { OpportunisticForOthers = false }), "b@other.test", "a@partner.test", "c@[192.0.2.1]");
        Assert.False(plan.Split);
        PlannedCopy copy = Assert.Single(plan.Copies);
        Assert.Equal("Certificate", copy.Level);
        Assert.Equal([false, true, false], copy.Recipients.Select(one => one.Matched));
        Assert.All(copy.Recipients, one => Assert.Equal(("Partner", "Reject", null, "5.7.10"), (one.Rule, one.OnFailure, one.DeferUntil, one.BounceStatus)));
        Assert.All(copy.Recipients, one => Assert.Contains("If its server offers no TLS or does not meet the rule", one.Then, StringComparison.Ordinal));
        Assert.All(copy.Recipients, one => Assert.Contains("550 5.7.10 Encryption needed", one.Then, StringComparison.Ordinal));
        Assert.All(copy.Recipients, one => Assert.Contains("the others are delivered", one.Then, StringComparison.Ordinal));
        Assert.Empty(plan.Rejected);
    }

    [Fact]
    public void With_the_option_off_and_no_match_everything_is_opportunistic()
    {
        DeliveryPlan plan = Sample.Plan(Sample.Set(Partner with { OpportunisticForOthers = false }), "b@other.test");
        Assert.False(plan.Split);
        Assert.Equal("Opportunistic", Assert.Single(plan.Copies).Level);
        Assert.Null(plan.Bounce);
        Assert.Empty(plan.RetryAt);
    }

    [Fact]
    public void A_message_whose_recipients_all_match_is_not_split() =>
        Assert.False(Sample.Plan(Sample.Set(Partner), "a@partner.test", "b@partner.test").Split);

    [Fact]
    public void Failure_is_deferred_for_24_hours_with_a_timeline_and_then_bounces()
    {
        DeliveryPlan plan = Sample.Plan(Sample.Set(Partner), "a@partner.test");
        PlannedRecipient one = plan.Copies[0].Recipients[0];
        Assert.Equal(Sample.Now.AddHours(24), one.DeferUntil);
        Assert.Equal(DateTimeKind.Utc, one.DeferUntil!.Value.Kind);
        Assert.Equal([Sample.Now.AddMinutes(15), Sample.Now.AddMinutes(30), Sample.Now.AddMinutes(90)], plan.RetryAt.Take(3));
        Assert.Equal(Sample.Now.AddHours(24), plan.RetryAt[^1]);
        Assert.Contains("until 2026-11-27 04:00 UTC; then it bounces to the sender: 550 5.4.7 Delivery time expired: within 24 hours", one.Then, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bounce_has_a_demand_of_its_own_on_the_senders_server()
    {
        DeliveryPlan plan = new DeliveryPlanner(Sample.Set(Partner)).Plan(Sample.Message("a@partner.test") with { Sender = Sample.Address("me@example.com") }, Sample.Now);
        Assert.Equal("me@example.com", plan.Bounce!.To);
        Assert.Contains("the sender's own server must offer TLS and show a valid, publicly trusted certificate", plan.Bounce.Demand, StringComparison.Ordinal);
        Assert.Null(plan.Bounce.Deliverable);
        Assert.Contains("To receive that bounce the sender's own server must show a valid", plan.Copies[0].Recipients[0].Then, StringComparison.Ordinal);
        Assert.Contains(plan.DiffersInExchangeOnline, text => text.Contains("before it delivers a bounce", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Encrypt", 0, "Dane", 9, "Dane")]
    [InlineData("Encrypt", 0, "Certificate", 9, "Certificate")]
    [InlineData("Domain", 5, "Certificate", 0, "Domain")]
    public void The_strictest_level_wins_whatever_the_priority(string one, int first, string other, int second, string wins)
    {
        RuleSet set = Sample.Set(Sample.Rule(one, "partner.test") with { Priority = first }, Sample.Rule(other, "partner.test") with { Priority = second });
        Assert.Equal(wins, Sample.Plan(set, "a@partner.test").Copies[0].Level);
    }

    [Fact]
    public void At_the_same_level_priority_decides_and_then_the_name()
    {
        ForcedTlsRule one = Sample.Rule("Domain", "partner.test") with { Name = "B", Priority = 1, TlsDomains = ["b.partner.test"] };
        Assert.Equal("C", Rule(one, one with { Name = "C", Priority = 0 }));
        Assert.Equal("A", Rule(one, one with { Name = "A" }));
        Assert.Equal("A", Rule(one with { Name = "A" }, one));
        static string? Rule(params ForcedTlsRule[] rules) => Sample.Plan(RuleSet.Of(rules), "a@partner.test").Copies[0].Recipients[0].Rule;
    }

    [Fact]
    public void A_stricter_star_wins_over_a_weaker_exact_name_and_Exchange_would_choose_otherwise()
    {
        RuleSet set = Sample.Set(Sample.Rule("Domain", "*.partner.test") with { Name = "Star" }, Sample.Rule("Encrypt", "mail.partner.test") with { Name = "Exact" });
        DeliveryPlan plan = Sample.Plan(set, "a@mail.partner.test");
        Assert.Equal("Star", plan.Copies[0].Recipients[0].Rule);
        Assert.Contains(plan.DiffersInExchangeOnline, text => text.Contains("takes the connector that names the domain most closely, which would be that of rule 'Exact'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("*.partner.test", "a@x.partner.test", true)]
    [InlineData("*.partner.test", "a@x.y.partner.test", true)]
    [InlineData("*.partner.test", "a@partner.test", false)]
    [InlineData("*.partner.test", "a@xpartner.test", false)]
    [InlineData("partner.test", "a@partner.test", true)]
    [InlineData("partner.test", "a@x.partner.test", false)]
    [InlineData("*", "a@anything.test", true)]
    [InlineData("b\u00fccher.test", "a@xn--bcher-kva.test", true)]
    [InlineData("*", "a@[192.0.2.1]", false)]
    public void A_star_means_what_is_below_and_nothing_else(string domain, string recipient, bool matched) =>
        Assert.Equal(matched, Sample.Plan(Sample.Set(Sample.Rule("Encrypt", domain)), recipient).Copies[0].Recipients[0].Matched);

    [Fact]
    public void Where_a_connector_covers_more_than_the_rule_the_plan_says_so()
    {
        DeliveryPlan plan = Sample.Plan(Sample.Set(Sample.Rule("Encrypt", "*.partner.test") with { Name = "Star" }), "a@partner.test");
        Assert.Contains(plan.DiffersInExchangeOnline, text => text.Contains("the connector of rule 'Star' for *.partner.test covers it in Exchange Online as well", StringComparison.Ordinal));
    }

    [Fact]
    public void Rules_of_several_levels_make_a_copy_each_strictest_first()
    {
        RuleSet set = Sample.Set(Sample.Rule("Encrypt", "e.test"), Sample.Rule("Dane", "d.test"), Sample.Rule("Certificate", "c.test"), Sample.Rule("Domain", "n.test"));
        DeliveryPlan plan = Sample.Plan(set, "a@o.test", "a@e.test", "a@c.test", "a@n.test", "a@d.test");
        Assert.Equal(["Dane", "Domain", "Certificate", "Encrypt", "Opportunistic"], plan.Copies.Select(copy => copy.Level));
    }

    [Fact]
    public void Off_in_one_of_several_rules_binds_all_under_the_strictest()
    {
        RuleSet set = Sample.Set(Sample.Rule("Encrypt", "e.test") with { OpportunisticForOthers = false }, Sample.Rule("Domain", "n.test") with { Name = "N" });
        PlannedCopy copy = Assert.Single(Sample.Plan(set, "a@e.test", "a@n.test", "a@o.test").Copies);
        Assert.Equal("Domain", copy.Level);
        Assert.All(copy.Recipients, one => Assert.Equal(("N", "Reject"), (one.Rule, one.OnFailure)));
    }

    [Fact]
    public void Rules_that_are_not_enabled_or_inbound_play_no_part()
    {
        RuleSet set = Sample.Set(Partner with { Enabled = false }, Sample.Rule("Encrypt", "partner.test") with { Direction = "Inbound" });
        Assert.Equal("Opportunistic", Assert.Single(Sample.Plan(set, "a@partner.test").Copies).Level);
    }

    [Theory]
    [InlineData("off", "has no setting that binds all recipients")]
    [InlineData("hours", "rule 'Partner' says 48")]
    [InlineData("names", "takes one TlsDomain; rule 'Partner' accepts any of 2 names")]
    [InlineData("no names", "what it checks without one is not documented")]
    [InlineData("dane", "5.7.321 to 5.7.325")]
    [InlineData("", "550 5.4.317")]
    public void Differences_follow_from_the_rule(string what, string text)
    {
        ForcedTlsRule rule = what switch
        {
            "off" => Partner with { OpportunisticForOthers = false },
            "hours" => Partner with { DeferralHours = 48 },
            "names" => Partner with { Level = "Domain", TlsDomains = ["a.test.example", "b.test.example"] },
            "no names" => Partner with { Level = "Domain" },
            "dane" => Partner with { Level = "Dane" },
            _ => Partner,
        };
        Assert.Contains(Sample.Plan(Sample.Set(rule), "a@partner.test").DiffersInExchangeOnline, one => one.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_recipient_named_twice_is_taken_once() => Assert.Single(Sample.Plan(Sample.Set(Partner), "a@partner.test", "A@partner.test").Copies[0].Recipients);

    [Theory]
    [InlineData("")]
    [InlineData("partner.test")]
    [InlineData("@partner.test")]
    [InlineData("a@")]
    [InlineData("a@b c.test")]
    [InlineData("a\u0000@b.test")]
    [InlineData("a@192.0.2.1")]
    public void These_are_no_addresses(string text) => Assert.False(MailAddress.TryParse(text, out _, out string? problem) || problem!.Length == 0);

    [Theory]
    [InlineData("<a@b.test>", "b.test")]
    [InlineData("\"a b@c\"@b.test", "b.test")]
    [InlineData("a@B\u00dcCHER.test", "xn--bcher-kva.test")]
    [InlineData("a@[192.0.2.1]", null)]
    public void The_domain_stands_behind_the_last_at(string text, string? domain) => Assert.Equal(domain, Sample.Address(text).Domain);
}
