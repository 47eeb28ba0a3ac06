using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Rules;
using SmtpTls.Rules.Exchange;
using SmtpTls.Rules.Files;
using SmtpTls.Rules.Plan;
using SmtpTls.Rules.Postfix;

namespace SmtpTls.Core.Tests.Rules;

/// <summary>What holds for every rule, and for any text.</summary>
public sealed class RulePropertyTests
{
    private static readonly Gen<string> Label = Gen.Elements("a", "b", "mail", "x1", "b\u00fccher");

    private static readonly Gen<string> Domain = Gen.Choose(1, 3).SelectMany(count => Label.ListOf(count)).Select(labels => string.Join('.', labels) + ".test");

    private static readonly Gen<string> Pattern = Gen.Frequency((3, Domain), (1, Domain.Select(domain => "*." + domain)));

    private static readonly Gen<string?> AnyText = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string?>(),
        Gen.Elements<string?>("", " ", "'", "\u2018x\u201b", "a\nb", "# $(x)", "\u202e", null));

    private static readonly Gen<ForcedTlsRule> Rule =
        from level in Gen.Elements("Encrypt", "Certificate", "Domain", "Dane")
        from domains in Gen.Choose(1, 4).SelectMany(count => Pattern.ListOf(count))
        from names in Gen.Choose(0, 2).SelectMany(count => Domain.ListOf(count))
        from comment in AnyText
        from hours in Gen.Choose(1, 168)
        from others in Gen.Elements(true, false)
        from priority in Gen.Choose(0, 5)
        select Made(new ForcedTlsRule
        {
            Name = "R",
            Level = level,
            Domains = [.. domains],
            TlsDomains = level == "Domain" ? [.. names] : [],
            Comment = comment,
            DeferralHours = hours,
            OpportunisticForOthers = others,
            Priority = priority,
        });

    [Fact]
    public void A_rule_written_and_read_is_the_same_rule() => Prop.ForAll(Rule.ToArbitrary(), rule =>
    {
        RuleReading reading = RuleJsonReader.Read(Sample.Octets(RuleJsonWriter.Write([rule])));
        return reading.Problems.Count == 0 && RuleJsonWriter.Write(reading.Rules) == RuleJsonWriter.Write([rule]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_policy_map_written_and_read_demands_the_same_of_every_domain() => Prop.ForAll(Rule.ListOf(3).ToArbitrary(), Domain.ToArbitrary(), (rules, domain) =>
    {
        RuleSet set = RuleSet.Of(rules.Select((rule, i) => rule with { Name = "R" + i }).Where(rule => rule.Level != "Certificate"));
        string map = string.Join('\n', PostfixPolicyWriter.Write(set).Lines);
        RuleReading reading = PostfixPolicyReader.Read(Sample.Octets(map));
        string name = Puny(domain);

        // Postfix takes the closest line; the writer saw to it that this is the strictest rule's.
        CompiledRule? wanted = set.Outbound.Find(name), got = RuleSet.Of(reading.Rules).Outbound.FindClosest(name);
        return reading.Notes.Count == 0 && wanted?.Level == got?.Level && (wanted is null || wanted.Rule.TlsDomains.SequenceEqual(got!.Rule.TlsDomains));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_connector_made_of_a_rule_and_read_covers_and_demands_no_less() => Prop.ForAll(Rule.ToArbitrary(), Domain.ToArbitrary(), (rule, domain) =>
    {
        ConnectorPlan plan = ConnectorWriter.Write(RuleSet.Of([rule]), new ConnectorOptions());
        RuleReading reading = TenantRules.Read(plan.Commands.Select(Returned));
        RuleSet set = RuleSet.Of(reading.Rules);
        CompiledRule? wanted = RuleSet.Of([rule]).Outbound.Find(Puny(domain));
        CompiledRule? got = set.Outbound.Find(Puny(domain));
        return plan.Refused.Count > 0 || wanted is null || (got is not null && got.Level == wanted.Level);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_in_quotes_ends_only_where_the_quotes_do() => Prop.ForAll(AnyText.Select(text => text ?? "").ToArbitrary(), text =>
    {
        string quoted = PowerShellText.Quote(text);
        string inner = quoted[1..^1];
        int i = 0, single = 0;
        while (i < inner.Length)
        {
            bool quote = inner[i] is '\'' or (>= '\u2018' and <= '\u201b');
            bool doubled = quote && i + 1 < inner.Length && inner[i + 1] == inner[i];
            single += quote && !doubled ? 1 : 0;
            i += doubled ? 2 : 1;
        }

        return single == 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nobody_is_lost_and_nobody_gets_two_copies() => Prop.ForAll(Rule.ListOf(3).ToArbitrary(), Domain.ListOf(5).ToArbitrary(), (rules, domains) =>
    {
        RuleSet set = RuleSet.Of(rules.Select((rule, i) => rule with { Name = "R" + i }));
        string[] recipients = [.. domains.Select((domain, i) => $"u{i}@{domain}")];
        DeliveryPlan plan = new DeliveryPlanner(set).Plan(Sample.Message(recipients), Sample.Now);
        string[] planned = [.. plan.Copies.SelectMany(copy => copy.Recipients).Select(one => one.Address)];
        bool whole = plan.Copies.SelectMany(copy => copy.Recipients).All(one => one.OnFailure != "Reject") || plan.Copies.Count == 1;
        return whole && plan.Split == (plan.Copies.Count > 1) && planned.Order(StringComparer.Ordinal).SequenceEqual(recipients.Order(StringComparer.Ordinal));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_domain_or_a_problem() => Prop.ForAll(AnyText.ToArbitrary(), text =>
        DomainPattern.TryParse(text, out DomainPattern? pattern, out string? problem)
            ? DomainPattern.TryParse(pattern.Text, out DomainPattern? again, out _) && again == pattern && problem is null
            : problem.Length > 0).QuickCheckThrowOnFailure();

    /// <summary>What Exchange would return for what was made.</summary>
    private static ShapedObject Returned(ConnectorCommand command)
    {
        List<KeyValuePair<string, object?>> properties = [new("Enabled", true), new("TestMode", false), new("TlsDomain", null), new("SmartHosts", null), new("IsTransportRuleScoped", false)];
        foreach (System.Collections.DictionaryEntry parameter in command.Parameters)
        {
            properties.Add(new((string)parameter.Key, parameter.Value));
        }

        return new ShapedObject(properties);
    }

    private static ForcedTlsRule Made(ForcedTlsRule rule) => CompiledRule.From(rule, out _)!.Rule;

    private static string Puny(string domain) => DomainName.Parse(domain).ToString();
}
