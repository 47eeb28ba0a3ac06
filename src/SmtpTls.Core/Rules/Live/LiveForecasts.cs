using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Smtp;

namespace SmtpTls.Rules.Live;

/// <summary>Would a rule deliver today? From facts that a gatherer brought, each domain judged once for each demand.</summary>
internal sealed class LiveForecasts
{
    private readonly Dictionary<string, DomainFacts> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<RuleDemand, ForcedTlsForecast> _made = [];

    /// <summary>What has to be asked for rules of these levels.</summary>
    public static Mechanisms Asked(RuleSet set) => set.Rules.Any(static rule => rule.Rule.Enabled && rule.Level == RuleLevel.Dane) ? Mechanisms.StartTls | Mechanisms.Dane : Mechanisms.StartTls;

    public void Add(AuditTarget target, DomainFacts facts) => _facts[Key(target)] = facts;

    /// <summary>One entry for every domain of every enabled rule, in the rules' order; what cannot be looked at is there too, and says why.</summary>
    public IEnumerable<ForcedTlsForecast> Of(CompiledRule rule)
    {
        foreach (RuleDemand demand in RuleDemand.Of(rule))
        {
            yield return Of(demand);
        }

        foreach (DomainPattern pattern in rule.Patterns.Where(pattern => rule.Direction == RuleDirection.Inbound || pattern.IsAll || (pattern.IsWildcard && rule.Rule.SmartHosts.Count == 0)))
        {
            yield return NotProbed(rule, pattern.Text, rule.Direction == RuleDirection.Inbound
                ? "An inbound rule is about servers that connect to you; they cannot be looked at from here."
                : $"{pattern} names no host that could be looked at; test recipients below it.");
        }
    }

    public ForcedTlsForecast Of(RuleDemand demand)
    {
        if (!_made.TryGetValue(demand, out ForcedTlsForecast? forecast))
        {
            _made[demand] = forecast = Make(demand);
        }

        return forecast;
    }

    private static string Key(AuditTarget target) => (target.IsHost ? "host " : "domain ") + target;

    private ForcedTlsForecast Make(RuleDemand demand)
    {
        IReadOnlyList<AuditTarget> targets = demand.Targets;
        List<DomainFacts> seen = [.. targets.Select(target => _facts.TryGetValue(Key(target), out DomainFacts? facts) ? facts : null).OfType<DomainFacts>()];
        if (seen.Count == 0)
        {
            return NotProbed(demand.Rule, demand.Domain, targets.Count == 0 ? "Its relays are a range of addresses, which is not probed." : "It was not looked at.");
        }

        List<HostFit> fits = [.. seen.SelectMany(facts => HostFit.AllOf(facts, demand))];
        int good = fits.Count(static fit => fit.Delivers == true);
        bool open = fits.Exists(static fit => fit.Delivers is null) || seen.Exists(static facts => facts.MxState == MailRouteState.Unknown);
        string delivery = seen.Exists(static facts => facts.MxState == MailRouteState.Null) ? "Breaks"
            : good > 0 ? (good == fits.Count ? "Delivers" : "Partly") : open ? "Inconclusive" : "Breaks";
        List<string> names = SatisfyingNames(fits);
        return new ForcedTlsForecast
        {
            Rule = demand.Rule.Name,
            Domain = demand.Domain,
            Level = demand.Level.ToString(),
            Delivery = delivery,
            Verdict = VerdictOf(delivery).ToString(),
            Reason = ForecastTexts.Reason(demand, seen[0], fits, delivery),
            Remedy = ForecastTexts.Remedy(demand, fits, delivery, names),
            TlsDomains = [.. demand.Names],
            SatisfyingNames = names,
            Hosts = [.. fits.Select(HostOf)],
        };
    }

    /// <summary>Whether it is TLS, the certificate or DANE that keeps every address from delivering, and not something that TLS has no part in.</summary>
    public bool FailsTls(RuleDemand demand) => Of(demand).Delivery == "Breaks"
        && demand.Targets.Any(target => _facts.TryGetValue(Key(target), out DomainFacts? facts) && HostFit.AllOf(facts, demand).Any(static fit => fit.FailsTls));

    private static Verdict VerdictOf(string delivery) => delivery switch
    {
        "Delivers" => Verdict.Pass,
        "Partly" => Verdict.Warn,
        "Breaks" => Verdict.Fail,
        "Inconclusive" => Verdict.Inconclusive,
        _ => Verdict.NotPresent,
    };

    private static ForcedTlsForecast NotProbed(CompiledRule rule, string domain, string reason) => new()
    {
        Rule = rule.Name,
        Domain = domain,
        Level = rule.Level.ToString(),
        Delivery = nameof(NotProbed),
        Verdict = nameof(Verdict.NotPresent),
        Reason = reason,
        TlsDomains = rule.Rule.TlsDomains,
    };

    private static ForecastHost HostOf(HostFit fit) => new()
    {
        Host = fit.Host.Host,
        Preference = fit.Host.Preference,
        Address = fit.Seen?.Probe.Target.Address.ToString(),
        Delivers = fit.Delivers,
        Outcome = (fit.Seen?.Probe.Outcome ?? ProbeOutcome.NameNotResolved).ToString(),
        TlsVersion = fit.Seen?.Probe.Tls?.Version ?? fit.Seen?.Probe.OldVersionSpoken,
        Problems = [.. fit.Problems],
        CertificateNames = [.. (fit.Seen?.Address.Leaf?.DnsNames ?? []).Take(100).Select(static name => VisibleText.Show(name, 300))],
    };

    /// <summary>What level Domain could ask for so that every host with a good chain passes: names themselves first, then stars above them.</summary>
    private static List<string> SatisfyingNames(List<HostFit> fits)
    {
        List<IReadOnlyList<string>> held = [.. fits.Where(static fit => fit.HasTrustedChain).Select(static fit => fit.Seen!.Address.Leaf!.DnsNames)];
        if (held.Count == 0)
        {
            return [];
        }

        List<string> exact = [], stars = [];
        foreach (string name in held[0].Take(100))
        {
            bool star = name.StartsWith("*.", StringComparison.Ordinal);
            int dot = name.IndexOf('.');
            Keep(star ? stars : exact, name, held);
            if (!star && dot > 0)
            {
                Keep(stars, "*" + name.Substring(dot), held);
            }
        }

        return [.. exact.Concat(stars).Distinct(StringComparer.Ordinal).Take(20)];
    }

    private static void Keep(List<string> kept, string text, List<IReadOnlyList<string>> held)
    {
        if (CertificateName.TryParse(text, out string? name, out _) && held.TrueForAll(names => CertificateName.IsSatisfied([name], names)))
        {
            kept.Add(name);
        }
    }
}
