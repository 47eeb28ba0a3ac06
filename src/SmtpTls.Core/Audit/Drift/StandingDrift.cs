using System;
using System.Collections.Generic;

namespace SmtpTls.Audit.Drift;

/// <summary>Assurance and grade: what a sender is guaranteed, before and now.</summary>
internal static class StandingDrift
{
    private const string Grades = "FDCBA";

    public static IEnumerable<AuditChange> Find(DriftPair pair)
    {
        if (!pair.IsSameEvidence)
        {
            yield break;
        }

        int before = Rank(pair.Old.Assurance), after = Rank(pair.New.Assurance);
        if (before >= 0 && after >= 0 && before != after)
        {
            yield return (after < before ? DriftKind.AssuranceDown : DriftKind.AssuranceUp).On(pair.Domain, pair.Old.Assurance, pair.New.Assurance,
                $"Assurance was {pair.Old.Assurance} and is {pair.New.Assurance}.");
        }

        int was = Grade(pair.Old.Grade), now = Grade(pair.New.Grade);
        if (was >= 0 && now >= 0 && was != now)
        {
            yield return (now < was ? DriftKind.GradeDown : DriftKind.GradeUp).On(pair.Domain, pair.Old.Grade, pair.New.Grade, $"The grade was {pair.Old.Grade} and is {pair.New.Grade}.");
        }
    }

    private static int Rank(string? assurance) => assurance is null ? -1 : (int)(Assurance)Enum.Parse(typeof(Assurance), assurance);

    private static int Grade(string? grade) => grade is { Length: 1 } ? Grades.IndexOf(grade[0]) : -1;
}
