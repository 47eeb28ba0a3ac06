using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.TlsRpt.Measure;

/// <summary>What tells one failure from another.</summary>
/// <param name="Domain">The mail domain.</param>
/// <param name="ResultType">The cause.</param>
/// <param name="MxHost">The mail host, or its address; null for a failure of the policy.</param>
internal readonly record struct FailureKey(string? Domain, string? ResultType, string? MxHost);

/// <summary>What was counted of one failure.</summary>
internal sealed class FailureTally
{
    private const int MostNames = 20, MostDays = 1000;
    private readonly SortedDictionary<DateTime, long> _days = [];

    public Tally Total { get; } = new();

    public SortedSet<string> Organizations { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Senders { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Reasons { get; } = new(StringComparer.Ordinal);

    public void Add(long failed, long report, DateTime? day)
    {
        Total.Add(0, failed, report, day);
        if (day is { } known && (_days.ContainsKey(known) || _days.Count < MostDays))
        {
            _days[known] = Sum.Add(_days.TryGetValue(known, out long before) ? before : 0, failed);
        }
    }

    public static void Note(SortedSet<string> names, string? name)
    {
        if (name is not null && names.Count < MostNames)
        {
            names.Add(name);
        }
    }

    public IReadOnlyList<TlsRptDayCount> Days => [.. _days.Select(pair => new TlsRptDayCount(pair.Key, pair.Value))];

    /// <summary>Compares the days of the later half of the time with those of the earlier.</summary>
    /// <param name="first">The first day that there are reports about the domain of.</param>
    /// <param name="last">The last such day.</param>
    /// <param name="lastOfReporters">The last day that one of those who saw the failure reported on the domain.</param>
    /// <returns>Null where there is nothing to compare.</returns>
    public string? Trend(DateTime? first, DateTime? last, DateTime? lastOfReporters)
    {
        if (Total.Last is not { } seen || first is not { } begin || last is not { } end || begin == end)
        {
            return null;
        }

        if (lastOfReporters > seen)
        {
            return "Ended";
        }

        int days = (end - begin).Days + 1, earlier = days / 2;
        DateTime middle = begin.AddDays(earlier);
        double before = _days.Where(pair => pair.Key < middle).Sum(pair => (double)pair.Value) / earlier;
        double after = _days.Where(pair => pair.Key >= middle).Sum(pair => (double)pair.Value) / (days - earlier);
        return before == 0 ? "New" : after > before * 1.5 ? "Rising" : after * 1.5 < before ? "Falling" : "Steady";
    }
}
