using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>Findings that came, went, or weigh otherwise. What one of the audits could not look at is neither fixed nor worse.</summary>
internal static class FindingDrift
{
    public static IEnumerable<AuditChange> Find(DriftPair pair, IReadOnlyDictionary<FindingKey, DateTime> firstSeen)
    {
        Dictionary<FindingKey, Finding> before = Index(pair.Old), after = Index(pair.New);
        foreach ((FindingKey key, Finding finding) in after)
        {
            if (!before.TryGetValue(key, out Finding? known))
            {
                yield return New(pair, finding) with { FirstSeenAt = firstSeen.TryGetValue(key, out DateTime at) ? at : pair.New.AssessedAt };
            }
            else if (known.Severity != finding.Severity)
            {
                bool worse = Rank(finding) > Rank(known);
                yield return (worse ? DriftKind.FindingWorse : DriftKind.FindingEased).On(finding.Subject, known.Severity, finding.Severity,
                    $"{finding.Id} was {known.Severity} and is {finding.Severity}. {finding.Detail}") with
                {
                    FindingId = finding.Id,
                    Severity = worse ? finding.Severity : nameof(Severity.Info),
                    Remedy = worse ? finding.Remedy : null,
                    FirstSeenAt = firstSeen.TryGetValue(key, out DateTime at) ? at : pair.Old.AssessedAt,
                };
            }
        }

        foreach ((FindingKey key, Finding finding) in before.Where(one => !after.ContainsKey(one.Key) && pair.After.Looked(one.Value)))
        {
            DriftKind kind = pair.After.Holds(finding) ? DriftKind.FindingFixed : DriftKind.FindingGone;
            yield return kind.On(finding.Subject, finding.Severity, null, $"{(kind == DriftKind.FindingFixed ? "No longer so" : "Gone with what it was about")}: {finding.Detail}") with
            {
                FindingId = finding.Id,
                FirstSeenAt = firstSeen.TryGetValue(key, out DateTime at) ? at : pair.Old.AssessedAt,
            };
        }
    }

    /// <summary>Findings of an audit, each once; without those that only say what could not be determined.</summary>
    internal static Dictionary<FindingKey, Finding> Index(DomainAudit audit)
    {
        Dictionary<FindingKey, Finding> found = [];
        foreach (Finding finding in audit.Findings.Where(static one => !AuditSight.IsAboutSight(one.Id)))
        {
            FindingKey key = new(finding.Id, finding.Subject);
            if (!found.TryGetValue(key, out Finding? other) || Rank(finding) > Rank(other))
            {
                found[key] = finding;
            }
        }

        return found;
    }

    internal static int Rank(Finding finding) => (int)(Severity)Enum.Parse(typeof(Severity), finding.Severity);

    /// <summary>Worse only where the older audit looked and saw nothing of it; a mail host that is new brings its findings along.</summary>
    private static AuditChange New(DriftPair pair, Finding finding)
    {
        bool looked = pair.Before.Looked(finding), held = pair.Before.Holds(finding);
        string before = looked ? held ? "" : " What it is about was not there before." : " The older audit could not look.";

        // Info says what is worth knowing, not what is wrong.
        DriftDirection direction = looked && held && Rank(finding) > (int)Severity.Info ? DriftDirection.Worse : DriftDirection.Changed;
        return DriftKind.FindingNew.On(finding.Subject, null, finding.Severity, finding.Detail + before) with
        {
            Direction = direction.ToString(),
            Severity = finding.Severity,
            FindingId = finding.Id,
            Remedy = finding.Remedy,
        };
    }
}

/// <summary>What makes a finding the same in two audits: what is wrong, and with whom. Its words and weight may change.</summary>
internal readonly record struct FindingKey(string Id, string Subject);
