using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>The certificates of the mail hosts that both audits have, and whether they hold.</summary>
internal static class CertificateDrift
{
    public static IEnumerable<AuditChange> Find(DriftPair pair) => pair.CommonHosts.SelectMany(host => Find(pair, host));

    private static IEnumerable<AuditChange> Find(DriftPair pair, string host)
    {
        List<StartTlsResult> before = [.. pair.Before.Of(host).Where(static one => one.Certificate is not null)];
        List<StartTlsResult> after = [.. pair.After.Of(host).Where(static one => one.Certificate is not null)];
        if (before.Count == 0 || after.Count == 0)
        {
            yield break;
        }

        // Servers behind one name may show different certificates: new is only what none of them showed before.
        CertificateInfo? renewed = after.Select(static one => one.Certificate!).FirstOrDefault(one => before.All(other => other.Certificate!.Sha256 != one.Sha256));
        if (renewed is not null)
        {
            CertificateInfo old = before.Select(static one => one.Certificate!).FirstOrDefault(one => one.KeyType == renewed.KeyType) ?? before[0].Certificate!;
            yield return DriftKind.CertificateRenewed.On(host, Show(old), Show(renewed), $"{host} shows another certificate: it was {Show(old)} and is {Show(renewed)}.");
            if (renewed.SpkiSha256 is not null && before.All(other => other.Certificate!.SpkiSha256 != renewed.SpkiSha256))
            {
                yield return DriftKind.KeyChanged.On(host, old.SpkiSha256, renewed.SpkiSha256, $"The certificate of {host} has another key: SHA-256 was {old.SpkiSha256 ?? "not known"} and is {renewed.SpkiSha256}.");
            }
        }

        // The verdict is compared only where every address told it in both.
        if (pair.Before.Host(host) && pair.After.Host(host) && pair.Before.Session(host) && pair.After.Session(host))
        {
            string was = Worst(before), now = Worst(after);
            if (was != now && was != "Unknown" && now != "Unknown")
            {
                yield return (now == "Invalid" ? DriftKind.CertificateBroken : DriftKind.CertificateRepaired).On(host, Told(was, before), Told(now, after),
                    $"For a sender that verifies, the certificate of {host} was {Told(was, before)} and is {Told(now, after)}.");
            }
        }
    }

    private static string Worst(List<StartTlsResult> hosts) => hosts.Exists(static one => one.CertificateVerdict == "Invalid") ? "Invalid"
        : hosts.Exists(static one => one.CertificateVerdict == "Unknown") ? "Unknown" : "Valid";

    private static string Told(string verdict, List<StartTlsResult> hosts)
    {
        string[] problems = [.. hosts.SelectMany(static one => one.CertificateProblems).Distinct()];
        return problems.Length == 0 ? verdict : $"{verdict} ({string.Join(", ", problems)})";
    }

    private static string Show(CertificateInfo one) =>
        FormattableString.Invariant($"{VisibleText.Show(one.Subject, 200)}, until {TimeText.Day(one.NotAfter)}, SHA-256 {(one.Sha256.Length > 16 ? one.Sha256.Substring(0, 16) : one.Sha256)}…");
}
