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

    /// <param name="certificate">With its private key.</param>
    /// <param name="key">Owned by the authority from now on.</param>
    /// <param name="sent">What a server sends behind its own certificate.</param>
    public LabAuthority(X509Certificate2 certificate, AsymmetricAlgorithm key, IReadOnlyList<X509Certificate2> sent)
    {
        Certificate = certificate;
        _key = key;
        Sent = sent;
        Slug = LabRequests.Slug(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What a server sends behind its own certificate: this authority and those above it, the root left out.</summary>
    public IReadOnlyList<X509Certificate2> Sent { get; }

    /// <summary>Its place on the lab's web server: <c>/SLUG.crl</c> and <c>/SLUG.crt</c>.</summary>
    public string Slug { get; }

    public bool IsRsa => _key is RSA;

    /// <param name="name">The common name.</param>
    /// <param name="key">Owned by the authority from now on.</param>
    /// <param name="parent">Null makes a root.</param>
    /// <param name="setting">Dates and URLs.</param>
    public static LabAuthority Create(string name, AsymmetricAlgorithm key, LabAuthority? parent, LabSetting setting)
    {
        CertificateRequest request = LabRequests.NewAuthority($"CN={name}, O=SmtpTls practice range", key);
        (DateTimeOffset from, DateTimeOffset to) = setting.AuthorityDates;
        if (parent is null)
        {
            return new LabAuthority(request.CreateSelfSigned(from, to), key, []);
        }

        parent.AddPointers(request, setting);
        using X509Certificate2 signed = parent.Sign(request, from, to);
        X509Certificate2 whole = LabRequests.WithKey(signed, key);
        return new LabAuthority(whole, key, [whole, .. parent.Sent]);
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

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}
