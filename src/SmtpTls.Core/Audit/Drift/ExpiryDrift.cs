using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>When certificates run out, as seen at the time of the audit.</summary>
internal static class ExpiryDrift
{
    private static readonly string[] Horizons = ["Expired", "Days7", "Days30", "Days90", "Later"];

    /// <summary>The earliest end of each host and use, next first.</summary>
    public static IReadOnlyList<CertificateExpiry> Of(DomainAudit audit)
    {
        List<CertificateExpiry> ends = [];
        foreach (StartTlsResult host in audit.StartTls.Hosts.Where(static one => one.Host is not null))
        {
            if (host.Certificate?.NotAfter is { } end)
            {
                ends.Add(Make(host.Host!, "MailHost", end, audit.AssessedAt));
            }

            DateTime leaf = host.Certificate?.NotAfter ?? DateTime.MaxValue;
            ends.AddRange(host.Chain.Skip(1).Where(one => one.NotAfter < leaf).Select(one => Make(host.Host!, "Issuer", one.NotAfter!.Value, audit.AssessedAt)));
        }

        if (audit.MtaSts?.Policy?.WebCertificateNotAfter is { } web)
        {
            ends.Add(Make($"mta-sts.{audit.Domain}", "PolicyHost", web, audit.AssessedAt));
        }

        return [.. ends.GroupBy(static one => (one.Subject, one.Use)).Select(static group => group.OrderBy(static one => one.NotAfter).First())
            .OrderBy(static one => one.NotAfter).ThenBy(static one => one.Subject, StringComparer.Ordinal)];
    }

    /// <summary>Certificates that came within 30 or 7 days since the older audit. Those that have run out are findings.</summary>
    public static IEnumerable<AuditChange> Find(DriftPair pair)
    {
        IReadOnlyList<CertificateExpiry> before = Of(pair.Old);
        foreach (CertificateExpiry end in Of(pair.New).Where(static one => one.Horizon is "Days7" or "Days30"))
        {
            CertificateExpiry? known = before.FirstOrDefault(one => one.Subject == end.Subject && one.Use == end.Use && one.NotAfter == end.NotAfter);
            if (known is not null && Array.IndexOf(Horizons, end.Horizon) < Array.IndexOf(Horizons, known.Horizon))
            {
                yield return DriftKind.ExpiryNear.On(end.Subject, known.Horizon, end.Horizon,
                    FormattableString.Invariant($"The {Called(end.Use)} of {end.Subject} runs out on {TimeText.Minute(end.NotAfter)}, in {end.DaysLeft:0.0} days.")) with
                {
                    Severity = (end.Horizon == "Days7" ? Severity.Medium : Severity.Low).ToString(),
                };
            }
        }
    }

    /// <summary>What is certified, in words.</summary>
    internal static string Called(string use) => use switch { "Issuer" => "certificate of the issuer", "PolicyHost" => "web certificate", _ => "certificate" };

    private static CertificateExpiry Make(string subject, string use, DateTime end, DateTime now)
    {
        double days = Math.Round((end - now).TotalDays, 2);
        return new CertificateExpiry(subject, use, end, days, days < 0 ? "Expired" : days <= 7 ? "Days7" : days <= 30 ? "Days30" : days <= 90 ? "Days90" : "Later");
    }
}
