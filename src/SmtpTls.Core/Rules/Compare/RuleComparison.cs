using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Rules.Compare;

/// <summary>What a tenant has, against what the rules want. Each difference stands once for a rule and an object, with all its domains.</summary>
internal sealed class RuleComparison
{
    public const string Missing = nameof(Missing), Weaker = nameof(Weaker), Disabled = nameof(Disabled), TestMode = nameof(TestMode),
        Stricter = nameof(Stricter), Extra = nameof(Extra), OtherRoute = nameof(OtherRoute), Unknown = nameof(Unknown);

    private readonly RuleSet _set;
    private readonly IReadOnlyList<TenantEntry> _entries;
    private readonly MendingCommand _mending;
    private readonly List<Found> _found = [];
    private readonly List<(TenantEntry Entry, DomainPattern For)> _acting = [];

    private RuleComparison(RuleSet set, IReadOnlyList<TenantEntry> entries) => (_set, _entries, _mending) = (set, entries, new MendingCommand(entries));

    public static IReadOnlyList<ForcedTlsDifference> Compare(RuleSet set, IEnumerable<ShapedObject> objects)
    {
        RuleComparison comparison = new(set, TenantReader.Join([.. objects.Select(TenantReader.Read).OfType<TenantEntry>()]));
        foreach (CompiledRule rule in set.Rules.Where(static rule => rule.Rule.Enabled))
        {
            foreach (DomainPattern pattern in comparison.Places(rule).Where(pattern => set.Index(rule.Direction).Find(pattern) == rule))
            {
                comparison.Judge(rule, pattern);
            }
        }

        comparison.FindExtra();
        return [.. comparison._found.GroupBy(static found => (found.Difference, found.Rule, found.Entry)).Select(comparison.Told)];
    }

    /// <summary>Sentences about objects whose domains could not all be read: for these a difference may be none.</summary>
    public static IReadOnlyList<string> Unreadable(IEnumerable<ShapedObject> objects) =>
        [.. TenantReader.Join([.. objects.Select(TenantReader.Read).OfType<TenantEntry>()]).Where(static entry => entry is { RuleScoped: false, IsAboutSomethingElse: false })
            .SelectMany(static entry => entry.Unreadable.Select(remark => $"{entry.Place}: {remark}."))];

    /// <summary>The rule's own patterns, and below its stars whatever the tenant names more closely: that is where another connector decides.</summary>
    private IEnumerable<DomainPattern> Places(CompiledRule rule) => rule.Patterns.Concat(_entries.Where(entry => entry.Direction == rule.Direction && !entry.RuleScoped)
        .SelectMany(static entry => entry.Patterns).Where(inner => rule.Patterns.Any(pattern => pattern.IsWildcard && pattern.Covers(inner)))).Distinct();

    private void Judge(CompiledRule rule, DomainPattern pattern)
    {
        TenantMatch match = TenantMatch.Of(_entries, rule.Direction, pattern);
        TenantEntry? acting = match.Acting;
        if (acting?.Level is not { } level)
        {
            TenantEntry? other = match.Undecided ?? match.Covering.FirstOrDefault(static entry => entry.Unknown is not null)
                ?? match.Covering.Where(static entry => entry.Level is not null).OrderBy(match.IsNarrowed).FirstOrDefault();
            string difference = other is { Unknown: not null } ? Unknown : other is { Enabled: false } ? Disabled : other is { TestMode: true } ? TestMode
                : acting is not null || other is not null ? Weaker : Missing;
            _found.Add(new Found(difference, rule, pattern, difference == Weaker ? acting ?? other : other));
            return;
        }

        _acting.Add((acting, pattern));
        if (level < rule.Level || acting.FailsOpen || !AcceptsNoOtherName(rule, acting, pattern))
        {
            _found.Add(new Found(Weaker, rule, pattern, acting));
        }
        else if (!new HashSet<string>(rule.Rule.SmartHosts, StringComparer.OrdinalIgnoreCase).SetEquals(acting.SmartHosts))
        {
            _found.Add(new Found(OtherRoute, rule, pattern, acting));
        }
        else if (level > rule.Level)
        {
            _found.Add(new Found(Stricter, rule, pattern, acting));
        }
    }

    /// <summary>At level Domain the name that is checked must be one that the rule accepts.</summary>
    private static bool AcceptsNoOtherName(CompiledRule rule, TenantEntry acting, DomainPattern pattern)
    {
        if (rule.Level != RuleLevel.Domain || acting.Level != RuleLevel.Domain)
        {
            return true;
        }

        if (acting.TlsDomains.Count == 0)
        {
            // Exchange Server then takes the recipient's domain; of Exchange Online nothing is known.
            return acting.Kind == TenantKind.SendConnector && rule.Rule.TlsDomains.Count == 0;
        }

        IReadOnlyList<string> wanted = rule.NamesFor(pattern.Domain);
        return acting.TlsDomains.All(held => wanted.Any(name => DomainPattern.TryParse(name, out DomainPattern? one, out _)
            && DomainPattern.TryParse(held, out DomainPattern? other, out _) && one.Covers(other)));
    }

    private void FindExtra()
    {
        foreach (TenantEntry entry in _entries.Where(static entry => entry is { Enabled: true, TestMode: false, RuleScoped: false, OnPremises: false, Level: not null }))
        {
            RuleIndex index = _set.Index(entry.Direction);
            foreach (DomainPattern pattern in entry.Patterns.Where(pattern => !IsAsked(index, pattern)))
            {
                _found.Add(new Found(Extra, null, pattern, entry));
            }
        }
    }

    /// <summary>Exchange cannot tell a domain from what is below it everywhere, so one of them is enough.</summary>
    private static bool IsAsked(RuleIndex index, DomainPattern pattern) => index.Find(pattern) is not null
        || (!pattern.IsAll && (index.Find(pattern.Domain) is not null || index.Find(DomainPattern.Below(pattern.Domain)) is not null));

    private ForcedTlsDifference Told(IGrouping<(string Difference, CompiledRule? Rule, TenantEntry? Entry), Found> group)
    {
        (string difference, CompiledRule? rule, TenantEntry? entry) = group.Key;
        List<DomainPattern> domains = [.. group.Select(static found => found.Pattern).Distinct()];
        string about = string.Join(", ", domains.Take(5)) + (domains.Count > 5 ? $" and {domains.Count - 5} more" : "");
        return new ForcedTlsDifference
        {
            Difference = difference,
            Rule = rule?.Name,
            Kind = entry?.Kind.ToString(),
            Name = entry is null ? null : VisibleText.Show(entry.Name, 300),
            Domains = [.. domains.Select(static pattern => pattern.Text)],
            Wanted = rule is null ? null : Demand(rule.Level, rule.Rule.TlsDomains, rule.Rule.SmartHosts),
            Found = entry is null ? null : entry.Unknown is { } unknown ? $"unknown: {unknown}" : Demand(entry.Level, entry.TlsDomains, entry.SmartHosts),
            Detail = Detail(difference, rule, entry, domains, about)
                + (difference == Extra && Relied(entry!, domains) is { } relied ? $" A rule relies on it for {relied}: give that a connector of its own first." : ""),
            Command = difference switch
            {
                Missing => _mending.Make(rule!, domains, LikelyKind()),
                Weaker or OtherRoute or Stricter => _mending.Strengthen(rule!, entry!, domains),
                Disabled => MendingCommand.Enable(entry!),
                TestMode => MendingCommand.Enforce(entry!),
                Extra => Relied(entry!, domains) is null ? MendingCommand.Drop(entry!, domains) : null,
                _ => null,
            },
        };
    }

    /// <summary>What a rule asks for and would lose with these domains of an object; null for nothing.</summary>
    private DomainPattern? Relied(TenantEntry entry, List<DomainPattern> domains) => _acting.Where(one => ReferenceEquals(one.Entry, entry) || ReferenceEquals(one.Entry.Via, entry))
        .Select(static one => one.For).FirstOrDefault(pattern => !entry.Patterns.Except(domains).Any(left => left.Covers(pattern)));

    /// <summary>Where the tenant has send connectors and no others, it is an Exchange Server.</summary>
    private TenantKind? LikelyKind() => _entries.Count > 0 && _entries.All(static entry => entry.Kind == TenantKind.SendConnector) ? TenantKind.SendConnector : null;

    private static string Detail(string difference, CompiledRule? rule, TenantEntry? entry, IReadOnlyList<DomainPattern> domains, string about) => difference switch
    {
        Missing => $"Nothing forces TLS for {about}; rule '{rule!.Name}' wants {rule.Level}.",
        Weaker => $"{entry!.Place} demands less of {about} than rule '{rule!.Name}': {Why(rule, entry, domains)}.",
        Disabled => $"{entry!.Place} is for {about} and is disabled; rule '{rule!.Name}' wants {rule.Level}.",
        TestMode => $"{entry!.Place} is for {about} and is only in test mode; rule '{rule!.Name}' wants {rule.Level}.",
        Stricter => $"{entry!.Place} demands more of {about} ({entry.Level}) than rule '{rule!.Name}' ({rule.Level}).",
        OtherRoute => $"{entry!.Place} sends {about} by {Route(entry.SmartHosts)}; rule '{rule!.Name}' says {Route(rule.Rule.SmartHosts)}.",
        Extra => $"{entry!.Place} forces TLS for {about}, and no rule does: take it into the rules, or take it out of the tenant.",
        _ => $"{entry!.Place} is for {about}, and what it demands is not known: {entry.Unknown}.",
    };

    private static string Why(CompiledRule rule, TenantEntry entry, IReadOnlyList<DomainPattern> domains) => entry.Level is null ? "it forces no TLS"
        : entry.Conditions.Count > 0 ? $"it acts on a part of the mail only, by its {string.Join(", ", entry.Conditions.Take(5))}"
        : entry.Level < rule.Level ? $"{entry.Level} instead of {rule.Level}"
        : entry.Exceptions.Any(left => domains.Any(domain => domain.Covers(left))) ? $"it leaves out {string.Join(", ", entry.Exceptions.Take(5))}"
        : entry.FailsOpen ? "RuleErrorAction is not Defer, so the message leaves anyway when the rule cannot be worked out"
        : entry.TlsDomains.Count == 0 ? "it names no certificate" : $"it accepts a certificate for {entry.TlsDomains[0]}";

    private static string Demand(RuleLevel? level, IReadOnlyList<string> names, IReadOnlyList<string> hosts) =>
        (level?.ToString() ?? "Opportunistic") + (names.Count > 0 ? $" ({string.Join(", ", names)})" : "") + (hosts.Count > 0 ? $" by {string.Join(", ", hosts)}" : "");

    private static string Route(IReadOnlyList<string> hosts) => hosts.Count == 0 ? "MX" : string.Join(", ", hosts);

    private sealed record Found(string Difference, CompiledRule? Rule, DomainPattern Pattern, TenantEntry? Entry);
}
