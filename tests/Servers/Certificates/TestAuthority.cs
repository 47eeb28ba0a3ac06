using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Lab.Certificates;
using System.Text;

namespace SmtpTls.Servers.Certificates;

/// <summary>A root and an intermediate made for one run, and the leaves they sign, good and broken.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    public TestAuthority(string name)
    {
        _root = SelfSignedAuthority($"CN={name} root");
        _intermediate = SignedAuthority($"CN={name} intermediate", _root);
    }

    public string RootPem => _root.ExportCertificatePem() + "\n";

    private string IntermediatePem => _intermediate.ExportCertificatePem() + "\n";

    /// <summary>The key, then the certificates the server is to send, as <c>smtpd_tls_chain_files</c> wants them.</summary>
    public string ChainPem(LeafPlan plan)
    {
        using AsymmetricAlgorithm key = plan.Ecdsa
            ? ECDsa.Create(ECCurve.NamedCurves.nistP256)
            : RSA.Create(plan.KeyBits);
        CertificateRequest request = LeafRequest(plan, key);
        using X509Certificate2 leaf = plan.SelfSigned
            ? request.CreateSelfSigned(plan.NotBefore, plan.NotAfter)
            : Sign(request, _intermediate, (plan.NotBefore, plan.NotAfter));
        var pem = new StringBuilder();
        pem.Append(key.ExportPkcs8PrivateKeyPem()).Append('\n').Append(leaf.ExportCertificatePem()).Append('\n');
        if (plan.Send >= Sent.Intermediate)
        {
            pem.Append(IntermediatePem);
        }

        if (plan.Send == Sent.Root)
        {
            pem.Append(RootPem);
        }

        return pem.ToString();
    }

    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
    }

    private static CertificateRequest LeafRequest(LeafPlan plan, AsymmetricAlgorithm key)
    {
        var subject = new X500DistinguishedName($"CN={plan.Names[0]}");
        CertificateRequest request = key switch
        {
            RSA rsa => new CertificateRequest(subject, rsa, plan.Hash, RSASignaturePadding.Pkcs1),
            ECDsa ecdsa => new CertificateRequest(subject, ecdsa, plan.Hash),
            _ => throw new ArgumentException($"no request for {key.GetType()}", nameof(key)),
        };
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | (plan.Ecdsa ? 0 : X509KeyUsageFlags.KeyEncipherment), true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(plan.Usage)], false));
        if (!plan.CommonNameOnly)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (string name in plan.Names)
            {
                names.AddDnsName(name);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        return request;
    }

    private static X509Certificate2 SelfSignedAuthority(string subject)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = AuthorityRequest(subject, key);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-3), DateTimeOffset.UtcNow.AddYears(3));
    }

    private static X509Certificate2 SignedAuthority(string subject, X509Certificate2 issuer)
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 signed = Sign(AuthorityRequest(subject, key), issuer,
            (DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(2)));
        return signed.CopyWithPrivateKey(key);
    }

    private static CertificateRequest AuthorityRequest(string subject, RSA key)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static X509Certificate2 Sign(
        CertificateRequest request, X509Certificate2 issuer, (DateTimeOffset From, DateTimeOffset To) valid)
    {
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        using RSA issuerKey = issuer.GetRSAPrivateKey()!;
        // By generator: an ECDSA request is then signed by the RSA key of the issuer, with the hash the request names.
        X509SignatureGenerator generator = request.HashAlgorithm == HashAlgorithmName.SHA1
            ? new Sha1Signature(issuerKey)
            : X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1);
        byte[] serial = RandomNumberGenerator.GetBytes(12);
        serial[0] = (byte)(serial[0] & 0x7f | 0x40);
        return request.Create(issuer.SubjectName, generator, valid.From, valid.To, serial);
    }
}
