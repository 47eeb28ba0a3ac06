using System.Security.Cryptography;
using SmtpTls.Servers.Certificates;

namespace SmtpTls.Servers.Range;

/// <summary>Every mail host of the range.</summary>
internal static class ServerCases
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    public static IReadOnlyList<ServerCase> All { get; } = [.. Good(), .. BrokenCertificates(), .. Protocols(), .. Others()];

    public static ServerCase Named(string label) => All.Single(c => c.Label == label);

    private static LeafPlan Leaf(string label) => new($"mx.{label}.test");

    private static IEnumerable<ServerCase> Good() =>
    [
        new("good-rsa", 10) { Leaves = [new LeafPlan("mx.good-rsa.test", "implicit.test")] },
        new("good-ecdsa", 11) { Leaves = [Leaf("good-ecdsa") with { Ecdsa = true }] },
        new("dual", 12) { Leaves = [Leaf("dual"), Leaf("dual") with { Ecdsa = true }] },
    ];

    private static IEnumerable<ServerCase> BrokenCertificates() =>
    [
        new("expired", 20)
        {
            Leaves = [Leaf("expired") with { NotBefore = Now.AddDays(-100), NotAfter = Now.AddDays(-10) }],
            Problems = ["Expired"], Finger = "Untrusted", OpenSsl = "certificate has expired",
        },
        new("not-yet-valid", 21)
        {
            Leaves = [Leaf("not-yet-valid") with { NotBefore = Now.AddDays(10), NotAfter = Now.AddDays(100) }],
            Problems = ["NotYetValid"], Finger = "Untrusted", OpenSsl = "certificate is not yet valid",
        },
        new("wrong-name", 22)
        {
            Leaves = [new LeafPlan("mail.elsewhere.test")],
            Problems = ["NameMismatch"], Finger = "Untrusted", OpenSsl = "hostname mismatch",
        },
        new("self-signed", 23)
        {
            Leaves = [Leaf("self-signed") with { SelfSigned = true, Send = Sent.Leaf }],
            Problems = ["SelfSigned"], Finger = "Untrusted", OpenSsl = "self-signed certificate",
        },
        new("untrusted-root", 24)
        {
            Leaves = [Leaf("untrusted-root") with { Send = Sent.Root }], Stranger = true,
            Problems = ["UntrustedRoot"], Finger = "Untrusted", OpenSsl = "self-signed certificate in certificate chain",
        },
        new("incomplete-chain", 25)
        {
            Leaves = [Leaf("incomplete-chain") with { Send = Sent.Leaf }],
            Problems = ["IncompleteChain"], Finger = "Untrusted", OpenSsl = "unable to verify the first certificate",
        },
        new("weak-key", 26)
        {
            Leaves = [Leaf("weak-key") with { KeyBits = 1024 }],
            Problems = ["WeakKey"], OpenSsl = "EE certificate key too weak",
        },
        new("weak-signature", 27)
        {
            Leaves = [Leaf("weak-signature") with { Hash = HashAlgorithmName.SHA1 }],
            Problems = ["WeakSignature"], Finger = "Untrusted", OpenSsl = "CA signature digest algorithm too weak",
        },
        new("wrong-usage", 28)
        {
            Leaves = [Leaf("wrong-usage") with { Usage = LeafPlan.ClientAuth }],
            Problems = ["WrongUsage"], Finger = "Untrusted", OpenSsl = "unsuitable certificate purpose",
        },
        // Both peers still accept a name that stands only in the subject; RFC 9525 §2 no longer does.
        new("common-name-only", 29)
        {
            Leaves = [Leaf("common-name-only") with { CommonNameOnly = true }],
            Problems = ["NoSubjectAltName"],
        },
    ];

    private static IEnumerable<ServerCase> Protocols() =>
    [
        new("tls12-only", 40)
        {
            Leaves = [Leaf("tls12-only")], Options = ["smtpd_tls_protocols=>=TLSv1.2,<=TLSv1.2"], TlsVersion = "TLSv1.2",
        },
        // The client library refuses TLS 1.0; the program must say so. posttls-finger refuses its SHA-1 and MD5 signatures
        // where it is to verify; openssl is told to accept everything.
        new("tls10-only", 41)
        {
            Leaves = [Leaf("tls10-only")], Options = ["smtpd_tls_protocols=>=TLSv1,<=TLSv1"],
            Outcome = "HandshakeFailed", TlsVersion = null, Finger = null,
        },
        new("no-tls", 42)
        {
            Options = ["smtpd_tls_security_level=none"], Outcome = "NotOffered", TlsVersion = null, Finger = null, OpenSsl = null,
        },
        // A file of authorities that cannot be read leaves Postfix without TLS, but it still offers it:
        // 454 4.7.0 TLS not available due to local problem.
        new("refused", 43)
        {
            Leaves = [Leaf("refused")], Options = ["smtpd_tls_CAfile=/nonexistent/authorities.pem"],
            Outcome = "Refused", TlsVersion = null, Finger = null, OpenSsl = null,
        },
        // A key file that cannot be read leaves Postfix with anonymous suites only, which few clients accept.
        new("anonymous", 44)
        {
            Options = ["smtpd_tls_chain_files=/nonexistent/key.pem"],
            Outcome = "HandshakeFailed", TlsVersion = null, Finger = null, OpenSsl = null,
        },
    ];

    private static IEnumerable<ServerCase> Others() =>
    [
        new("exim-rsa", 60) { Software = Software.Exim, Leaves = [Leaf("exim-rsa")] },
        new("exim-ecdsa", 61) { Software = Software.Exim, Leaves = [Leaf("exim-ecdsa") with { Ecdsa = true }] },
        new("exim-expired", 62)
        {
            Software = Software.Exim,
            Leaves = [Leaf("exim-expired") with { NotBefore = Now.AddDays(-100), NotAfter = Now.AddDays(-10) }],
            Problems = ["Expired"], Finger = "Untrusted", OpenSsl = "certificate has expired",
        },
        new("exim-incomplete-chain", 63)
        {
            Software = Software.Exim, Leaves = [Leaf("exim-incomplete-chain") with { Send = Sent.Leaf }],
            Problems = ["IncompleteChain"], Finger = "Untrusted", OpenSsl = "unable to verify the first certificate",
        },
        // As packaged in Debian 12 it answers every handshake with the alert internal_error: a server that is really broken.
        new("opensmtpd", 70)
        {
            Software = Software.OpenSmtpd, Leaves = [Leaf("opensmtpd")],
            Outcome = "HandshakeFailed", TlsVersion = null, Finger = null, OpenSsl = null,
        },
    ];
}
