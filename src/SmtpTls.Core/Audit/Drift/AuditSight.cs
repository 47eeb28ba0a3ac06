using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>How far one audit could see. What it could not determine is neither fixed nor worse, whatever the other audit says.</summary>
internal sealed class AuditSight(DomainAudit audit)
{
    private const string Inconclusive = nameof(Verdict.Inconclusive);
    private readonly ILookup<string, StartTlsResult> _hosts = audit.StartTls.Hosts.Where(static one => one.Host is not null).ToLookup(static one => one.Host!);
    private readonly Dictionary<string, DaneResult> _dane = ByHost(audit.Dane);

    public DomainAudit Audit => audit;

    /// <summary>Whether it is known where mail goes.</summary>
    public bool Mx => audit.MxState != "Unknown";

    public bool Sts => audit.MtaSts is { } sts && sts.Verdict != Inconclusive;

    public bool Rpt => audit.TlsRpt is { } rpt && rpt.Verdict != Inconclusive;

    public bool Signatures => Mx && audit.DnsSecurity.All(static answer => answer.Security is "Secure" or "Insecure" or "Bogus");

    /// <summary>Every address of a host.</summary>
    public IEnumerable<StartTlsResult> Of(string host) => _hosts[host];

    /// <summary>DANE of a host; null where it was not asked or has none.</summary>
    public DaneResult? DaneOf(string host) => _dane.TryGetValue(host, out DaneResult? one) ? one : null;

    /// <summary>Whether every address of the host was talked to, or the host is known to be none of the domain's.</summary>
    public bool Host(string host) => Mx && _hosts[host].All(static one => one.Verdict != Inconclusive);

    /// <summary>Whether every address of the host, and there is one, set up TLS.</summary>
    public bool Session(string host) => _hosts[host].Any() && _hosts[host].All(static one => one.Encrypted);

    public bool Dane(string host) => Mx && audit.Dane is not null && DaneOf(host) is not { Verdict: Inconclusive };

    public bool IsMailHost(string host) => _hosts.Contains(host) || audit.Mx.Any(mx => mx.Host == host);

    /// <summary>Everything that could not be determined, by a key that is the same in another audit, each with a clause for people.</summary>
    public IReadOnlyList<(string Key, string Text)> Gaps()
    {
        List<(string, string)> gaps = [];
        if (!Mx)
        {
            gaps.Add(("mx", "the mail hosts could not be looked up"));
        }

        foreach (IGrouping<string, StartTlsResult> host in _hosts)
        {
            if (host.FirstOrDefault(static one => one.Verdict == Inconclusive) is { } silent)
            {
                gaps.Add(($"host {host.Key}", $"{host.Key}{(silent.Address is { } address ? $" ({address})" : "")} could not be assessed: {silent.Outcome}"));
            }
        }

        if (audit.MtaSts is { Verdict: Inconclusive } sts)
        {
            gaps.Add(("sts", $"MTA-STS could not be determined: {sts.State}"));
        }

        gaps.AddRange(_dane.Values.Where(static one => one.Verdict == Inconclusive).Select(static one => ($"dane {one.Host}", $"DANE of {one.Host} could not be determined: {one.State}")));
        if (audit.TlsRpt is { Verdict: Inconclusive } rpt)
        {
            gaps.Add(("rpt", $"TLS-RPT could not be determined: {rpt.State}"));
        }

        return gaps;
    }

    /// <summary>Whether the audit looked at what a finding is about, so that its absence means something.</summary>
    public bool Looked(Finding finding) => Area(finding.Id) switch
    {
        "MTASTS" => Sts,
        "DANE" => audit.Dane is not null && (finding.Subject == audit.Domain ? audit.Dane.Verdict != Inconclusive && Mx : Dane(finding.Subject)),
        "TLSRPT" => Rpt,
        "DNSSEC" => Signatures,
        "MX" => Mx,
        "CERT" => Host(finding.Subject) && !IsRevocationOpen(finding),
        _ => Host(finding.Subject),
    };

    /// <summary>Whether what a finding is about is there at all: a certificate that nobody was shown has no fault and is not repaired.</summary>
    public bool Holds(Finding finding) => Area(finding.Id) switch
    {
        // What is above a chain that leads nowhere is not seen.
        "CERT" when finding.Id is "CERT-NOT-IN-MICROSOFT-PROGRAM" or "CERT-REVOKED" && _hosts[finding.Subject].Any(static one => one.CertificateProblems.Any(Hides)) => false,
        "MTASTS" => finding.Id.StartsWith("MTASTS-NOT-PUBLISHED", StringComparison.Ordinal) || audit.MtaSts?.State != "Absent",
        "CERT" or "TLS" when finding.Id is not ("TLS-HANDSHAKE-FAILED" or "TLS-OLD-VERSION-ONLY") => Session(finding.Subject) || !IsMailHost(finding.Subject),
        _ => true,
    };

    /// <summary>Findings that only say that something could not be determined: they come and go without anything having changed.</summary>
    public static bool IsAboutSight(string id) => id.EndsWith("-UNDETERMINED", StringComparison.Ordinal) || id == "CERT-REVOCATION-UNKNOWN" || id == "MX-ADDRESSES-INCOMPLETE";

    private static bool Hides(string problem) => problem is "IncompleteChain" or "UntrustedRoot" or "SelfSigned";

    private bool IsRevocationOpen(Finding finding) => finding.Id == "CERT-REVOKED" && _hosts[finding.Subject].Any(static one => one.CertificateProblems.Contains("RevocationUnknown"));

    private static string Area(string id)
    {
        int end = id.IndexOf('-');
        return end < 0 ? id : id.Substring(0, end);
    }

    private static Dictionary<string, DaneResult> ByHost(DaneSummary? dane)
    {
        Dictionary<string, DaneResult> hosts = new(StringComparer.Ordinal);
        foreach (DaneResult one in dane?.Hosts ?? [])
        {
            hosts[one.Host] = one;
        }

        return hosts;
    }
}
