namespace SmtpTls.MtaSts;

/// <summary>The failure words of TLS reports (RFC 8460 §4.3) that MTA-STS leads to.</summary>
internal static class ResultTypes
{
    public const string
        StartTlsNotSupported = "starttls-not-supported",
        CertificateHostMismatch = "certificate-host-mismatch",
        CertificateExpired = "certificate-expired",
        CertificateNotTrusted = "certificate-not-trusted",
        ValidationFailure = "validation-failure",
        FetchError = "sts-policy-fetch-error",
        PolicyInvalid = "sts-policy-invalid",
        WebPkiInvalid = "sts-webpki-invalid";
}
