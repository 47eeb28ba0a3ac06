using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>The MTA-STS record and policy (RFC 8461).</summary>
internal static class StsDrift
{
    private static readonly string[] Modes = ["none", "testing", "enforce"];

    public static IEnumerable<AuditChange> Find(DriftPair pair)
    {
        if (!pair.Before.Sts || !pair.After.Sts || pair.Old.MtaSts is not { } old || pair.New.MtaSts is not { } now)
        {
            return [];
        }

        string subject = $"_mta-sts.{pair.Domain}";
        if (old.State != now.State && (old.State is "Absent" or "Valid" || now.State is "Absent" or "Valid"))
        {
            return [StateChange(pair, old, now)];
        }

        return
        [
            .. old.State == now.State ? [] : new[] { DriftKind.OutcomeChanged.On(subject, old.State, now.State, $"MTA-STS of {pair.Domain} was {old.State} and is {now.State}.") },
            .. Contents(subject, pair.Domain, old, now),
        ];
    }

    private static AuditChange StateChange(DriftPair pair, MtaStsResult old, MtaStsResult now) =>
        (now.State == "Valid" ? (old.State == "Absent" ? DriftKind.PolicyAppeared : DriftKind.PolicyRepaired)
            : now.State == "Absent" ? (old.State == "Valid" ? DriftKind.PolicyLost : DriftKind.OutcomeChanged)
            : old.State == "Valid" ? DriftKind.PolicyBroken : DriftKind.OutcomeChanged)
        .On(pair.Domain, Told(old), Told(now), $"MTA-STS of {pair.Domain} was {Told(old)} and is {Told(now)}.");

    private static IEnumerable<AuditChange> Contents(string subject, string domain, MtaStsResult old, MtaStsResult now)
    {
        string? oldId = old.Record?.Id, newId = now.Record?.Id;
        if (oldId is not null && newId is not null && oldId != newId)
        {
            yield return DriftKind.PolicyIdChanged.On(subject, oldId, newId, $"The id of the MTA-STS record of {domain} was '{oldId}' and is '{newId}'.");
        }

        if (old.Policy?.Mode is { } was && now.Policy?.Mode is { } mode && was != mode)
        {
            bool weaker = Array.IndexOf(Modes, mode) < Array.IndexOf(Modes, was);
            yield return (weaker ? DriftKind.PolicyModeWeaker : DriftKind.PolicyModeStronger).On(domain, was, mode, $"The mode of the MTA-STS policy of {domain} was {was} and is {mode}.");
        }

        if (old.Policy?.Raw is not { } body || now.Policy?.Raw is not { } text || body == text)
        {
            yield break;
        }

        string before = Meaning(old.Policy), after = Meaning(now.Policy);
        if (oldId is not null && oldId == newId && before != after)
        {
            yield return DriftKind.PolicyChangedSameId.On(domain, before, after, $"The MTA-STS policy of {domain} was '{before}' and is '{after}', while the id of its record stayed '{oldId}'.");
        }
        else
        {
            yield return DriftKind.PolicyChanged.On(domain, before, after,
                before == after ? $"The file with the MTA-STS policy of {domain} is written otherwise and means the same ({after})." : $"The MTA-STS policy of {domain} was '{before}' and is '{after}'.")
                with { Severity = (before == after ? Severity.Info : Severity.Low).ToString() };
        }
    }

    private static string Meaning(MtaStsPolicyFile policy) =>
        FormattableString.Invariant($"mode {policy.Mode ?? "?"}; mx {Listing.Of([.. policy.Mx.OrderBy(static mx => mx, StringComparer.Ordinal)], 20)}; max_age {policy.MaxAgeSec}");

    private static string Told(MtaStsResult one) => one.Policy?.Mode is { } mode && one.State == "Valid" ? $"{one.State} ({mode})" : one.State;
}
