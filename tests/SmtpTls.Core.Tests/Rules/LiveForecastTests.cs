using SmtpTls.Audit;
using SmtpTls.Core.Tests.Audit;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Rules;
using SmtpTls.Rules.Live;
using SmtpTls.Rules.Plan;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Rules;

/// <summary>Would a rule deliver today: each level against what a host showed.</summary>
public sealed class LiveForecastTests
{
    private static readonly ChainFacts Untrusted = new() { UntrustedRoot = true, Path = [0] };

    [Theory]
    [InlineData("Encrypt", "good", "Delivers", "")]
    [InlineData("Encrypt", "untrusted", "Delivers", "")]
    [InlineData("Encrypt", "clear", "Breaks", "NotOffered")]
    [InlineData("Encrypt", "old", "Breaks", "TlsTooOld")]
    [InlineData("Encrypt", "refused", "Breaks", "ConnectionRefused")]
    [InlineData("Encrypt", "silent", "Inconclusive", "ConnectionTimeout")]
    [InlineData("Encrypt", "null", "Breaks", "")]
    [InlineData("Certificate", "good", "Delivers", "")]
    [InlineData("Certificate", "name", "Delivers", "")]
    [InlineData("Certificate", "untrusted", "Breaks", "UntrustedRoot")]
    [InlineData("Certificate", "expired", "Breaks", "Expired")]
    [InlineData("Certificate", "two", "Partly", "UntrustedRoot")]
    [InlineData("Domain", "good", "Delivers", "")]
    [InlineData("Domain", "name", "Breaks", "NameMismatch")]
    [InlineData("Dane", "good", "Inconclusive", "DaneNotAsked")]
    public void A_level_is_held_against_every_address(string level, string server, string delivery, string problem)
    {
        ForcedTlsForecast forecast = Forecast(Sample.Rule(level, "example.com"), Facts(server));
        Assert.Equal(delivery, forecast.Delivery);
        Assert.Equal(problem, string.Join(",", forecast.Hosts.SelectMany(host => host.Problems)));
        Assert.Equal(delivery switch { "Delivers" => "Pass", "Partly" => "Warn", "Breaks" => "Fail", _ => "Inconclusive" }, forecast.Verdict);
        Assert.NotEmpty(forecast.Reason);
        Assert.Equal(delivery == "Delivers" || server == "null", forecast.Remedy is null);
    }

    [Theory]
    [InlineData(DnsSecurity.Indeterminate, "Inconclusive")]
    [InlineData(DnsSecurity.Insecure, "Breaks")]
    [InlineData(DnsSecurity.Bogus, "Breaks")]
    public void Whether_the_MX_answer_is_genuine_may_not_be_known(object security, string delivery)
    {
        DomainFacts facts = Facts("good") with { MxAnswer = new AnswerSeen { Name = "example.com", Type = "MX", Security = (DnsSecurity)security, Reason = "because" } };
        Assert.Equal(delivery, Forecast(Sample.Rule("Dane", "example.com"), facts).Delivery);
    }

    [Fact]
    public void A_relay_s_own_names_are_expected_of_it_whatever_its_rule_s_level()
    {
        CompiledRule binding = Sample.Set(Sample.Rule("Domain", "a.test")).Rules[0], own = Sample.Set(Sample.Rule("Encrypt", "b.test") with { SmartHosts = ["relay.test"] }).Rules[0];
        Assert.Equal(["relay.test"], new RuleDemand(binding, own, "b.test").Names);
        Assert.Equal(["c.test", "*.c.test"], new RuleDemand(binding, null, "c.test").Names);
    }

    [Fact]
    public void The_names_that_would_satisfy_are_told()
    {
        ForcedTlsForecast forecast = Forecast(Sample.Rule("Domain", "example.com") with { TlsDomains = ["mx.partner.example"] }, Facts("good"));
        Assert.Equal("Breaks", forecast.Delivery);
        Assert.Equal([Seen.Host, "*.example.com"], forecast.SatisfyingNames);
        Assert.Contains("Set the rule's tlsDomains to mx1.example.com", forecast.Remedy, StringComparison.Ordinal);
        Assert.Contains("expected mx.partner.example", forecast.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_star_and_an_inbound_rule_are_there_and_say_why_nobody_looked()
    {
        LiveForecasts forecasts = new();
        RuleSet set = Sample.Set(Sample.Rule("Encrypt", "*.example.com"), Sample.Rule("Encrypt", "in.test") with { Direction = "Inbound" });
        Assert.All(set.Rules.SelectMany(forecasts.Of), one => Assert.Equal(("NotProbed", "NotPresent"), (one.Delivery, one.Verdict)));
        Assert.Equal(2, set.Rules.SelectMany(forecasts.Of).Count());
    }

    [Theory]
    [InlineData(true, "clear", 0, "Fail", 1)]
    [InlineData(true, "good", 0, "Pass", 1)]
    [InlineData(false, "clear", 2, "Fail", 0)]
    [InlineData(false, "silent", 0, "Inconclusive", 2)]
    [InlineData(false, "good", 0, "Pass", 2)]
    public void A_plan_says_what_happens_today(bool others, string server, int rejected, string verdict, int bound)
    {
        RuleSet set = Sample.Set(Sample.Rule("Certificate", "example.com") with { OpportunisticForOthers = others });
        DeliveryPlanner planner = new(set);
        LiveForecasts forecasts = new();
        LivePlanner live = new(planner, forecasts);
        PlanMessage message = Sample.Message("a@example.com", "b@other.test") with { Sender = Sample.Address("me@sender.test") };
        DeliveryPlan plan = planner.Plan(message, Sample.Now);
        List<AuditTarget> targets = [.. live.Targets(message, plan).Distinct()];
        Assert.Equal(others ? ["example.com", "sender.test"] : ["example.com", "other.test", "sender.test"], targets.Select(target => target.ToString()));
        targets.ForEach(target => forecasts.Add(target, Facts(target.ToString() == "sender.test" ? "expired" : server)));
        DeliveryPlan today = live.Apply(message, plan);
        Assert.Equal(rejected, today.Rejected.Count);
        Assert.Equal(verdict, today.Verdict);
        Assert.Equal(bound, today.Copies.Where(copy => copy.Level != "Opportunistic").Sum(copy => copy.Recipients.Count));
        Assert.All(today.Rejected, one => Assert.Contains("550 5.7.10", one.Reason, StringComparison.Ordinal));
        Assert.Equal(false, today.Bounce!.Deliverable);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_rules_with_one_name_the_one_that_decides_is_looked_at(bool others)
    {
        RuleSet set = Sample.Set(Sample.Rule("Encrypt", "first.test") with { Name = "P" }, Sample.Rule("Certificate", "example.com") with { Name = "P", OpportunisticForOthers = others });
        DeliveryPlanner planner = new(set);
        LiveForecasts forecasts = new();
        LivePlanner live = new(planner, forecasts);
        PlanMessage message = Sample.Message("a@example.com");
        DeliveryPlan plan = planner.Plan(message, Sample.Now);
        live.Targets(message, plan).ToList().ForEach(target => forecasts.Add(target, Facts("untrusted")));
        Assert.Equal("Fail", live.Apply(message, plan).Verdict);
    }

    private static ForcedTlsForecast Forecast(ForcedTlsRule rule, DomainFacts facts)
    {
        LiveForecasts forecasts = new();
        forecasts.Add(AuditTarget.Domain(facts.Domain!), facts);
        return Assert.Single(forecasts.Of(Sample.Set(rule).Rules[0]));
    }

    private static DomainFacts Facts(string server) => server switch
    {
        "good" => Seen.Facts(Seen.Encrypted(Seen.Certificate()), Seen.Anchored),
        "name" => Seen.Facts(Seen.Encrypted(Seen.Certificate("mx.other.example")), Seen.Anchored),
        "untrusted" => Seen.Facts(Seen.Encrypted(Seen.Certificate()), Untrusted),
        "expired" => Seen.Facts(Seen.Encrypted(Seen.Certificate(days: -1)), Seen.Anchored),
        "two" => Seen.Facts(Seen.OneHost(Seen.Encrypted(Seen.Certificate()), Seen.Anchored), Seen.OneHost(Seen.Encrypted(Seen.Certificate()), Untrusted)),
        "clear" => Seen.Facts(Seen.Probe(ProbeOutcome.NotOffered)),
        "old" => Seen.Facts(Seen.Probe(ProbeOutcome.HandshakeFailed) with { OldVersionSpoken = "TLSv1.0" }),
        "refused" => Seen.Facts(Seen.Probe(ProbeOutcome.ConnectionRefused)),
        "silent" => Seen.Facts(Seen.Probe(ProbeOutcome.ConnectionTimeout)),
        _ => Seen.Facts() with { MxState = MailRouteState.Null },
    };
}
