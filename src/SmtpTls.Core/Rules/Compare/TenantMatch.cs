using System.Collections.Generic;
using System.Linq;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Rules.Compare;

/// <summary>What a tenant does with one pattern of a rule, as Exchange chooses: the connector that names the domain most closely, and any transport rule beside it.</summary>
internal sealed class TenantMatch
{
    private TenantMatch(IReadOnlyList<TenantEntry> covering, DomainPattern pattern)
    {
        Covering = covering;
        List<TenantEntry> acting = [.. covering.Where(static entry => entry is { Enabled: true, TestMode: false, Unknown: null })];
        TenantEntry? connector = acting.Where(static entry => entry.Kind != TenantKind.TransportRule)
            .OrderByDescending(entry => Closeness(entry, pattern)).ThenByDescending(static entry => entry.Level is null ? -1 : (int)entry.Level).FirstOrDefault();
        Acting = acting.Where(static entry => entry.Kind == TenantKind.TransportRule).Append(connector).OfType<TenantEntry>()
            .OrderByDescending(static entry => entry.Level is null ? -1 : (int)entry.Level).ThenBy(static entry => entry.FailsOpen).FirstOrDefault();
    }

    /// <summary>Everything that names the domains, acting or not.</summary>
    public IReadOnlyList<TenantEntry> Covering { get; }

    /// <summary>What demands most of those that act; null where nothing does.</summary>
    public TenantEntry? Acting { get; }

    public static TenantMatch Of(IEnumerable<TenantEntry> entries, RuleDirection direction, DomainPattern pattern) =>
        new([.. entries.Where(entry => entry.Direction == direction && !entry.RuleScoped && !entry.IsAboutSomethingElse && entry.Patterns.Any(one => one.Covers(pattern)))], pattern);

    /// <summary>An exact name before a star, a longer star before a shorter one.</summary>
    private static int Closeness(TenantEntry entry, DomainPattern pattern) =>
        entry.Patterns.Where(one => one.Covers(pattern)).Max(static one => one.IsAll ? 0 : one.IsWildcard ? one.Domain.Length : 1000);
}
