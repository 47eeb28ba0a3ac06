using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>Puts a newer audit over an older one: where the newer could not look, what the older saw stands.</summary>
internal static class DriftMerge
{
    public static DomainAudit Over(DomainAudit known, DomainAudit newer)
    {
        AuditSight sight = new(newer), before = new(known);
        bool whole = sight.Gaps().Count == 0 && (newer.MtaSts is not null || known.MtaSts is null) && (newer.Dane is not null || known.Dane is null);
        if (whole && (newer.TlsRpt is not null || known.TlsRpt is null))
        {
            return newer;
        }

        return newer with
        {
            MxState = sight.Mx ? newer.MxState : known.MxState,
            Mx = sight.Mx ? newer.Mx : known.Mx,
            StartTls = sight.Mx ? newer.StartTls with { Hosts = [.. Hosts(before, sight, newer)] } : known.StartTls,
            Certificate = sight.Mx ? newer.Certificate : known.Certificate,
            MtaSts = sight.Sts ? newer.MtaSts : known.MtaSts ?? newer.MtaSts,
            Dane = newer.Dane is null || !sight.Mx ? known.Dane ?? newer.Dane
                : newer.Dane with { Hosts = [.. newer.Dane.Hosts.Select(host => sight.Dane(host.Host) ? host : before.DaneOf(host.Host) ?? host)] },
            TlsRpt = sight.Rpt ? newer.TlsRpt : known.TlsRpt ?? newer.TlsRpt,
            Assurance = whole ? newer.Assurance : known.Assurance,
            Grade = whole ? newer.Grade : known.Grade,
            Findings = [.. newer.Findings, .. known.Findings.Where(old => !sight.Looked(old) && newer.Findings.All(one => one.Id != old.Id || one.Subject != old.Subject))],
        };
    }

    private static IEnumerable<StartTlsResult> Hosts(AuditSight before, AuditSight sight, DomainAudit newer)
    {
        HashSet<string> taken = [];
        foreach (StartTlsResult host in newer.StartTls.Hosts)
        {
            if (host.Host is null || sight.Host(host.Host) || !before.Of(host.Host).Any())
            {
                yield return host;
            }
            else if (taken.Add(host.Host))
            {
                foreach (StartTlsResult old in before.Of(host.Host))
                {
                    yield return old;
                }
            }
        }
    }
}
