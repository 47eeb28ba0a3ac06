using System;

namespace SmtpTls.Headers;

/// <summary>How strong a session is, worst first.</summary>
internal enum Strength
{
    Broken,
    Weak,
    Unknown,
    Acceptable,
    Strong,
}

/// <summary>
/// The table of strengths, with its sources:
/// <list type="bullet">
/// <item>Broken: no encryption, export keys, DES and RC2 (RFC 9325 §4.1), RC4 (RFC 7465), SSL 2 and 3 (RFC 6176, RFC 7568).</item>
/// <item>Weak: TLS 1.0 and 1.1 (RFC 8996), blocks of 64 bits as 3DES and IDEA (RFC 9325 §4.1), fewer than 112 bits (RFC 9325 §4.1), no authentication
/// of the key exchange at all (RFC 9325 §4.1; Postfix uses it between servers that do not verify, where it costs nothing).</item>
/// <item>Acceptable: TLS 1.2 with CBC (RFC 9325 §4.2 recommends AEAD), with a short tag (CCM_8), or without forward secrecy (RFC 9325 §4.1: should not).</item>
/// <item>Strong: TLS 1.3, and TLS 1.2 with an AEAD cipher and forward secrecy (RFC 9325 §4.2).</item>
/// </list>
/// </summary>
internal static class CipherStrength
{
    private const int FewestBits = 112;

    private static readonly string[] BrokenParts = ["_NULL", "_EXPORT", "_RC4_", "_RC2_", "_DES_", "_DES40_", "_SHA256_SHA256", "_SHA384_SHA384"],
        WeakParts = ["_3DES_", "_IDEA_", "_anon_", "_MAGMA_", "_28147_"];

    /// <param name="version">As <see cref="TlsVersionName"/> gives it; null when not stated.</param>
    /// <param name="suite">The registered name; null when not known.</param>
    /// <param name="bits">When stated.</param>
    public static Strength Of(string? version, string? suite, int? bits)
    {
        if (version is "SSLv2" or "SSLv3" || Has(suite, BrokenParts))
        {
            return Strength.Broken;
        }

        if (version is "TLSv1" or "TLSv1.1" || Has(suite, WeakParts) || bits is > 0 and < FewestBits)
        {
            return Strength.Weak;
        }

        if (suite is null)
        {
            return version == "TLSv1.3" ? Strength.Strong : Strength.Unknown;
        }

        bool secret = suite.StartsWith("TLS_ECDHE_", StringComparison.Ordinal) || suite.StartsWith("TLS_DHE_", StringComparison.Ordinal) || !Has(suite, ["_WITH_"]);
        bool sealedTogether = Has(suite, ["_GCM_", "_POLY1305_", "_CCM", "_AEGIS_", "_MGM_"]) && !suite.EndsWith("_CCM_8", StringComparison.Ordinal) && !Has(suite, ["_CCM_8_"]);
        return secret && sealedTogether ? Strength.Strong : Strength.Acceptable;
    }

    /// <summary>True for a suite that protects nothing from being read.</summary>
    public static bool IsClear(string? suite) => Has(suite, ["_NULL_", "_SHA256_SHA256", "_SHA384_SHA384"]);

    /// <summary>Exim with old GnuTLS wrote octets for bits: "AES_256_CBC_SHA1:32".</summary>
    public static int? BitsOf(int? stated, string? suite) => stated switch
    {
        32 when Has(suite, ["_256_", "_CHACHA20_"]) => 256,
        16 when Has(suite, ["_128_"]) => 128,
        24 when Has(suite, ["_3DES_"]) => 168,
        _ => stated,
    };

    private static bool Has(string? suite, string[] parts) => suite is not null && Array.Exists(parts, part => suite.IndexOf(part, StringComparison.Ordinal) >= 0);
}
