using System;
using SmtpTls.Tls;

namespace SmtpTls.Headers;

/// <summary>
/// The two ways in which GnuTLS names a session, as old Exim versions wrote them: <c>ECDHE_RSA_AES_256_GCM_SHA384</c>, and in parts,
/// <c>ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM</c>: key exchange with group, signature, cipher, and a MAC where the cipher has none.
/// </summary>
internal static class GnuTlsNames
{
    /// <param name="name">In upper case.</param>
    /// <param name="version">In TLS 1.3 a suite names neither key exchange nor signature.</param>
    public static string? ToIana(string name, string? version) => name.IndexOf("__", StringComparison.Ordinal) > 0 ? FromParts(name, version == "TLSv1.3") : FromWhole(name);

    private static string? FromWhole(string name)
    {
        // ARCFOUR and SHA1 are GnuTLS's words for RC4 and SHA.
        string plain = name.Replace("ARCFOUR_128", "RC4_128").Replace("ARCFOUR_SHA1", "RC4_128_SHA").Replace("ARCFOUR_MD5", "RC4_128_MD5").Replace("ANON_DH", "DH_anon").Replace("ANON_ECDH", "ECDH_anon");
        plain = plain.EndsWith("_SHA1", StringComparison.Ordinal) ? plain.Substring(0, plain.Length - 1) : plain;
        foreach (string exchange in (string[])["ECDHE_ECDSA", "ECDHE_RSA", "ECDHE_PSK", "ECDH_anon", "DHE_RSA", "DHE_DSS", "DHE_PSK", "DH_anon", "RSA_PSK", "PSK", "RSA"])
        {
            if (plain.StartsWith(exchange + "_", StringComparison.OrdinalIgnoreCase))
            {
                return SuiteNames.Find($"TLS_{exchange}_WITH_{plain.Substring(exchange.Length + 1)}");
            }
        }

        return null;
    }

    private static string? FromParts(string name, bool is13)
    {
        string[] parts = name.Split(["__"], StringSplitOptions.None);
        if (parts.Length is < 3 or > 4)
        {
            return null;
        }

        string cipher = parts[2], mac = parts.Length == 4 ? parts[3] : "";
        string hash = mac == "SHA1" ? "SHA" : mac.Length > 0 ? mac : cipher.IndexOf("256_GCM", StringComparison.Ordinal) > 0 ? "SHA384" : "SHA256";
        cipher = cipher == "ARCFOUR_128" ? "RC4_128" : cipher;
        string exchange = parts[0].Split('_')[0], signature = parts[1].StartsWith("ECDSA", StringComparison.Ordinal) ? "ECDSA" : "RSA";
        return is13 ? SuiteNames.Find($"TLS_{cipher}_{hash}") : SuiteNames.Find($"TLS_{exchange}_{signature}_WITH_{cipher}_{hash}");
    }
}
