using System;

namespace SmtpTls.Audit;

/// <summary>Which versions and suites are no longer good enough (RFC 8996, RFC 9325 §3.1 and §4.1).</summary>
internal static class TlsStrength
{
    private static readonly string[] WeakParts = ["_NULL", "_EXPORT", "_anon_", "_RC4_", "_RC2_", "_DES_", "_DES40_", "_3DES_", "_IDEA_", "_MD5"];

    /// <summary>Anything before TLS 1.2 (RFC 8996 §4, §5; RFC 7568 for SSLv3).</summary>
    public static bool IsOldVersion(string version) => version is "TLSv1.1" or "TLSv1.0" or "SSLv3" or "SSLv2";

    /// <summary>No or broken encryption, no authentication at all, or 64-bit blocks.</summary>
    public static bool IsWeakSuite(string suite) => Array.Exists(WeakParts, part => suite.IndexOf(part, StringComparison.Ordinal) >= 0);
}
