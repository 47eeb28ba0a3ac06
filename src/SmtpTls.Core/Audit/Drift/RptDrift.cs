using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>The record that asks for TLS reports (RFC 8460).</summary>
internal static class RptDrift
{
    public static IEnumerable<AuditChange> Find(DriftPair pair)
    {
        if (!pair.Before.Rpt || !pair.After.Rpt || pair.Old.TlsRpt is not { } old || pair.New.TlsRpt is not { } now)
        {
            yield break;
        }

        string subject = $"_smtp._tls.{pair.Domain}", was = Told(old), current = Told(now), detail = $"TLS-RPT of {pair.Domain} was {was} and is {current}.";
        if (old.State != now.State)
        {
            yield return (now.State == "Valid" ? DriftKind.TlsRptAppeared : old.State == "Valid" ? DriftKind.TlsRptLost : DriftKind.TlsRptChanged).On(subject, was, current, detail);
        }
        else if (!old.Rua.SequenceEqual(now.Rua))
        {
            yield return DriftKind.TlsRptChanged.On(subject, was, current, detail);
        }
    }

    private static string Told(TlsRptRecord one) => one.Rua.Count == 0 ? one.State : $"{one.State} ({Listing.Of(one.Rua)})";
}
