using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>Where mail goes: hosts that came and went, and whether DNSSEC proves it.</summary>
internal static class MxDrift
{
    public static IEnumerable<AuditChange> Find(DriftPair pair)
    {
        if (!pair.Before.Mx || !pair.After.Mx)
        {
            yield break;
        }

        if (pair.Old.MxState != pair.New.MxState)
        {
            yield return DriftKind.MxStateChanged.On(pair.Domain, pair.Old.MxState, pair.New.MxState, $"The MX of {pair.Domain} were '{pair.Old.MxState}' and are '{pair.New.MxState}'.");
        }

        foreach (MxHostInfo host in pair.New.Mx.Where(host => pair.Old.Mx.All(other => other.Host != host.Host)))
        {
            yield return DriftKind.MxAdded.On(host.Host, null, Show(host), $"{pair.Domain} has a new mail host, {Show(host)}.");
        }

        foreach (MxHostInfo host in pair.Old.Mx.Where(host => pair.New.Mx.All(other => other.Host != host.Host)))
        {
            yield return DriftKind.MxRemoved.On(host.Host, Show(host), null, $"{Show(host)} is no mail host of {pair.Domain} any more.");
        }

        foreach (MxHostInfo host in pair.New.Mx)
        {
            MxHostInfo? before = pair.Old.Mx.FirstOrDefault(other => other.Host == host.Host);
            if (before is null)
            {
                continue;
            }

            if (before.Preference != host.Preference)
            {
                yield return DriftKind.MxPreferenceChanged.On(host.Host, Text(before.Preference), Text(host.Preference),
                    $"The preference of {host.Host} for {pair.Domain} was {Text(before.Preference) ?? "none"} and is {Text(host.Preference) ?? "none"}.");
            }

            if ((before.Security, host.Security) is ("Secure", "Insecure" or "Bogus") or ("Insecure" or "Bogus", "Secure"))
            {
                yield return (host.Security == "Secure" ? DriftKind.DnssecGained : DriftKind.DnssecLost).On(host.Host, before.Security, host.Security,
                    $"The DNS answers that lead {pair.Domain} to {host.Host} were {before.Security} and are {host.Security}.");
            }
        }
    }

    private static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Show(MxHostInfo host) => host.Preference is { } preference ? System.FormattableString.Invariant($"MX {preference} {host.Host}") : host.Host;
}
