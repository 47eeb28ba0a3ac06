using System;
using System.Collections.Generic;

namespace SmtpTls.Tls;

/// <summary>Which rules a name is compared by.</summary>
internal enum NameProfile
{
    /// <summary>RFC 9525 §6.3, RFC 8461 §3.3 and §4.2: dNSName entries only.</summary>
    DnsId,

    /// <summary>RFC 7672 §3.2.3 (DANE-TA): the common name too, but only where there is no dNSName.</summary>
    DaneTrustAnchor,
}

/// <summary>
/// Whether a certificate names the host that was wanted (RFC 9525 §6). Only dNSName entries of the subject alternative name count; a wildcard
/// is a whole left-most label and stands for exactly one label; A-labels are compared, without regard to case.
/// </summary>
internal static class NameMatch
{
    public static bool Matches(string host, CertificateFacts certificate, NameProfile profile)
    {
        if (Matches(host, certificate.DnsNames))
        {
            return true;
        }

        // RFC 7672 §3.2.3: the common name is looked at only when there is no DNS-ID at all.
        return profile == NameProfile.DaneTrustAnchor && certificate.DnsNames.Count == 0 && certificate.CommonName is { } name && Matches(host, name);
    }

    public static bool Matches(string host, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (Matches(host, name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string host, string name)
    {
        string wanted = WithoutLastDot(host);
        if (!IsHostName(wanted))
        {
            // RFC 9525 §6.3: an address is no DNS name, however it is written in a dNSName.
            return false;
        }

        if (!name.StartsWith("*.", StringComparison.Ordinal))
        {
            return IsHostName(name) && string.Equals(wanted, name, StringComparison.OrdinalIgnoreCase);
        }

        // RFC 9525 §6.3 (2): the wildcard is the complete left-most label and stands for one label. "*.com" is refused as every browser does.
        string rest = name.Substring(2);
        int dot = wanted.IndexOf('.');
        return dot > 0 && rest.Contains('.') && IsHostName(rest) && string.Equals(wanted.Substring(dot + 1), rest, StringComparison.OrdinalIgnoreCase);
    }

    private static string WithoutLastDot(string name) => name.EndsWith(".", StringComparison.Ordinal) ? name.Substring(0, name.Length - 1) : name;

    private static bool IsHostName(string name) => DomainName.TryParse(name, out DomainName? parsed, out _) && IsAscii(name) && parsed.ToString().Length == name.Length;

    private static bool IsAscii(string name)
    {
        foreach (char c in name)
        {
            if (c > 127)
            {
                return false;
            }
        }

        return true;
    }
}
