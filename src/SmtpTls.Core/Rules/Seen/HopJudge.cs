using System.Collections.Generic;
using SmtpTls.Headers;

namespace SmtpTls.Rules.Seen;

/// <summary>Did a message keep a rule at one hop? Every level demands TLS 1.2 or newer, as Exchange Online does where TLS is forced.</summary>
internal static class HopJudge
{
    /// <param name="about">The rule.</param>
    /// <param name="hop">One of <paramref name="outside"/>.</param>
    /// <param name="outside">All hops between two sites, oldest first.</param>
    public static IEnumerable<Judged> Of(Ruled about, HopSeen hop, IReadOnlyList<HopSeen> outside)
    {
        if (FindBreach(hop) is { } broken)
        {
            yield return about.Certain ? broken
                : new Judged(false, "recipient-unknown", $"{broken.Text} Cannot tell whether this copy was theirs: the message has other recipients, and the stamp does not say for whom it is.");
            yield break;
        }

        if (hop.Encrypted == Answer.Unknown)
        {
            yield return hop.Trusted == false && hop.Stamp.Encrypted == Answer.Yes
                ? new Judged(false, "stamp-not-trusted", $"Cannot tell: the stamp of {Way(hop)} claims TLS and stands outside the trust boundary.")
                : new Judged(false, "encryption-unknown", $"Cannot tell: the stamp of {Way(hop)} does not say whether it was encrypted.");
            yield break;
        }

        if (hop.Stamp.TlsVersion is null)
        {
            yield return new Judged(false, "version-unknown", $"Cannot tell: {Way(hop)} was encrypted, and its stamp does not say whether under TLS 1.2 or newer.");
        }

        if (about.Rule.Level > RuleLevel.Encrypt && OfCertificate(about, hop, outside) is { } certificate)
        {
            yield return certificate;
        }
    }

    private static Judged? FindBreach(HopSeen hop) =>
        hop.Stamp.Encrypted == Answer.No ? new Judged(true, "in-clear", $"In clear from {Way(hop)}.")
        : hop.Stamp.TlsVersion is "SSLv2" or "SSLv3" or "TLSv1" or "TLSv1.1" ? new Judged(true, "tls-version", $"{hop.Stamp.TlsVersion} from {Way(hop)}; the rule demands TLS 1.2 or newer.")
        : hop.Strength == Strength.Broken ? new Judged(true, "broken-cipher", $"Broken encryption, {hop.Stamp.CipherSuite}, from {Way(hop)}.")
        : null;

    /// <summary>
    /// Outbound the sender checks the receiver's certificate, and stamps nothing; that is said once, at the hop out of the sender's site. Inbound
    /// one's own server checks the sender's, and some stamp the outcome: inside the trust boundary, or, without one, at the last hop into the site.
    /// </summary>
    private static Judged? OfCertificate(Ruled about, HopSeen hop, IReadOnlyList<HopSeen> outside)
    {
        if (about.Rule.Direction == RuleDirection.Outbound)
        {
            return hop != outside[0] ? null
                : new Judged(false, "certificate-unknown", $"Cannot tell whether the certificate was verified from {Way(hop)}: only the sending server's log says.");
        }

        if (!(hop.Trusted ?? hop == outside[outside.Count - 1]))
        {
            return null;
        }

        return hop.Stamp.ClientVerified switch
        {
            Answer.No => new Judged(true, "certificate-not-verified", $"The sender showed no certificate that was verified from {Way(hop)}, as its stamp says."),
            Answer.Yes when about.Rule.Level == RuleLevel.Certificate => null,
            Answer.Yes => new Judged(false, "certificate-unknown", $"Cannot tell whether the sender's certificate, which was verified from {Way(hop)}, has an expected name."),
            _ => new Judged(false, "certificate-unknown", $"Cannot tell whether the sender's certificate was verified from {Way(hop)}: the stamp does not say."),
        };
    }

    private static string Way(HopSeen hop) => $"{Name(hop.Stamp.From ?? hop.Stamp.FromIp)} to {Name(hop.Stamp.By)}";

    private static string Name(string? host) => host is null ? "an unnamed server" : VisibleText.Show(host, 300);
}
