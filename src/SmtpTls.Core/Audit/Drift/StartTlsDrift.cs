using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>STARTTLS on the mail hosts that both audits have: whether there is TLS, and how strong. A host is as weak as the weakest of its addresses.</summary>
internal static class StartTlsDrift
{
    private static readonly string[] Versions = ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

    public static IEnumerable<AuditChange> Find(DriftPair pair) => pair.CommonHosts.Where(host => pair.Before.Host(host) && pair.After.Host(host))
        .SelectMany(host => Find(host, [.. pair.Before.Of(host)], [.. pair.After.Of(host)]));

    /// <summary>3: an AEAD suite with a key for each session; 2: a key for each session; 1: one key for all; 0: broken. -1 for none.</summary>
    internal static int Strength(string? suite) => suite is null ? -1
        : TlsStrength.IsWeakSuite(suite) ? 0
        : suite.StartsWith("TLS_RSA_", StringComparison.Ordinal) || suite.StartsWith("TLS_ECDH_", StringComparison.Ordinal) || suite.StartsWith("TLS_DH_", StringComparison.Ordinal) ? 1
        : suite.Contains("_CBC", StringComparison.Ordinal) ? 2 : 3;

    private static IEnumerable<AuditChange> Find(string host, List<StartTlsResult> before, List<StartTlsResult> after)
    {
        if (before.Count == 0 || after.Count == 0)
        {
            return [];
        }

        int was = before.Min(Level), now = after.Min(Level);
        if (was == 2 && now == 2)
        {
            return Sessions(host, before, after);
        }

        string old = Outcomes(before), current = Outcomes(after);
        string detail = $"{host}: the dialogue ended with {old} and ends with {current}.";
        return (was, now) switch
        {
            (2, 1) => [DriftKind.StartTlsVanished.On(host, old, current, detail)],
            (1, 2) => [DriftKind.StartTlsAppeared.On(host, old, current, detail)],
            (_, 0) when was > 0 => [DriftKind.HostLost.On(host, old, current, detail)],
            (0, _) when now > 0 => [DriftKind.HostBack.On(host, old, current, detail)],
            _ => old == current ? [] : [DriftKind.OutcomeChanged.On(host, old, current, detail)],
        };
    }

    /// <summary>2: TLS; 1: mail would go in clear; 0: no mail at all.</summary>
    private static int Level(StartTlsResult one) => one.Encrypted ? 2
        : one.Outcome is "NotOffered" or "Stripped" or "Refused" or "HandshakeFailed" or "InjectionDetected" ? 1 : 0;

    private static IEnumerable<AuditChange> Sessions(string host, List<StartTlsResult> before, List<StartTlsResult> after)
    {
        StartTlsResult old = before.OrderBy(VersionRank).ThenBy(SuiteRank).First(), now = after.OrderBy(VersionRank).ThenBy(SuiteRank).First();
        int version = VersionRank(now).CompareTo(VersionRank(old));
        if (version != 0 && old.TlsVersion is not null && now.TlsVersion is not null)
        {
            yield return (version < 0 ? DriftKind.TlsVersionWeaker : DriftKind.TlsVersionStronger).On(host, old.TlsVersion, now.TlsVersion,
                $"{Place(now)}: TLS was negotiated as {old.TlsVersion} and is as {now.TlsVersion}.");
        }

        StartTlsResult weakBefore = before.OrderBy(SuiteRank).First(), weakAfter = after.OrderBy(SuiteRank).First();
        int suite = SuiteRank(weakAfter).CompareTo(SuiteRank(weakBefore));
        if (weakBefore.CipherSuite is null || weakAfter.CipherSuite is null)
        {
            yield break;
        }

        string detail = $"{Place(weakAfter)}: the suite was {weakBefore.CipherSuite} and is {weakAfter.CipherSuite}.";
        if (suite != 0)
        {
            yield return (suite < 0 ? DriftKind.SuiteWeaker : DriftKind.SuiteStronger).On(host, weakBefore.CipherSuite, weakAfter.CipherSuite, detail);
        }
        else if (version == 0 && !before.Select(static one => one.CipherSuite).Intersect(after.Select(static one => one.CipherSuite)).Any())
        {
            // Several servers behind one name may differ among themselves: only what no address had before is a change.
            yield return DriftKind.SuiteChanged.On(host, weakBefore.CipherSuite, weakAfter.CipherSuite, detail);
        }
    }

    private static int VersionRank(StartTlsResult one) => Array.IndexOf(Versions, one.TlsVersion);

    private static int SuiteRank(StartTlsResult one) => Strength(one.CipherSuite);

    private static string Place(StartTlsResult one) => one.Address is { } address ? $"{one.Host} ({address})" : one.Host ?? "";

    private static string Outcomes(IEnumerable<StartTlsResult> hosts) => string.Join(", ", hosts.Select(static one => one.Outcome).Distinct());
}
