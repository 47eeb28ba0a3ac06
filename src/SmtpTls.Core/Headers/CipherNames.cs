using System;
using System.Collections.Generic;
using SmtpTls.Tls;

namespace SmtpTls.Headers;

/// <summary>
/// Cipher suites under the name that IANA registers, from the names that OpenSSL, GnuTLS, Schannel and rustls write. The parts of a name are
/// translated and the whole is looked up in the registry: what is not there is no name.
/// </summary>
internal static class CipherNames
{
    private const int Longest = 100;

    private static readonly Dictionary<string, string> OpenSslKeyExchange = new(StringComparer.Ordinal)
    {
        [""] = "RSA", ["RSA"] = "RSA", ["DHE-RSA"] = "DHE_RSA", ["EDH-RSA"] = "DHE_RSA", ["DHE-DSS"] = "DHE_DSS", ["EDH-DSS"] = "DHE_DSS",
        ["DH-RSA"] = "DH_RSA", ["DH-DSS"] = "DH_DSS", ["ADH"] = "DH_anon", ["AECDH"] = "ECDH_anon", ["ECDHE-RSA"] = "ECDHE_RSA",
        ["ECDHE-ECDSA"] = "ECDHE_ECDSA", ["ECDH-RSA"] = "ECDH_RSA", ["ECDH-ECDSA"] = "ECDH_ECDSA", ["PSK"] = "PSK", ["DHE-PSK"] = "DHE_PSK",
        ["RSA-PSK"] = "RSA_PSK", ["ECDHE-PSK"] = "ECDHE_PSK", ["SRP"] = "SRP_SHA", ["SRP-RSA"] = "SRP_SHA_RSA", ["SRP-DSS"] = "SRP_SHA_DSS",
        ["KRB5"] = "KRB5", ["EXP"] = "RSA_EXPORT", ["EXP-EDH-RSA"] = "DHE_RSA_EXPORT", ["EXP-EDH-DSS"] = "DHE_DSS_EXPORT", ["EXP-ADH"] = "DH_anon_EXPORT",
        ["EXP-DH-RSA"] = "DH_RSA_EXPORT", ["EXP-DH-DSS"] = "DH_DSS_EXPORT", ["EXP-KRB5"] = "KRB5_EXPORT",

        // OpenSSL leaves the RSA out of these, though the key exchange is ephemeral.
        ["ECDHE"] = "ECDHE_RSA",
    };

    /// <summary>Longest first, so that no name hides inside another.</summary>
    private static readonly (string OpenSsl, string Iana, bool OwnHash)[] OpenSslCiphers =
    [
        ("CHACHA20-POLY1305", "CHACHA20_POLY1305_SHA256", true), ("AES128-GCM", "AES_128_GCM", false), ("AES256-GCM", "AES_256_GCM", false),
        ("AES128-CCM8", "AES_128_CCM_8", true), ("AES256-CCM8", "AES_256_CCM_8", true), ("AES128-CCM", "AES_128_CCM", true), ("AES256-CCM", "AES_256_CCM", true),
        ("AES128-CBC", "AES_128_CBC", false), ("AES256-CBC", "AES_256_CBC", false), ("AES-128-CBC", "AES_128_CBC", false), ("AES-256-CBC", "AES_256_CBC", false),
        ("AES128", "AES_128_CBC", false), ("AES256", "AES_256_CBC", false),
        ("CAMELLIA128", "CAMELLIA_128_CBC", false), ("CAMELLIA256", "CAMELLIA_256_CBC", false), ("ARIA128-GCM", "ARIA_128_GCM", false), ("ARIA256-GCM", "ARIA_256_GCM", false),
        ("3DES-EDE-CBC", "3DES_EDE_CBC", false), ("DES-CBC3", "3DES_EDE_CBC", false), ("DES-CBC", "DES_CBC", false), ("RC4", "RC4_128", false), ("RC2-CBC", "RC2_CBC_40", false),
        ("IDEA-CBC", "IDEA_CBC", false), ("SEED", "SEED_CBC", false), ("NULL", "NULL", false),
    ];

    /// <summary>The registered name; null when the text is none that leads to one.</summary>
    /// <param name="name">As written.</param>
    /// <param name="version">The session's version, where it is known.</param>
    public static string? ToIana(string? name, string? version = null)
    {
        if (name is null || name.Length is < 4 or > Longest)
        {
            return null;
        }

        string? suite = Registered(name) ?? FromWindows(name) ?? FromOpenSsl(name.ToUpperInvariant()) ?? GnuTlsNames.ToIana(name.ToUpperInvariant(), version);

        // Exim with GnuTLS writes the name of TLS 1.2 for a suite of TLS 1.3, where key exchange and signature are no part of it.
        int with = version == "TLSv1.3" && suite is not null ? suite.IndexOf("_WITH_", StringComparison.Ordinal) : -1;
        return with > 0 ? SuiteNames.Find("TLS_" + suite!.Substring(with + 6)) ?? suite : suite;
    }

    internal static string? Registered(string name)
    {
        string? found = SuiteNames.Find(name);
        if (found is not null)
        {
            return found;
        }

        // rustls calls them TLS13_AES_256_GCM_SHA384; Java and old documents begin with SSL_.
        return name.StartsWith("TLS13_", StringComparison.OrdinalIgnoreCase) ? SuiteNames.Find("TLS_" + name.Substring(6))
            : name.StartsWith("SSL_", StringComparison.OrdinalIgnoreCase) ? SuiteNames.Find("TLS_" + name.Substring(4)) : null;
    }

    /// <summary>Windows before 10 appended the curve: <c>…_SHA384_P256</c>.</summary>
    private static string? FromWindows(string name)
    {
        int curve = name.LastIndexOf("_P", StringComparison.OrdinalIgnoreCase);
        return curve > 0 && name.Substring(curve + 2) is "256" or "384" or "521" ? SuiteNames.Find(name.Substring(0, curve)) : null;
    }

    private static string? FromOpenSsl(string name)
    {
        foreach ((string openSsl, string iana, bool ownHash) in OpenSslCiphers)
        {
            int at = name.IndexOf(openSsl, StringComparison.Ordinal);
            if (at < 0 || (at > 0 && name[at - 1] != '-'))
            {
                continue;
            }

            string kx = at == 0 ? "" : name.Substring(0, at - 1);
            string rest = name.Substring(at + openSsl.Length).TrimStart('-');
            if (!OpenSslKeyExchange.TryGetValue(kx, out string? exchange) || (ownHash && rest.Length > 0 && iana.EndsWith("SHA256", StringComparison.Ordinal) && rest != "SHA256"))
            {
                return null;
            }

            string cipher = exchange.EndsWith("EXPORT", StringComparison.Ordinal) ? iana.Replace("DES_CBC", "DES40_CBC").Replace("RC4_128", "RC4_40") : iana;
            return SuiteNames.Find($"TLS_{exchange}_WITH_{cipher}{(ownHash ? "" : "_" + rest)}") ?? SuiteNames.Find($"TLS_{exchange}_WITH_{cipher}");
        }

        return null;
    }
}
