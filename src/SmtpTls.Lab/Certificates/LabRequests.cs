using System;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Lab.Certificates;

/// <summary>What every certificate of one range shares.</summary>
/// <param name="Now">The moment dates are counted from.</param>
/// <param name="WebRoot">The lab's web server, <c>http://127.0.0.1:12345/</c>: an address, so that any client finds it without our DNS.</param>
/// <param name="SilentRoot">A URL that takes connections and never answers.</param>
internal sealed record LabSetting(DateTimeOffset Now, string WebRoot, string SilentRoot)
{
    public (DateTimeOffset From, DateTimeOffset To) AuthorityDates => (Now.AddDays(-400), Now.AddDays(400));
}

/// <summary>Small steps of making certificates that authorities and servers share.</summary>
internal static class LabRequests
{
    public static CertificateRequest New(string subject, AsymmetricAlgorithm key, HashAlgorithmName hash) => key is RSA rsa
        ? new CertificateRequest(subject, rsa, hash, RSASignaturePadding.Pkcs1)
        : new CertificateRequest(subject, (ECDsa)key, hash);

    public static CertificateRequest NewAuthority(string subject, AsymmetricAlgorithm key)
    {
        CertificateRequest request = New(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(null));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    public static ECDsa NewEcdsa() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static X509Certificate2 WithKey(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        X509Certificate2 whole = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        if (!OperatingSystem.IsWindows())
        {
            return whole;
        }

        // Schannel takes no key that lives in memory only; one that came from a PKCS #12 file it takes.
        using (whole)
        {
            return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
        }
    }

    /// <summary>RFC 5280 §4.1.2.2: positive, and not over 20 octets.</summary>
    public static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }

    public static string Slug(string name) =>
        string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
}
