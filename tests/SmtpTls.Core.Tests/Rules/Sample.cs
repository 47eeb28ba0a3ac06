using System.Text;
using SmtpTls.Rules;
using SmtpTls.Rules.Exchange;
using SmtpTls.Rules.Plan;

namespace SmtpTls.Core.Tests.Rules;

/// <summary>Rules, messages and tenant objects as literals.</summary>
internal static class Sample
{
    public static readonly DateTime Now = new(2026, 11, 26, 4, 0, 0, DateTimeKind.Utc);

    public static ForcedTlsRule Rule(string level, params string[] domains) => new() { Name = domains[0] + " " + level, Level = level, Domains = domains };

    public static RuleSet Set(params ForcedTlsRule[] rules) => RuleSet.Of(rules);

    public static PlanMessage Message(params string[] recipients) => new("<1@example.com>", null, [.. recipients.Select(Address)]);

    public static MailAddress Address(string text) => MailAddress.TryParse(text, out MailAddress? address, out string? problem) ? address : throw new FormatException(problem);

    public static DeliveryPlan Plan(RuleSet set, params string[] recipients) => new DeliveryPlanner(set).Plan(Message(recipients), Now);

    public static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    public static ShapedObject Shape(params (string Name, object? Value)[] properties) =>
        new(properties.Select(static property => new KeyValuePair<string, object?>(property.Name, property.Value)));

    /// <summary>What Get-OutboundConnector returns, as far as it matters, with changes.</summary>
    public static ShapedObject Outbound(string name, string settings, params (string Name, object? Value)[] changes) => Shape([
        ("Enabled", true), ("UseMXRecord", true), ("Comment", ""), ("ConnectorType", "Partner"), ("ConnectorSource", "AdminUI"),
        ("RecipientDomains", new List<object?> { "contoso.com" }), ("SmartHosts", new List<object?>()), ("TlsDomain", null), ("TlsSettings", settings.Length == 0 ? null : settings),
        ("IsTransportRuleScoped", false), ("RouteAllMessagesViaOnPremises", false), ("CloudServicesMailEnabled", false), ("AllAcceptedDomains", false),
        ("SenderRewritingEnabled", false), ("MtaStsMode", "Opportunistic"), ("SmtpDaneMode", "Opportunistic"), ("TestMode", false), ("Name", name), ("Identity", name), .. changes]);
}
