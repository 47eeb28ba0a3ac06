namespace SmtpTls.Headers;

/// <summary>The many spellings of TLS versions in stamps and logs: <c>TLSv1.2</c>, <c>TLS1_2</c>, <c>TLS1.2</c>, <c>TLSv1/SSLv3</c>, <c>Tls12</c>.</summary>
internal static class TlsVersionName
{
    private const int Longest = 12;

    /// <summary><c>SSLv2, SSLv3, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3</c>; null when the text is no version.</summary>
    public static string? Normalize(string text)
    {
        if (text.Length is < 4 or > Longest)
        {
            return null;
        }

        string name = text.ToUpperInvariant();
        int slash = name.IndexOf('/');

        // OpenSSL once called its method "TLSv1/SSLv3"; the session was TLS.
        name = slash > 0 ? name.Substring(0, slash) : name;
        bool tls = name.StartsWith("TLS", System.StringComparison.Ordinal), ssl = name.StartsWith("SSL", System.StringComparison.Ordinal);
        if (!tls && !ssl)
        {
            return null;
        }

        string number = name.Substring(3).TrimStart('V', ' ').Replace('_', '.');
        return (tls, number) switch
        {
            (true, "1" or "1.0" or "10") => "TLSv1",
            (true, "1.1" or "11") => "TLSv1.1",
            (true, "1.2" or "12") => "TLSv1.2",
            (true, "1.3" or "13") => "TLSv1.3",
            (false, "3" or "3.0" or "30") => "SSLv3",
            (false, "2" or "2.0" or "20") => "SSLv2",
            _ => null,
        };
    }
}
