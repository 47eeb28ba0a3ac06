namespace SmtpTls.TlsRpt.Intake;

/// <summary>How much is read. Reports come from strangers: what is larger is refused with <c>too-large</c>, and the user may raise the limit.</summary>
internal sealed record ReportLimits
{
    public static ReportLimits Usual { get; } = new();

    /// <summary>Octets of one report, unpacked. Real ones have up to some 20 MB.</summary>
    public long MostReportOctets { get; init; } = 64L << 20;

    /// <summary>Octets that everything inside one file or message may unpack to.</summary>
    public long MostUnpackedOctets => MostReportOctets * 4;

    /// <summary>Policies, failures and texts of one report.</summary>
    public int MostItems { get; init; } = 250_000;

    /// <summary>Files in one archive.</summary>
    public int MostMembers { get; init; } = 1000;

    /// <summary>Archives, compressed files and mails inside each other.</summary>
    public int MostLayers { get; init; } = 6;

    /// <summary>Octets of one value in JSON.</summary>
    public const int MostValueOctets = 4 << 20;

    /// <summary>Objects and lists inside each other; a report needs six.</summary>
    public const int MostDepth = 32;

    /// <summary>Problems told of one report.</summary>
    public const int MostProblems = 50;
}

/// <summary>Why octets are no report that can be used. Ends the reading of that report, and only of that.</summary>
internal sealed class ReportFaultException(string code, string place, string text) : System.Exception(text)
{
    public TlsRptProblem Problem { get; } = new(code, place, text);
}

/// <summary>The codes of problems.</summary>
internal static class ProblemCode
{
    public const string
        NotJson = "not-json",
        BadArchive = "bad-gzip",
        TooLarge = "too-large",
        TooDeep = "too-deep",
        BadEncoding = "bad-encoding",
        BadValue = "bad-value",
        MissingField = "missing-field",
        NoReport = "no-report",
        Changed = "changed";
}

/// <summary>The words that RFC 8460 defines.</summary>
internal static class ReportWords
{
    /// <summary>Whether a result type is one of RFC 8460 §4.3.</summary>
    public static bool IsResultType(string word) => word is "starttls-not-supported" or "certificate-host-mismatch" or "certificate-expired" or "certificate-not-trusted"
        or "validation-failure" or "tlsa-invalid" or "dnssec-invalid" or "dane-required" or "sts-policy-fetch-error" or "sts-policy-invalid" or "sts-webpki-invalid";

    /// <summary>Whether a policy type is one of RFC 8460 §4.2.</summary>
    public static bool IsPolicyType(string word) => word is "sts" or "tlsa" or "no-policy-found";
}
