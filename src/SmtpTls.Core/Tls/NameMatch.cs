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
        // A certificate can hold a thousand names: the octets are compared first, and only the name that hits is looked at closely.
        ReadOnlySpan<char> wanted = WithoutLastDot(host).AsSpan();
        if (!name.StartsWith("*.", StringComparison.Ordinal))
        {
            // RFC 9525 §6.3: an address is no DNS name, however it is written in a dNSName.
            return wanted.Equals(name.AsSpan(), StringComparison.OrdinalIgnoreCase) && IsHostName(name) && IsHostName(wanted.ToString());
        }

        // RFC 9525 §6.3 (2): the wildcard is the complete left-most label and stands for one label. "*.com" is refused as every browser does.
        ReadOnlySpan<char> rest = name.AsSpan(2);
        int dot = wanted.IndexOf('.');
        return dot > 0 && rest.IndexOf('.') >= 0 && wanted.Slice(dot + 1).Equals(rest, StringComparison.OrdinalIgnoreCase)
            && IsHostName(rest.ToString()) && IsHostName(wanted.ToString());
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
