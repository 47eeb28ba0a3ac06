using System;
using System.Globalization;

namespace SmtpTls.Rules.Plan;

/// <summary>What a plan says in sentences. Made once for each rule and time: a plan of a hundred thousand recipients shares them.</summary>
internal static class PlanTexts
{
    /// <summary>RFC 3463 §3.5: delivery time expired.</summary>
    public const string ExpiredStatus = "5.4.7";

    /// <summary>RFC 8689 §4.2.1 and the IANA registry: encryption needed.</summary>
    public const string RejectedStatus = "5.7.10";

    public const string Opportunistic = "It is delivered under the strongest TLS that both sides can do, and in clear only when every attempt at more has failed.";

    public const string BounceDemand = "The bounce goes out under the same demand: to receive it the sender's own server must offer TLS and show a valid, publicly trusted certificate.";

    public static string Demand(RuleLevel level) => level switch
    {
        RuleLevel.Encrypt => "TLS 1.2 or newer, whatever the certificate",
        RuleLevel.Certificate => "TLS 1.2 or newer with a valid, publicly trusted certificate",
        RuleLevel.Domain => "TLS 1.2 or newer with a valid, publicly trusted certificate for an expected name",
        _ => "TLS authenticated by TLSA records under DNSSEC",
    };

    public static string Expired(CompiledRule rule) => string.Format(CultureInfo.InvariantCulture,
        "550 {0} Delivery time expired: within {1} hours no session could be set up that rule '{2}' allows ({3})",
        ExpiredStatus, rule.Rule.DeferralHours, rule.Name, Demand(rule.Level));

    public static string Rejected(CompiledRule rule) => string.Format(CultureInfo.InvariantCulture,
        "550 {0} Encryption needed: rule '{1}' demands {2} for every recipient of this message", RejectedStatus, rule.Name, Demand(rule.Level));

    public static string ThenDefer(CompiledRule rule, DateTime until) => string.Format(CultureInfo.InvariantCulture,
        "If {0} cannot be had, it is deferred and tried again {1} until {2}; then it bounces to the sender: {3}. To receive that bounce the sender's own server must show a valid, publicly trusted certificate.",
        Demand(rule.Level), RetryTimes.InWords, TimeText.Minute(until), Expired(rule));

    public static string ThenReject(CompiledRule rule) => string.Format(CultureInfo.InvariantCulture,
        "If its server offers no TLS or does not meet the rule ({0}), this recipient is rejected at once and the others are delivered: {1}. A server that cannot be reached is tried again for {2} hours. To receive the bounce the sender's own server must show a valid, publicly trusted certificate.",
        Demand(rule.Level), Rejected(rule), rule.Rule.DeferralHours);
}
