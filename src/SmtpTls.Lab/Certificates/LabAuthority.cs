using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Lab.Certificates;

/// <summary>A certificate authority of the range: a certificate with its key, and the revocation list it keeps.</summary>
internal sealed class LabAuthority : IDisposable
{
    private readonly CertificateRevocationListBuilder _revoked = new();
    private readonly AsymmetricAlgorithm _key;

    private LabAuthority(X509Certificate2 certificate, AsymmetricAlgorithm key, LabAuthority? parent, string slug)
    {
        Certificate = certificate;
        _key = key;
        Parent = parent;
        Slug = slug;
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Null for a root.</summary>
    public LabAuthority? Parent { get; }

    /// <summary>Its place on the lab's web server: <c>/SLUG.crl</c> and <c>/SLUG.crt</c>.</summary>
    public string Slug { get; }

    public bool IsRsa => _key is RSA;

    /// <param name="name">The common name; the slug is made of it.</param>
    /// <param name="key">Owned by the authority from now on.</param>
    /// <param name="parent">Null makes a root.</param>
    /// <param name="setting">Dates and URLs.</param>
    public static LabAuthority Create(string name, AsymmetricAlgorithm key, LabAuthority? parent, LabSetting setting)
    {
        CertificateRequest request = LabRequests.New($"O=SmtpTls practice range, CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(null));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        DateTimeOffset from = setting.Now.AddDays(-400);
        DateTimeOffset to = setting.Now.AddDays(400);
        if (parent is null)
        {
            return new LabAuthority(request.CreateSelfSigned(from, to), key, null, LabRequests.Slug(name));
        }

        parent.AddPointers(request, setting);
        using X509Certificate2 signed = parent.Sign(request, from, to);
        return new LabAuthority(LabRequests.WithKey(signed, key), key, parent, LabRequests.Slug(name));
    }

    /// <summary>Says in the request who signs it, and where that authority's revocation list and certificate are to be had (RFC 5280 §4.2).</summary>
    public void AddPointers(CertificateRequest request, LabSetting setting)
    {
        AddIssuer(request);
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"{setting.WebRoot}{Slug}.crl"]));
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [$"{setting.WebRoot}{Slug}.crt"]));
    }

    /// <summary>Says in the request whose key signs it.</summary>
    public void AddIssuer(CertificateRequest request) => request.CertificateExtensions.Add(
        X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));

    /// <summary>Signs with the request's hash. The result has no private key.</summary>
    public X509Certificate2 Sign(CertificateRequest request, DateTimeOffset from, DateTimeOffset to)
    {
        X509SignatureGenerator generator = _key switch
        {
            RSA rsa when request.HashAlgorithm == HashAlgorithmName.SHA1 => new Sha1Signature(rsa),
            RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
            _ => X509SignatureGenerator.CreateForECDsa((ECDsa)_key),
        };
        return request.Create(Certificate.SubjectName, generator, from, to, LabRequests.Serial());
    }

    public void Revoke(X509Certificate2 certificate, DateTimeOffset since) => _revoked.AddEntry(certificate, since, X509RevocationReason.KeyCompromise);

    /// <summary>The list as DER, good for a day.</summary>
    public byte[] BuildRevocationList(DateTimeOffset now) =>
        _revoked.Build(Certificate, 1, now.AddDays(1), HashAlgorithmName.SHA256, IsRsa ? RSASignaturePadding.Pkcs1 : null, now.AddHours(-1));

    /// <summary>This authority and those above it, the root left out: what a server sends behind its own certificate.</summary>
    public IEnumerable<X509Certificate2> Path()
    {
        for (LabAuthority? authority = this; authority?.Parent is not null; authority = authority.Parent)
        {
            yield return authority.Certificate;
        }
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}
