using SmtpTls.Rules.Compare;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Core.Tests.Rules;

/// <summary>What a tenant really does with a rule's mail, and that the command which mends it touches nothing else.</summary>
public sealed class RuleComparisonTests
{
    private static readonly ForcedTlsRule Partner = Sample.Rule("Domain", "a.test") with { Name = "A", TlsDomains = ["mx.a.test"] };

    [Fact]
    public void A_connector_for_everybody_is_not_turned_into_one_for_a_partner() => Mended(Partner,
        "New-OutboundConnector -Name 'A' -ConnectorType 'Partner' -RecipientDomains @('a.test') -UseMXRecord $true -TlsSettings 'DomainValidation' -TlsDomain 'mx.a.test'",
        Sample.Outbound("All", "", ("RecipientDomains", "*")));

    [Fact]
    public void A_domain_moves_out_of_a_connector_that_serves_others_too() => Mended(Partner,
        "Set-OutboundConnector -Identity 'Both' -RecipientDomains @('b.test'); New-OutboundConnector -Name 'A' -ConnectorType 'Partner' -RecipientDomains @('a.test') -UseMXRecord $true -TlsSettings 'DomainValidation' -TlsDomain 'mx.a.test'",
        Sample.Outbound("Both", "EncryptionOnly", ("RecipientDomains", new List<object?> { "a.test", "b.test" })),
        extra: 1);

    [Fact]
    public void Two_certificate_names_become_two_connectors_with_names_of_their_own() => Mended(Sample.Rule("Domain", "a.test", "b.test") with { Name = "AB" },
        "Set-OutboundConnector -Identity 'AB' -RecipientDomains @('a.test') -TlsSettings 'DomainValidation' -TlsDomain '*.a.test' -UseMXRecord $true; "
        + "New-OutboundConnector -Name 'AB (3)' -ConnectorType 'Partner' -RecipientDomains @('b.test') -UseMXRecord $true -TlsSettings 'DomainValidation' -TlsDomain '*.b.test'",
        Sample.Outbound("AB", "EncryptionOnly", ("RecipientDomains", new List<object?> { "a.test", "b.test" })));

    [Theory]
    [InlineData("Encrypt", "DomainValidation", "None", "-TlsSettings 'EncryptionOnly' -TlsDomain $null -UseMXRecord $true")]
    [InlineData("Encrypt", "EncryptionOnly", "Mandatory", "-TlsSettings 'EncryptionOnly' -SmtpDaneMode 'Opportunistic' -UseMXRecord $true")]
    public void What_the_rule_does_not_ask_is_taken_back(string level, string settings, string dane, string parameters) => Mended(Sample.Rule(level, "a.test"),
        "Set-OutboundConnector -Identity 'C' " + parameters,
        Sample.Outbound("C", settings, ("RecipientDomains", "a.test"), ("TlsDomain", settings == "DomainValidation" ? "mx.a.test" : null), ("SmtpDaneMode", dane)));

    [Fact]
    public void Relays_are_taken_back_where_the_rule_goes_by_MX() => Mended(Sample.Rule("Encrypt", "a.test"),
        "Set-OutboundConnector -Identity 'C' -TlsSettings 'EncryptionOnly' -UseMXRecord $true -SmartHosts $null",
        Sample.Outbound("C", "EncryptionOnly", ("RecipientDomains", "a.test"), ("UseMXRecord", false), ("SmartHosts", "relay.test")));

    [Fact]
    public void A_send_connector_s_route_is_mended_too() => Mended(Sample.Rule("Encrypt", "a.test"),
        "Set-SendConnector -Identity 'S' -IgnoreSTARTTLS $false -RequireTLS $true -TlsAuthLevel 'EncryptionOnly' -DNSRoutingEnabled $true -SmartHosts $null",
        Sample.Shape(("Name", "S"), ("Enabled", true), ("AddressSpaces", "SMTP:a.test;1"), ("DNSRoutingEnabled", false), ("SmartHosts", "[192.0.2.1]"), ("RequireTLS", true),
            ("TlsAuthLevel", "EncryptionOnly"), ("IgnoreSTARTTLS", false)));

    [Fact]
    public void Relays_in_another_order_are_the_same_route() => Assert.Empty(Compare(Sample.Rule("Encrypt", "a.test") with { SmartHosts = ["r1.test", "r2.test"] },
        Sample.Outbound("C", "EncryptionOnly", ("RecipientDomains", "a.test"), ("UseMXRecord", false), ("SmartHosts", new List<object?> { "r2.test", "r1.test" }))));

    [Theory]
    [InlineData("From", "anna@own.test")]
    [InlineData("SenderIpRanges", "192.0.2.1")]
    [InlineData("ExceptIfSubjectContainsWords", "plain")]
    [InlineData("ExceptIfRecipientDomainIs", "eu.a.test")]
    [InlineData("ExpiryDate", "2020-01-01")]
    [InlineData("AttachmentHasExecutableContent", true)]
    public void A_transport_rule_for_a_part_of_the_mail_forces_TLS_for_that_part_only(string condition, object value)
    {
        ForcedTlsDifference found = Assert.Single(Compare(Sample.Rule("Encrypt", "*.a.test"), Transport("T", ("RecipientDomainIs", "a.test"), ("RouteMessageOutboundRequireTls", true), (condition, value))));
        Assert.Equal(("Weaker", "T"), (found.Difference, found.Name));
        Assert.Contains(condition.EndsWith("DomainIs", StringComparison.Ordinal) ? "it leaves out eu.a.test" : "a part of the mail only, by its " + condition, found.Detail, StringComparison.Ordinal);
        Assert.StartsWith("New-OutboundConnector", found.Command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AttachmentHasExecutableContent", false)]
    [InlineData("SentToScope", "NotInOrganization")]
    [InlineData("ExceptIfRecipientDomainIs", "own.test")]
    [InlineData("From", null)]
    public void What_takes_nothing_away_is_no_condition(string property, object? value) =>
        Assert.Empty(Compare(Sample.Rule("Encrypt", "a.test"), Transport("T", ("RecipientDomainIs", "a.test"), ("RouteMessageOutboundRequireTls", true), (property, value)), extra: 1));

    [Fact]
    public void A_transport_rule_without_domains_is_for_all_mail_but_its_exceptions()
    {
        ShapedObject all = Transport("T", ("RecipientDomainIs", null), ("SentToScope", "NotInOrganization"), ("RouteMessageOutboundRequireTls", true), ("ExceptIfRecipientDomainIs", "b.test"));
        Assert.Empty(Compare(Sample.Rule("Encrypt", "a.test"), all, extra: 1));
        Assert.Equal("Missing", Assert.Single(Compare(Sample.Rule("Encrypt", "b.test"), all, extra: 1)).Difference);
    }

    [Theory]
    [InlineData("*", null)]
    [InlineData("a.test other.test", "Set-OutboundConnector -Identity 'C' -RecipientDomains @('a.test')")]
    public void What_a_rule_relies_on_is_not_taken_away_with_what_no_rule_asks(string domains, string? command)
    {
        ForcedTlsDifference found = Assert.Single(RuleComparison.Compare(Sample.Set(Sample.Rule("Encrypt", "a.test")),
            [Sample.Outbound("C", "EncryptionOnly", ("RecipientDomains", domains.Split(' ').Cast<object?>().ToList()))]));
        Assert.Equal((RuleComparison.Extra, command), (found.Difference, found.Command));
        Assert.Equal(command is null, found.Detail.Contains("A rule relies on it for a.test", StringComparison.Ordinal));
    }

    [Fact]
    public void A_transport_rule_that_routes_decides_before_the_closest_connector()
    {
        ShapedObject[] tenant =
        [
            Sample.Outbound("Strict", "DomainValidation", ("RecipientDomains", "a.test"), ("TlsDomain", "mx.a.test")),
            Sample.Outbound("Scoped", "", ("IsTransportRuleScoped", true), ("RecipientDomains", null), ("Guid", "6a50ff89-a1d4-49b2-9b7d-488b42600639")),
            Transport("T", ("RecipientDomainIs", "a.test"), ("RouteMessageOutboundConnector", "6A50FF89-A1D4-49B2-9B7D-488B42600639")),
        ];
        ForcedTlsDifference found = Assert.Single(RuleComparison.Compare(Sample.Set(Partner), tenant));
        Assert.Equal(("Weaker", "T"), (found.Difference, found.Name));
        Assert.Equal("Set-OutboundConnector -Identity 'Scoped' -TlsSettings 'DomainValidation' -TlsDomain 'mx.a.test' -UseMXRecord $true", found.Command);
        Assert.Equal("Unknown", Assert.Single(RuleComparison.Compare(Sample.Set(Partner), [tenant[0], tenant[2]])).Difference);
    }

    [Theory]
    [InlineData("System.Collections.ArrayList", "save the objects with Export-Clixml")]
    [InlineData("System.String[]", "save the objects with Export-Clixml")]
    [InlineData("a b.test", "cannot be used")]
    public void Domains_that_cannot_be_read_are_told_and_no_domains(string text, string words)
    {
        ShapedObject[] tenant = [Sample.Outbound("C", "EncryptionOnly", ("RecipientDomains", text))];
        Assert.Contains(words, Assert.Single(RuleComparison.Unreadable(tenant)), StringComparison.Ordinal);
        Assert.DoesNotContain(RuleComparison.Compare(Sample.Set(Partner), tenant), static one => one.Difference == RuleComparison.Extra);
    }

    [Fact]
    public void An_exact_name_is_closer_than_the_domain_that_a_star_covers_along()
    {
        ForcedTlsDifference found = Assert.Single(RuleComparison.Compare(Sample.Set(Sample.Rule("Encrypt", "a.test")),
            [Sample.Outbound("Wide", "CertificateValidation", ("RecipientDomains", "*.a.test")), Sample.Outbound("Close", "", ("RecipientDomains", "a.test"))]));
        Assert.Equal(("Weaker", "Close"), (found.Difference, found.Name));
    }

    [Fact]
    public void A_closer_connector_that_does_not_tell_leaves_it_open_whatever_a_wider_one_demands()
    {
        ShapedObject close = Sample.Shape(("Name", "Close"), ("RecipientDomains", "a.test"), ("UseMXRecord", true));
        ForcedTlsDifference found = Assert.Single(RuleComparison.Compare(Sample.Set(Sample.Rule("Encrypt", "a.test")), [Sample.Outbound("Wide", "EncryptionOnly", ("RecipientDomains", "*.a.test")), close]),
            static one => one.Difference != RuleComparison.Extra);
        Assert.Equal(("Unknown", "Close"), (found.Difference, found.Name));
    }

    [Fact]
    public void An_object_that_two_calls_list_counts_once()
    {
        ShapedObject one = Sample.Outbound("C", "EncryptionOnly", ("RecipientDomains", "a.test"), ("Guid", "1"));
        Assert.Single(RuleComparison.Compare(Sample.Set(Partner), [one, one]));
        Assert.Equal("C", Assert.Single(TenantRules.Read([one, one]).Rules).Name);
    }

    [Fact]
    public void An_inbound_connector_for_some_of_one_s_own_domains_is_weaker()
    {
        ForcedTlsDifference found = Assert.Single(RuleComparison.Compare(Sample.Set(Sample.Rule("Encrypt", "a.test") with { Direction = "Inbound" }),
            [Sample.Shape(("Name", "In"), ("Enabled", true), ("ConnectorType", "Partner"), ("SenderDomains", "smtp:a.test;1"), ("RequireTls", true), ("AssociatedAcceptedDomains", "own.test"))]));
        Assert.Equal("Weaker", found.Difference);
        Assert.Equal("Set-InboundConnector -Identity 'In' -RequireTls $true -AssociatedAcceptedDomains $null", found.Command);
    }

    private static ShapedObject Transport(string name, params (string, object?)[] properties) => Sample.Shape([("Name", name), ("State", "Enabled"), ("Mode", "Enforce"), ("RuleErrorAction", "Defer"),
        ("RouteMessageOutboundRequireTls", false), ("RouteMessageOutboundConnector", null), ("Priority", 0), .. properties]);

    /// <summary>Differences of the rule, those aside that are about more than it.</summary>
    private static List<ForcedTlsDifference> Compare(ForcedTlsRule rule, ShapedObject tenant, int extra = 0)
    {
        IReadOnlyList<ForcedTlsDifference> found = RuleComparison.Compare(Sample.Set(rule), [tenant]);
        Assert.InRange(found.Count(static one => one.Difference == RuleComparison.Extra), 0, extra);
        return [.. found.Where(static one => one.Difference != RuleComparison.Extra)];
    }

    private static void Mended(ForcedTlsRule rule, string command, ShapedObject tenant, int extra = 0) => Assert.Equal(command, Assert.Single(Compare(rule, tenant, extra)).Command);
}
