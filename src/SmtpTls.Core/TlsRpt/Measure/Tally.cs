using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.TlsRpt.Measure;

/// <summary>Sums that stay where they are when they can grow no further.</summary>
internal static class Sum
{
    public static long Add(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    /// <summary>Six digits behind the point; null where there is nothing to divide by.</summary>
    public static double? Rate(long failed, long successful) =>
        failed == 0 && successful == 0 ? null : Math.Round((double)failed / ((double)failed + successful), 6);
}

/// <summary>What was counted of one thing.</summary>
internal sealed class Tally
{
    private long _lastReport = -1;

    public long Successful { get; private set; }

    public long Failed { get; private set; }

    public long Reports { get; private set; }

    public DateTime? First { get; private set; }

    public DateTime? Last { get; private set; }

    /// <param name="successful">More sessions of this kind.</param>
    /// <param name="failed">And of that.</param>
    /// <param name="report">The report's number: it counts once.</param>
    /// <param name="day">Null for a report without dates.</param>
    public void Add(long successful, long failed, long report, DateTime? day)
    {
        Successful = Sum.Add(Successful, successful);
        Failed = Sum.Add(Failed, failed);
        Reports += report == _lastReport ? 0 : 1;
        _lastReport = report;
        First = day is null || First < day ? First : day;
        Last = day is null || Last > day ? Last : day;
    }
}

/// <summary>Tallies by name. Names come from strangers, so there is a limit: what is beyond it is put together.</summary>
internal sealed class TallyTable
{
    public const string Others = "(others)";

    private const int MostNames = 10_000;
    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.Ordinal);

    /// <summary>Distinct names beyond the limit are not remembered, so each time that one comes counts.</summary>
    public long Merged { get; private set; }

    public Tally Of(string name)
    {
        if (_tallies.TryGetValue(name, out Tally? known))
        {
            return known;
        }

        if (_tallies.Count >= MostNames)
        {
            Merged++;
            name = Others;
            if (_tallies.TryGetValue(name, out known))
            {
                return known;
            }
        }

        Tally added = new();
        _tallies.Add(name, added);
        return added;
    }

    /// <param name="onlyFailures">True where reports do not tell successes.</param>
    /// <param name="byName">In the order of the names; else most failures first.</param>
    public List<TlsRptTotal> ToList(bool onlyFailures = false, bool byName = false)
    {
        IEnumerable<KeyValuePair<string, Tally>> sorted = byName
            ? _tallies.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            : _tallies.OrderByDescending(pair => pair.Value.Failed).ThenByDescending(pair => pair.Value.Successful).ThenBy(pair => pair.Key, StringComparer.Ordinal);
        return [.. sorted.Select(pair => new TlsRptTotal
        {
            Name = pair.Key,
            SuccessfulSessions = onlyFailures ? null : pair.Value.Successful,
            FailedSessions = pair.Value.Failed,
            FailureRate = onlyFailures ? null : Sum.Rate(pair.Value.Failed, pair.Value.Successful),
            Reports = pair.Value.Reports,
            FirstSeen = pair.Value.First,
            LastSeen = pair.Value.Last,
        })];
    }
}
