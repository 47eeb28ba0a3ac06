using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>TLSA records and what DANE does with them (RFC 7672), for the mail hosts that both audits have.</summary>
internal static class DaneDrift
{
    public static IEnumerable<AuditChange> Find(DriftPair pair) => pair.CommonHosts.Where(host => pair.Before.Dane(host) && pair.After.Dane(host)).SelectMany(host => Find(pair, host));

    private static IEnumerable<AuditChange> Find(DriftPair pair, string host)
    {
        if (pair.Before.DaneOf(host) is not { } old || pair.After.DaneOf(host) is not { } now)
        {
            yield break;
        }

        string[] before = Records(old), after = Records(now);
        string? was = before.Length == 0 ? null : Listing.Of(before), current = after.Length == 0 ? null : Listing.Of(after);
        string place = now.BaseDomain ?? old.BaseDomain ?? host;
        if (before.Length > 0 && after.Length == 0)
        {
            yield return DriftKind.TlsaLost.On(place, was, null, $"The TLSA records of {place} ({was}) are gone: DANE of {host} was {old.State} and is {now.State}.");
        }
        else if (before.Length == 0 && after.Length > 0)
        {
            yield return DriftKind.TlsaAppeared.On(place, null, current, $"{place} has TLSA records ({current}): DANE of {host} was {old.State} and is {now.State}.");
        }
        else if (!before.SequenceEqual(after))
        {
            yield return DriftKind.TlsaChanged.On(place, was, current, $"The TLSA records of {place} were {was} and are {current}.");
        }

        int rank = Rank(now.State) - Rank(old.State);
        if (rank != 0)
        {
            yield return (rank < 0 ? DriftKind.DaneWeaker : DriftKind.DaneStronger).On(host, old.State, now.State, $"DANE of {host} was {old.State} and is {now.State}. {now.Reason}".TrimEnd());
        }
    }

    /// <summary>What a sender that honours DANE makes of a state: more is better, 2 is as if there were none.</summary>
    private static int Rank(string state) => state switch
    {
        nameof(DaneState.Matched) => 4,
        nameof(DaneState.Partial) => 3,
        nameof(DaneState.Failed) => 1,
        nameof(DaneState.Bogus) => 0,
        _ => 2,
    };

    private static string[] Records(DaneResult host) => [.. host.Records.Select(static record => record.ToString()).OrderBy(static text => text, System.StringComparer.Ordinal)];
}
