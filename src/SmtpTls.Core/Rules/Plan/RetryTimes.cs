using System;
using System.Collections.Generic;

namespace SmtpTls.Rules.Plan;

/// <summary>When deferred mail is tried again: after 15 minutes, after 15 more, then every hour until the end.</summary>
internal static class RetryTimes
{
    public const string InWords = "after 15 and 30 minutes, then every hour";

    /// <param name="from">The first attempt.</param>
    /// <param name="hours">How long it goes on.</param>
    public static IReadOnlyList<DateTime> Of(DateTime from, int hours)
    {
        List<DateTime> times = [from.AddMinutes(15), from.AddMinutes(30)];
        DateTime end = from.AddHours(hours);
        for (DateTime next = from.AddMinutes(90); next <= end; next = next.AddHours(1))
        {
            times.Add(next);
        }

        // The last attempt is the one after which it bounces.
        if (times[times.Count - 1] < end)
        {
            times.Add(end);
        }

        return times;
    }
}
