using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>
/// Audits in the order of their time, folded into what changed last. It holds one audit of each domain, not all of them: a year of nights costs no more
/// memory than one.
/// </summary>
internal sealed class AuditHistory
{
    private readonly Dictionary<string, DomainTrail> _trails = new(StringComparer.Ordinal);
    private int _run;
    private bool _partial;

    /// <summary>How many audits were begun.</summary>
    public int Runs => _run;

    /// <summary>What comes now belongs to the next, newer audit.</summary>
    public void BeginRun() => (_run, _partial) = (_run + 1, false);

    /// <summary>Something of this run could not be read, so that a domain it lacks may have been in it.</summary>
    public void NotePartial() => _partial = true;

    /// <summary>Takes one domain's audit. Within one run the newest of a domain counts.</summary>
    /// <param name="audit">As <see cref="AuditText"/> or <see cref="SlimAudit"/> gives it.</param>
    public void Add(DomainAudit audit)
    {
        if (!_trails.TryGetValue(audit.Domain, out DomainTrail? trail))
        {
            _trails.Add(audit.Domain, trail = new DomainTrail());
        }

        if (trail.Latest is null || trail.LastRun < _run || audit.AssessedAt > trail.Latest.AssessedAt)
        {
            trail.Add(audit, _run);
        }
    }

    /// <summary>
    /// What the newest run changed, by domain: those that got worse first. Domains of the run before that the newest does not hold are told as removed,
    /// unless it is known in part only; those that were gone before that are not spoken of.
    /// </summary>
    public IReadOnlyList<AuditDrift> Compare() =>
    [
        .. _trails.Values.Where(trail => trail.LastRun >= (_partial ? _run : _run - 1)).Select(trail => trail.LastRun == _run ? trail.Compare() : trail.Removed())
            .OrderBy(static drift => Order(drift)).ThenBy(static drift => drift.Domain, StringComparer.Ordinal),
    ];

    private static int Order(AuditDrift drift) => drift.Drift switch
    {
        "Worse" => -(drift.Changes.Where(static change => change.Direction == "Worse").Max(static change => (int)(Severity)Enum.Parse(typeof(Severity), change.Severity)) + 1),
        "Inconclusive" => 1,
        "Changed" => 2,
        "Better" => 3,
        _ => 4,
    };
}
