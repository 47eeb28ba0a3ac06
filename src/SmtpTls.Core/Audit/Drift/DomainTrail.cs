using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>
/// One domain through a row of audits, the oldest first. Each is compared with what was known before it: where an audit could not look, what an
/// earlier one saw stands, so that a server that was silent for one night and then comes back broken is told of all the same.
/// </summary>
internal sealed class DomainTrail
{
    private Dictionary<FindingKey, DateTime> _firstSeen = [];
    private Dictionary<FindingKey, DateTime> _toldOf = [];
    private DomainAudit? _known;

    /// <summary>The newest audit.</summary>
    public DomainAudit? Latest { get; private set; }

    /// <summary>The run that the newest audit belongs to.</summary>
    public int LastRun { get; private set; }

    /// <summary>What was known before the newest audit; null when it is the first.</summary>
    private DomainAudit? Before { get; set; }

    public void Add(DomainAudit audit, int run)
    {
        if (Latest is not null && LastRun == run)
        {
            // A run may hold a domain twice, when it was resumed: the second takes the first one's place.
            (_known, _firstSeen) = (Before, _toldOf);
        }

        (Before, Latest, LastRun) = (_known, audit, run);
        AuditSight sight = new(audit);
        Dictionary<FindingKey, Finding> found = FindingDrift.Index(audit);
        _toldOf = new Dictionary<FindingKey, DateTime>(_firstSeen);
        foreach (FindingKey gone in _firstSeen.Keys.Where(key => !found.ContainsKey(key) && sight.Looked(Stub(key))).ToList())
        {
            _firstSeen.Remove(gone);
        }

        foreach (FindingKey key in found.Keys)
        {
            if (!_firstSeen.ContainsKey(key))
            {
                _firstSeen[key] = audit.AssessedAt;
            }
        }

        _known = _known is null ? audit : DriftMerge.Over(_known, audit);
    }

    /// <summary>What the newest audit changed.</summary>
    public AuditDrift Compare()
    {
        DomainAudit now = Latest!;
        AuditDrift drift = Outline(Before, now);
        if (Before is null)
        {
            List<AuditChange> added = [DriftKind.DomainAdded.On(now.Domain, null, now.Grade, $"{now.Domain} is audited for the first time{(now.Grade is { } grade ? $": grade {grade}" : "")}.")];
            string[] unseen = [.. new AuditSight(now).Gaps().Select(static gap => $"In this first audit {gap.Text}.")];
            return drift with { Changes = added, Inconclusive = unseen, Drift = Overall(added, unseen.Length > 0) };
        }

        DriftPair pair = new(Before, now);
        Dictionary<FindingKey, DateTime> since = new(_toldOf);
        foreach ((FindingKey key, DateTime at) in _firstSeen)
        {
            since[key] = at;
        }

        List<AuditChange> changes =
        [
            .. StandingDrift.Find(pair), .. MxDrift.Find(pair), .. StartTlsDrift.Find(pair), .. CertificateDrift.Find(pair), .. StsDrift.Find(pair),
            .. DaneDrift.Find(pair), .. RptDrift.Find(pair), .. FindingDrift.Find(pair, since), .. ExpiryDrift.Find(pair),
        ];
        IReadOnlyList<string> open = pair.Inconclusive;
        return drift with { Changes = [.. Sorted(changes)], Inconclusive = open, Drift = Overall(changes, open.Count > 0) };
    }

    /// <summary>The domain was in an older audit, and the newest does not hold it.</summary>
    public AuditDrift Removed() => Outline(Latest, null) with
    {
        Changes = [DriftKind.DomainRemoved.On(Latest!.Domain, Latest.Grade, null, $"{Latest.Domain} is not in the newest audit.")],
        Drift = nameof(DriftDirection.Changed),
    };

    private static string Overall(List<AuditChange> changes, bool open) =>
        changes.Exists(static change => change.Direction == nameof(DriftDirection.Worse)) ? nameof(DriftDirection.Worse)
        : open ? nameof(Verdict.Inconclusive)
        : changes.Exists(static change => change.Direction == nameof(DriftDirection.Better)) ? nameof(DriftDirection.Better)
        : changes.Count > 0 ? nameof(DriftDirection.Changed) : "Unchanged";

    private static IEnumerable<AuditChange> Sorted(IEnumerable<AuditChange> changes) => changes
        .OrderBy(static change => (int)(DriftDirection)Enum.Parse(typeof(DriftDirection), change.Direction))
        .ThenByDescending(static change => (int)(Severity)Enum.Parse(typeof(Severity), change.Severity))
        .ThenBy(static change => DriftKind.Of(change).Number).ThenBy(static change => change.Subject, StringComparer.Ordinal).ThenBy(static change => change.FindingId, StringComparer.Ordinal);

    private static Finding Stub(FindingKey key) => new(key.Id, nameof(Severity.Info), key.Subject, "", "", "", "");

    private AuditDrift Outline(DomainAudit? old, DomainAudit? now)
    {
        Dictionary<FindingKey, Finding> found = now is null ? [] : FindingDrift.Index(now);
        Dictionary<FindingKey, Finding> kept = _known is null ? [] : FindingDrift.Index(_known);
        return new AuditDrift
        {
            Domain = (now ?? old)!.Domain,
            OldAssessedAt = old?.AssessedAt,
            NewAssessedAt = now?.AssessedAt,
            OldGrade = old?.Grade,
            NewGrade = now?.Grade,
            OldAssurance = old?.Assurance,
            NewAssurance = now?.Assurance,
            Open = now is null ? [] : [.. _firstSeen.Where(one => kept.ContainsKey(one.Key) || found.ContainsKey(one.Key))
                .Select(one => (Finding: found.TryGetValue(one.Key, out Finding? seen) ? seen : kept[one.Key], one.Value, Seen: found.ContainsKey(one.Key)))
                .OrderByDescending(static one => FindingDrift.Rank(one.Finding)).ThenBy(static one => one.Finding.Subject, StringComparer.Ordinal).ThenBy(static one => one.Finding.Id, StringComparer.Ordinal)
                .Select(static one => new OpenFinding(one.Finding.Id, one.Finding.Severity, one.Finding.Subject, one.Value, one.Seen))],
            Expiries = now is null ? [] : ExpiryDrift.Of(now),
        };
    }
}
