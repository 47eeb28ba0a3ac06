using System.Linq;
using System.Security.Cryptography;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.Audit.Drift;

/// <summary>An audit without what no comparison needs: dialogues, timings, proofs, the same findings a second time. Memory is for 50,000 of them.</summary>
internal static class SlimAudit
{
    public static DomainAudit Of(DomainAudit audit) => audit with
    {
        StartTls = audit.StartTls with { Hosts = [.. audit.StartTls.Hosts.Select(Of)] },
        MtaSts = audit.MtaSts is not { } sts ? null : sts with
        {
            Policy = sts.Policy is not { } policy ? null : policy with { Raw = policy.Raw is null ? null : Hash(policy.Raw) },
            DnsSecurity = [],
            Findings = [],
        },
        Dane = audit.Dane is not { } dane ? null : dane with { Hosts = [.. dane.Hosts.Select(static host => host with { Certificates = [], DnsSecurity = [], Findings = [] })] },
        TlsRpt = audit.TlsRpt is not { } rpt ? null : rpt with { DnsSecurity = [], Findings = [] },
        DnsSecurity = [.. audit.DnsSecurity.Select(static answer => answer with { Steps = [] })],
    };

    private static StartTlsResult Of(StartTlsResult host) => host with
    {
        Banner = null,
        Capabilities = [],
        CapabilitiesAfterTls = [],
        Chain = [.. host.Chain.Select(static one => one with { Names = [] })],
        Timings = new StartTlsTimings(),
        Transcript = [],
        DnsSecurity = [],
        Findings = [],
    };

    /// <summary>A policy may be 64 KB of text; whether it is the same needs 32 octets.</summary>
    private static string Hash(string text)
    {
        using SHA256 sha256 = SHA256.Create();
        return Hex.ToString(sha256.ComputeHash(Encoding.UTF8.GetBytes(VisibleText.Show(text, int.MaxValue))));
    }
}
