using SmtpTls.Rules;
using SmtpTls.Rules.Compare;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Core.Tests.Rules;

/// <summary>Rules from what Exchange returns, and commands for Exchange from rules.</summary>
public sealed class ExchangeTests
{
    private static readonly ForcedTlsRule Partner = Sample.Rule("Domain", "contoso.com", "*.contoso.com") with { Name = "Contoso", TlsDomains = ["*.contoso.com"] };

    [Theory]
    [InlineData("EncryptionOnly", "Encrypt")]
    [InlineData("CertificateValidation", "Certificate")]
    [InlineData("domainvalidation", "Domain")]
    public void An_outbound_connector_becomes_a_rule(string settings, string level)
    {
        RuleReading reading = TenantRules.Read([Sample.Outbound("To Contoso", settings, ("RecipientDomains", new List<object?> { "*.contoso.com" }), ("TlsDomain", level == "Domain" ? "*.contoso.com" : null))]);
        ForcedTlsRule rule = Assert.Single(reading.Rules);
        Assert.Equal(("To Contoso", level, true), (rule.Name, rule.Level, rule.Enabled));
        Assert.Equal(["contoso.com", "*.contoso.com"], rule.Domains);
        Assert.Equal(level == "Domain" ? ["*.contoso.com"] : [], rule.TlsDomains);
        Assert.Empty(reading.Notes);
    }

    [Theory]
    [InlineData("TlsSettings", null, "it forces no TLS")]
    [InlineData("TlsSettings", "Newer", "TlsSettings 'Newer' is not known")]
    [InlineData("IsTransportRuleScoped", true, "takes only what a transport rule routes to it")]
    [InlineData("ConnectorType", "OnPremises", "hybrid")]
    [InlineData("RecipientDomains", null, "names no domain")]
    public void A_connector_that_is_no_rule_is_told(string property, object? value, string words)
    {
        RuleReading reading = TenantRules.Read([Sample.Outbound("X", "EncryptionOnly", (property, value))]);
        Assert.Empty(reading.Rules);
        Assert.Contains(words, Assert.Single(reading.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_is_not_there_is_never_read_as_false_or_null()
    {
        RuleReading reading = TenantRules.Read([Sample.Shape(("Name", "X"), ("RecipientDomains", "contoso.com"), ("UseMXRecord", true))]);
        Assert.Empty(reading.Rules);
        Assert.Contains("the property TlsSettings is not there", reading.Notes[0].Message, StringComparison.Ordinal);
        reading = TenantRules.Read([Sample.Shape(("Name", "In"), ("SenderDomains", "smtp:contoso.com;1"), ("TlsSenderCertificateName", null))]);
        Assert.Contains("the property RequireTls is not there", reading.Notes[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_mode_disabled_and_mandatory_DANE_are_seen()
    {
        RuleReading reading = TenantRules.Read([
            Sample.Outbound("T", "EncryptionOnly", ("TestMode", true)),
            Sample.Outbound("D", "EncryptionOnly", ("Enabled", false)),
            Sample.Outbound("M", "EncryptionOnly", ("SmtpDaneMode", "Mandatory"), ("UseMXRecord", false), ("SmartHosts", new List<object?> { "relay.contoso.com" }))]);
        Assert.Equal([false, false, true], reading.Rules.Select(rule => rule.Enabled));
        Assert.Equal("Dane", reading.Rules[2].Level);
        Assert.Equal(["relay.contoso.com"], reading.Rules[2].SmartHosts);
    }

    [Fact]
    public void An_inbound_connector_with_its_address_space_form_becomes_a_rule()
    {
        RuleReading reading = TenantRules.Read([Sample.Shape(("Name", "From"), ("Enabled", true), ("ConnectorType", "Partner"), ("SenderDomains", new List<object?> { "smtp:*.contoso.com;1" }),
            ("RequireTls", true), ("RestrictDomainsToCertificate", true), ("TlsSenderCertificateName", "mail.contoso.com"), ("RestrictDomainsToIPAddresses", false))]);
        ForcedTlsRule rule = Assert.Single(reading.Rules);
        Assert.Equal(("Inbound", "Domain"), (rule.Direction, rule.Level));
        Assert.Equal(["contoso.com", "*.contoso.com"], rule.Domains);
        Assert.Equal(["mail.contoso.com"], rule.TlsDomains);
    }

    [Fact]
    public void A_transport_rule_takes_the_level_of_the_connector_it_routes_to()
    {
        RuleReading reading = TenantRules.Read([
            Sample.Shape(("Name", "Route"), ("State", "Enabled"), ("Mode", "Enforce"), ("RecipientDomainIs", new List<object?> { "contoso.com" }), ("RouteMessageOutboundConnector", "Scoped"), ("RouteMessageOutboundRequireTls", false), ("RuleErrorAction", "Defer")),
            Sample.Shape(("Name", "Encrypt"), ("State", "Enabled"), ("Mode", "Audit"), ("RecipientDomainIs", "fabrikam.com"), ("RouteMessageOutboundRequireTls", true), ("RuleErrorAction", "Ignore"), ("ExceptIfRecipientDomainIs", "own.test")),
            Sample.Outbound("Scoped", "DomainValidation", ("IsTransportRuleScoped", true), ("RecipientDomains", null), ("TlsDomain", "mx.contoso.com"))]);
        Assert.Equal(["Route", "Encrypt"], reading.Rules.Select(rule => rule.Name));
        Assert.Equal(("Domain", "mx.contoso.com"), (reading.Rules[0].Level, reading.Rules[0].TlsDomains[0]));
        Assert.Equal(["contoso.com", "*.contoso.com"], reading.Rules[0].Domains);
        Assert.False(reading.Rules[1].Enabled);
        Assert.Contains(reading.Notes, note => note.Message.Contains("ExceptIfRecipientDomainIs", StringComparison.Ordinal));
        Assert.Contains(reading.Notes, note => note.Message.Contains("RuleErrorAction is Ignore", StringComparison.Ordinal));
    }

    [Fact]
    public void A_send_connector_becomes_a_rule_with_address_spaces_as_objects_or_texts()
    {
        RuleReading reading = TenantRules.Read([Sample.Shape(("Name", "Send"), ("Enabled", true), ("RequireTLS", true), ("TlsAuthLevel", "DomainValidation"), ("TlsDomain", "mx.contoso.com"), ("IgnoreSTARTTLS", false),
            ("DNSRoutingEnabled", false), ("SmartHosts", new List<object?> { "[192.0.2.9]" }),
            ("AddressSpaces", new List<object?> { "SMTP:fabrikam.com;1", Sample.Shape(("Address", "contoso.com"), ("Type", "SMTP"), ("Cost", 1), ("IncludeSubDomains", true)) }))]);
        ForcedTlsRule rule = Assert.Single(reading.Rules);
        Assert.Equal(["fabrikam.com", "contoso.com", "*.contoso.com"], rule.Domains);
        Assert.Equal(["192.0.2.9"], rule.SmartHosts);
    }

    [Theory]
    [InlineData("Encrypt", "EncryptionOnly", null, null)]
    [InlineData("Certificate", "CertificateValidation", null, null)]
    [InlineData("Domain", "DomainValidation", "*.contoso.com", null)]
    [InlineData("Dane", "EncryptionOnly", null, "Mandatory")]
    public void A_rule_becomes_an_outbound_connector(string level, string settings, string? tlsDomain, string? dane)
    {
        ConnectorPlan plan = ConnectorWriter.Write(Sample.Set(Partner with { Level = level, TlsDomains = level == "Domain" ? ["*.contoso.com"] : [], Comment = "c" }), new ConnectorOptions());
        ConnectorCommand command = Assert.Single(plan.Commands);
        Assert.Equal("New-OutboundConnector", command.Cmdlet);
        Assert.Equal(("Contoso", "Partner", true, settings, "c"), (command.Parameters["Name"], command.Parameters["ConnectorType"], command.Parameters["UseMXRecord"], command.Parameters["TlsSettings"], command.Parameters["Comment"]));
        Assert.Equal((tlsDomain, dane), ((string?)command.Parameters["TlsDomain"], (string?)command.Parameters["SmtpDaneMode"]));
        Assert.Equal(["*.contoso.com"], (string[])command.Parameters["RecipientDomains"]!);
        Assert.False(command.Parameters.Contains("IsTransportRuleScoped"));
    }

    [Fact]
    public void Each_certificate_name_gets_a_connector_and_what_cannot_be_told_is_refused()
    {
        ForcedTlsRule rule = Sample.Rule("Domain", "a.test", "b.test", "c.test") with { TlsDomains = ["*.a.test", "mx.b.test"] };
        ConnectorPlan plan = ConnectorWriter.Write(Sample.Set(rule), new ConnectorOptions());
        Assert.Equal([("a.test", "*.a.test"), ("b.test", "mx.b.test")], plan.Commands.Select(command => (((string[])command.Parameters["RecipientDomains"]!)[0], (string)command.Parameters["TlsDomain"]!)));
        Assert.Contains("that of c.test cannot be told", Assert.Single(plan.Refused).Message, StringComparison.Ordinal);
        Assert.Equal(["a.test Domain", "a.test Domain (2)"], plan.Commands.Select(command => (string)command.Parameters["Name"]!));
    }

    [Fact]
    public void Every_domain_has_no_certificate_name_of_its_own_and_another_rule_then_stands_in()
    {
        ConnectorPlan plan = ConnectorWriter.Write(Sample.Set(Sample.Rule("Domain", "*") with { Name = "All" }, Sample.Rule("Encrypt", "a.test") with { Name = "A" }), new ConnectorOptions());
        Assert.Contains("means every domain and says no certificate name", Assert.Single(plan.Refused).Message, StringComparison.Ordinal);
        Assert.Equal("A", Assert.Single(plan.Commands).Rule);
        Assert.Contains("is written in its place", Assert.Single(plan.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_without_names_gets_a_connector_for_each_domain()
    {
        ConnectorPlan plan = ConnectorWriter.Write(Sample.Set(Sample.Rule("Domain", "a.test", "*.a.test", "b.test")), new ConnectorOptions());
        Assert.Equal(["*.a.test", "*.b.test"], plan.Commands.Select(command => (string)command.Parameters["TlsDomain"]!));
        Assert.All(plan.Commands, command => Assert.Contains(command.Notes, note => note.Contains("is not documented", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_transport_rule_defers_when_it_fails_and_says_what_it_covers_beyond_the_rule()
    {
        ConnectorPlan plan = ConnectorWriter.Write(Sample.Set(Sample.Rule("Encrypt", "a.test", "*.b.test")), new ConnectorOptions { Kind = TenantKind.TransportRule });
        ConnectorCommand command = Assert.Single(plan.Commands);
        Assert.Equal(("New-TransportRule", true, "Defer"), (command.Cmdlet, command.Parameters["RouteMessageOutboundRequireTls"], command.Parameters["RuleErrorAction"]));
        Assert.Equal(["a.test", "b.test"], (string[])command.Parameters["RecipientDomainIs"]!);
        Assert.Contains(command.Notes, note => note.Contains("also covers every domain below a.test", StringComparison.Ordinal));
        Assert.Contains(command.Notes, note => note.Contains("also covers b.test", StringComparison.Ordinal));
    }

    [Fact]
    public void A_transport_rule_of_a_higher_level_routes_to_a_connector_made_before_it_and_stays_below_8_KB()
    {
        ForcedTlsRule rule = Sample.Rule("Certificate", [.. Enumerable.Range(0, 900).Select(i => $"partner-{i:000}.test")]) with { Name = "Many" };
        ConnectorPlan plan = ConnectorWriter.Write(Sample.Set(rule), new ConnectorOptions { Kind = TenantKind.TransportRule });
        Assert.Equal(("New-OutboundConnector", true), (plan.Commands[0].Cmdlet, plan.Commands[0].Parameters["IsTransportRuleScoped"]));
        Assert.False(plan.Commands[0].Parameters.Contains("RecipientDomains"));
        Assert.True(plan.Commands.Count > 3);
        Assert.All(plan.Commands.Skip(1), command => Assert.Equal("Many", command.Parameters["RouteMessageOutboundConnector"]));
        Assert.All(plan.Commands.Skip(1), command => Assert.InRange(PowerShellText.Line(command).Length, 1, 8192));
        Assert.Equal(900, plan.Commands.Skip(1).Sum(command => ((string[])command.Parameters["RecipientDomainIs"]!).Length));
        Assert.Equal(plan.Commands.Count - 1, plan.Commands.Skip(1).Select(command => command.Parameters["Name"]).Distinct().Count());
    }

    [Theory]
    [InlineData("Dane", "SendConnector", "knows no DANE")]
    [InlineData("Certificate", "InboundConnector", "make the rule's direction Inbound")]
    public void What_a_kind_cannot_say_is_refused(string level, string kind, string words) => Assert.Contains(words,
        Assert.Single(ConnectorWriter.Write(Sample.Set(Sample.Rule(level, "a.test")), new ConnectorOptions { Kind = Enum.Parse<TenantKind>(kind) }).Refused).Message, StringComparison.Ordinal);

    [Fact]
    public void Inbound_rules_become_inbound_connectors()
    {
        ForcedTlsRule rule = Sample.Rule("Domain", "a.test") with { Direction = "Inbound", TlsDomains = ["mail.a.test"] };
        ConnectorPlan plan = ConnectorWriter.Write(Sample.Set(rule, Sample.Rule("Certificate", "b.test") with { Direction = "Inbound" }), new ConnectorOptions());
        ConnectorCommand command = Assert.Single(plan.Commands);
        Assert.Equal(("New-InboundConnector", true, "mail.a.test", true), (command.Cmdlet, command.Parameters["RequireTls"], command.Parameters["TlsSenderCertificateName"], command.Parameters["RestrictDomainsToCertificate"]));
        Assert.Contains("only against a name", Assert.Single(plan.Refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_send_connector_is_written_for_Exchange_Server()
    {
        ConnectorPlan plan = ConnectorWriter.Write(Sample.Set(Partner with { SmartHosts = ["relay.test", "192.0.2.1"] }), new ConnectorOptions { Kind = TenantKind.SendConnector });
        ConnectorCommand command = Assert.Single(plan.Commands);
        Assert.Equal((false, true, false, "DomainValidation", "*.contoso.com"), (command.Parameters["DNSRoutingEnabled"], command.Parameters["RequireTLS"], command.Parameters["IgnoreSTARTTLS"], command.Parameters["TlsAuthLevel"], command.Parameters["TlsDomain"]));
        Assert.Equal(["SMTP:contoso.com;1", "SMTP:*.contoso.com;1"], (string[])command.Parameters["AddressSpaces"]!);
        Assert.Equal(["relay.test", "[192.0.2.1]"], (string[])command.Parameters["SmartHosts"]!);
    }

    [Fact]
    public void Names_are_unique_and_never_longer_than_64_characters()
    {
        CommandNames names = new([]);
        string[] made = [names.Next(new string('x', 100)), names.Next(new string('x', 100)), names.Next("A"), names.Next("a"), names.Next(string.Concat(Enumerable.Repeat("\ud83d\ude00", 40)))];
        Assert.All(made, name => Assert.InRange(name.Length, 1, 64));
        Assert.Equal(made.Length, made.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(made, name => Assert.False(char.IsHighSurrogate(name[^1])));
    }

    [Fact]
    public void Nothing_of_a_rule_leaves_the_quotes_of_a_script()
    {
        ForcedTlsRule rule = Partner with { Name = "x'; Remove-Item / #>\u2019; calc", Comment = "#>\n'; rm\u201b\n$(calc)" };
        ConnectorScript script = ScriptWriter.Write(ConnectorWriter.Write(Sample.Set(rule), new ConnectorOptions()).Commands);
        Assert.StartsWith("\ufeff<#", script.Script, StringComparison.Ordinal);
        Assert.Contains("'x''; Remove-Item / #>\u2019\u2019; calc'", script.Script, StringComparison.Ordinal);
        Assert.Contains("Remove-OutboundConnector -Identity 'x''; Remove-Item / #>\u2019\u2019; calc' -Confirm:$false -WhatIf:(-not $Apply)", script.Rollback, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RuleComparison.Missing, "New-OutboundConnector -Name 'Contoso' ")]
    [InlineData(RuleComparison.Weaker, "Set-OutboundConnector -Identity 'C' -TlsSettings 'DomainValidation' -TlsDomain '*.contoso.com' -UseMXRecord $true")]
    [InlineData(RuleComparison.Disabled, "Set-OutboundConnector -Identity 'C' -Enabled $true")]
    [InlineData(RuleComparison.TestMode, "Set-OutboundConnector -Identity 'C' -TestMode $false")]
    [InlineData(RuleComparison.Extra, "Set-OutboundConnector -Identity 'Other' -Enabled $false")]
    [InlineData(RuleComparison.Unknown, null)]
    [InlineData(RuleComparison.OtherRoute, "Set-OutboundConnector -Identity 'C' -TlsSettings 'DomainValidation' -TlsDomain '*.contoso.com' -UseMXRecord $true")]
    [InlineData(RuleComparison.Stricter, "Set-OutboundConnector -Identity 'C' -TlsSettings 'DomainValidation'")]
    public void A_tenant_that_differs_is_told_how_and_mended(string difference, string? command)
    {
        (string, object?)[] good = [("TlsDomain", "*.contoso.com"), ("RecipientDomains", new List<object?> { "*.contoso.com" })];
        IReadOnlyList<ShapedObject> tenant = difference switch
        {
            RuleComparison.Missing => [],
            RuleComparison.Weaker => [Sample.Outbound("C", "EncryptionOnly", good)],
            RuleComparison.Disabled => [Sample.Outbound("C", "DomainValidation", [.. good, ("Enabled", false)])],
            RuleComparison.TestMode => [Sample.Outbound("C", "DomainValidation", [.. good, ("TestMode", true)])],
            RuleComparison.Extra => [Sample.Outbound("C", "DomainValidation", good), Sample.Outbound("Other", "EncryptionOnly", ("RecipientDomains", "other.test"))],
            RuleComparison.Unknown => [Sample.Shape(("Name", "C"), ("RecipientDomains", "*.contoso.com"), ("UseMXRecord", true))],
            RuleComparison.Stricter => [Sample.Outbound("C", "EncryptionOnly", [.. good, ("SmtpDaneMode", "Mandatory")])],
            _ => [Sample.Outbound("C", "DomainValidation", [.. good, ("UseMXRecord", false), ("SmartHosts", "relay.test")])],
        };
        ForcedTlsDifference found = Assert.Single(RuleComparison.Compare(Sample.Set(Partner), tenant));
        Assert.Equal(difference, found.Difference);
        Assert.NotEmpty(found.Detail);
        Assert.StartsWith(command ?? "", found.Command ?? "", StringComparison.Ordinal);
        Assert.Equal(command is null, found.Command is null);
    }

    [Theory]
    [InlineData("mail.contoso.com", true)]
    [InlineData("*.fabrikam.com", false)]
    [InlineData(null, false)]
    public void A_connector_for_another_certificate_name_is_weaker(string? name, bool same) => Assert.Equal(same, RuleComparison.Compare(Sample.Set(Partner),
        [Sample.Outbound("C", "DomainValidation", ("TlsDomain", name), ("RecipientDomains", "*.contoso.com"))]).Count == 0);

    [Fact]
    public void A_closer_connector_decides_even_when_it_is_weaker()
    {
        IReadOnlyList<ForcedTlsDifference> found = RuleComparison.Compare(Sample.Set(Sample.Rule("Certificate", "contoso.com", "*.contoso.com")),
            [Sample.Outbound("Wide", "CertificateValidation", ("RecipientDomains", "*.contoso.com")), Sample.Outbound("Close", "", ("RecipientDomains", "mail.contoso.com"))]);
        Assert.Equal(("Weaker", "Close"), (Assert.Single(found).Difference, found[0].Name));
    }

    [Fact]
    public void A_transport_rule_about_something_else_is_nobody_s_business()
    {
        ShapedObject disclaimer = Sample.Shape(("Name", "Disclaimer"), ("State", "Enabled"), ("Mode", "Enforce"), ("RecipientDomainIs", "contoso.com"), ("RouteMessageOutboundConnector", null), ("RouteMessageOutboundRequireTls", false), ("RuleErrorAction", "Ignore"));
        Assert.Equal("Missing", Assert.Single(RuleComparison.Compare(Sample.Set(Sample.Rule("Encrypt", "contoso.com")), [disclaimer])).Difference);
        Assert.Empty(TenantRules.Read([disclaimer]).Notes);
    }

    [Fact]
    public void What_the_writer_makes_is_what_the_comparison_wants()
    {
        RuleSet set = Sample.Set(Partner, Sample.Rule("Encrypt", "e.test"), Sample.Rule("Dane", "d.test", "*.x.test"), Sample.Rule("Domain", "i.test") with { Direction = "Inbound", TlsDomains = ["mx.i.test"] });
        ConnectorPlan plan = ConnectorWriter.Write(set, new ConnectorOptions());
        Assert.Empty(plan.Refused);
        Assert.Empty(RuleComparison.Compare(set, plan.Commands.Select(static command => Sample.Shape(
            [("Enabled", true), ("TestMode", false), ("TlsDomain", null), ("SmartHosts", null), .. command.Parameters.Cast<System.Collections.DictionaryEntry>().Select(static one => ((string)one.Key, one.Value))]))));
    }
}
