using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>The two audits of a domain that are compared, and how far each could see.</summary>
internal sealed class DriftPair(DomainAudit old, DomainAudit now)
{
    public AuditSight Before { get; } = new(old);

    public AuditSight After { get; } = new(now);

    public DomainAudit Old => old;

    public DomainAudit New => now;

    public string Domain => now.Domain;

    /// <summary>Hosts that are mail hosts in both audits, where it is known in both.</summary>
    public IEnumerable<string> CommonHosts => Before.Mx && After.Mx
        ? New.Mx.Select(static mx => mx.Host).Distinct(StringComparer.Ordinal).Where(Before.IsMailHost)
        : [];

    /// <summary>What could not be compared, a sentence each.</summary>
    public IReadOnlyList<string> Inconclusive =>
    [
        .. After.Gaps().Select(static gap => $"In the newer audit {gap.Text}."),
        .. Before.Gaps().Where(gap => After.Gaps().All(other => other.Key != gap.Key)).Select(static gap => $"In the older audit {gap.Text}."),
    ];

    /// <summary>
    /// Grade and assurance leave out what could not be determined: they may be compared only where the same was left out of both.
    /// </summary>
    public bool IsSameEvidence => new HashSet<string>(Before.Gaps().Select(static gap => gap.Key), StringComparer.Ordinal).SetEquals(After.Gaps().Select(static gap => gap.Key))
        && (Old.MtaSts is null) == (New.MtaSts is null) && (Old.Dane is null) == (New.Dane is null);
}
