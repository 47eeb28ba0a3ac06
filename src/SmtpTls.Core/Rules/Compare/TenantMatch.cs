using System.Collections.Generic;
using System.Linq;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Rules.Compare;

/// <summary>
/// What a tenant does with one pattern of a rule, as Exchange chooses: a transport rule that routes decides which connector is taken, else the connector
/// that names the domain most closely does, and a transport rule that requires TLS stands beside either. What acts on a part of the mail only does
/// not count as acting.
/// </summary>
internal sealed class TenantMatch
{
    private readonly DomainPattern _pattern;

    private TenantMatch(IReadOnlyList<TenantEntry> covering, DomainPattern pattern)
    {
        (Covering, _pattern) = (covering, pattern);
        List<TenantEntry> whole = [.. covering.Where(entry => entry is { Enabled: true, TestMode: false } && !IsNarrowed(entry))];
        TenantEntry? connector = whole.Where(static entry => entry.RoutesTo is not null).OrderBy(static entry => entry.Priority).FirstOrDefault()
            ?? whole.Where(static entry => entry.Kind != TenantKind.TransportRule)
                .OrderByDescending(Closeness).ThenByDescending(Strictness).FirstOrDefault();
        Undecided = connector is { Unknown: not null } ? connector : null;
        Acting = Undecided is not null ? null : whole.Where(static entry => entry is { Kind: TenantKind.TransportRule, RoutesTo: null, Unknown: null }).Append(connector).OfType<TenantEntry>()
            .OrderByDescending(Strictness).ThenBy(static entry => entry.FailsOpen).FirstOrDefault();
    }

    /// <summary>Everything that names the domains, acting or not.</summary>
    public IReadOnlyList<TenantEntry> Covering { get; }

    /// <summary>What demands most of those that act; null where nothing does, and where it cannot be told.</summary>
    public TenantEntry? Acting { get; }

    /// <summary>What decides and does not tell what it demands: the closest connector, or a transport rule that routes to a connector that nobody showed.</summary>
    public TenantEntry? Undecided { get; }

    public static TenantMatch Of(IEnumerable<TenantEntry> entries, RuleDirection direction, DomainPattern pattern) => new(
        [.. entries.Where(entry => entry.Direction == direction && !entry.RuleScoped && !entry.IsAboutSomethingElse
            && entry.Patterns.Any(one => one.Covers(pattern)) && !entry.Exceptions.Any(one => one.Covers(pattern)))], pattern);

    /// <summary>Whether it acts on a part of the mail to the pattern only.</summary>
    public bool IsNarrowed(TenantEntry entry) => entry.Conditions.Count > 0 || entry.Exceptions.Any(_pattern.Covers);

    private static int Strictness(TenantEntry entry) => entry.Level is null ? -1 : (int)entry.Level;

    /// <summary>An exact name before a star, a longer star before a shorter one. A domain that a star covers along with what is below it is no exact name.</summary>
    private int Closeness(TenantEntry entry) => entry.Patterns.Where(one => one.Covers(_pattern))
        .Max(one => one.IsAll ? 0 : one.IsWildcard || entry.Patterns.Contains(DomainPattern.Below(one.Domain)) ? one.Domain.Length : 1000);
}
