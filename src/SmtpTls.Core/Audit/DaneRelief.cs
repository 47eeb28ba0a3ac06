using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace SmtpTls.Audit;

/// <summary>Where DANE-EE holds, names, dates and issuers of a certificate do not count (RFC 7671 §5.1), so what is wrong with them weighs little.</summary>
internal static class DaneRelief
{
    /// <summary>A revoked certificate may have lost its key, and a weak key is weak whoever vouches for it: these DANE does not make good.</summary>
    private static readonly string[] Untouched = ["CERT-REVOKED", "CERT-WEAK-KEY", "CERT-UNREADABLE"];

    /// <summary>Every certificate that this address showed is matched by a DANE-EE record.</summary>
    public static bool Covers(IReadOnlyList<DaneHost> hosts, AddressCase seen)
    {
        List<DaneShown> shown = [.. hosts.Where(host => ReferenceEquals(host.Facts, seen.Host))
            .SelectMany(host => host.Shown).Where(one => one.Matched is not null && Same(one.Seen.Address, seen.Probe.Target.Address))];
        return shown.Count > 0 && shown.TrueForAll(one => one.ByEndEntity);
    }

    public static Finding Lighten(Finding finding) =>
        finding.Id.StartsWith("CERT-", StringComparison.Ordinal) && !Untouched.Contains(finding.Id)
            && (Severity)Enum.Parse(typeof(Severity), finding.Severity) > Severity.Low
            ? finding with { Severity = nameof(Severity.Low), Detail = finding.Detail + " Senders that honour DANE do not mind: a DANE-EE record vouches for this certificate." }
            : finding;

    private static bool Same(IPAddress one, IPAddress other) => one.Equals(other);
}
