using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Lab.Certificates;

namespace SmtpTls.Core.Tests.Tls;

/// <summary>Makes certificates, good and bad, for tests. Keys are made once per process: they cost more than everything else.</summary>
internal static class Certificates
{
    public static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly RSA s_rsa = RSA.Create(2048);

    public static RSA Rsa => s_rsa;

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A request for a server certificate: SAN, serverAuth.</summary>
    public static CertificateRequest Server(string name, AsymmetricAlgorithm key, HashAlgorithmName? hash = null)
    {
        CertificateRequest request = Request($"CN={name}", key, hash);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        return request;
    }

    public static CertificateRequest Authority(string subject, AsymmetricAlgorithm key, int? pathLength = null)
    {
        CertificateRequest request = Request(subject, key, null);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, pathLength is not null, pathLength ?? 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    public static CertificateRequest Request(string subject, AsymmetricAlgorithm key, HashAlgorithmName? hash) => key is RSA rsa
        ? new CertificateRequest(subject, rsa, hash ?? HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest(subject, (ECDsa)key, hash ?? HashAlgorithmName.SHA256);

    /// <summary>Authority information access with caIssuers and OCSP, and a CRL distribution point, all at <paramref name="url"/>.</summary>
    public static CertificateRequest PointingAt(this CertificateRequest request, string url)
    {
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([url + "ocsp"], [url + "issuer.cer"], false));
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url + "list.crl"]));
        return request;
    }

    public static X509Certificate2 SelfSigned(CertificateRequest request, int fromDays = -1, int toDays = 90) =>
        request.CreateSelfSigned(Now.AddDays(fromDays), Now.AddDays(toDays));

    public static Node Root(string subject = "CN=Test Root", int fromDays = -10, int toDays = 1000)
    {
        ECDsa key = NewKey();
        X509Certificate2 certificate = Authority(subject, key).CreateSelfSigned(Now.AddDays(fromDays), Now.AddDays(toDays));
        return new Node(certificate, key);
    }

    /// <summary>A certificate with its key, that can issue others.</summary>
    internal sealed record Node(X509Certificate2 Certificate, ECDsa Key)
    {
        public byte[] Der => Certificate.RawData;

        public Node Issue(CertificateRequest request, ECDsa key, int fromDays = -5, int toDays = 90) => new(Sign(request, fromDays, toDays), key);

        public Node Intermediate(string subject = "CN=Test Intermediate", int? pathLength = null, int fromDays = -5, int toDays = 500)
        {
            ECDsa key = NewKey();
            return Issue(Authority(subject, key, pathLength), key, fromDays, toDays);
        }

        public Node Leaf(string name = "mx.example.com", int fromDays = -5, int toDays = 90)
        {
            ECDsa key = NewKey();
            return Issue(Server(name, key), key, fromDays, toDays);
        }

        public X509Certificate2 Sign(CertificateRequest request, int fromDays = -5, int toDays = 90)
        {
            if (Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any())
            {
                request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
            }

            return request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(Key), Now.AddDays(fromDays), Now.AddDays(toDays), RandomNumberGenerator.GetBytes(12));
        }

        /// <summary>The certificate with its key, in a form every TLS library takes.</summary>
        public X509Certificate2 WithKey() => Certificate.HasPrivateKey ? Certificate : Certificate.CopyWithPrivateKey(Key);
    }

    /// <summary>A certificate signed with SHA-1, which the platform reads but no longer writes.</summary>
    public static X509Certificate2 Sha1(CertificateRequest request, RSA key) =>
        request.Create(request.SubjectName, new Sha1Signature(key), Now.AddDays(-1), Now.AddDays(90), [1, 2, 3]);

    /// <summary>A DER SEQUENCE over what the writer puts in.</summary>
    public static byte[] Sequence(Action<AsnWriter> fill)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            fill(writer);
        }

        return writer.Encode();
    }
}
