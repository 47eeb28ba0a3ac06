using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class CertificateReaderTests
{
    [Fact]
    public void Reads_what_the_platform_reads()
    {
        Certificates.Node root = Certificates.Root("CN=Test Root, O=\"Test, Inc.\", C=CH");
        CertificateRequest request = Certificates.Server("mx.example.com", Certificates.Rsa, HashAlgorithmName.SHA256).PointingAt("http://pki.example.com/");
        using X509Certificate2 platform = root.Sign(request);

        CertificateFacts facts = CertificateReader.Read(platform.RawData);

        Assert.True(facts.Readable);
        Assert.Empty(facts.Problems);
        Assert.Equal(platform.Subject, facts.Info.Subject);
        Assert.Equal(platform.Issuer, facts.Info.Issuer);
        Assert.Equal(platform.NotBefore.ToUniversalTime(), facts.Info.NotBefore);
        Assert.Equal(platform.NotAfter.ToUniversalTime(), facts.Info.NotAfter);
        Assert.Equal(DateTimeKind.Utc, facts.Info.NotAfter!.Value.Kind);
        Assert.Equal(platform.SerialNumber.TrimStart('0').ToLowerInvariant(), facts.Info.SerialNumber!.TrimStart('0'));
        Assert.Equal(platform.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), facts.Info.Sha256);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(platform.PublicKey.ExportSubjectPublicKeyInfo())), facts.Info.SpkiSha256);
        Assert.Equal(("RSA", 2048), (facts.Info.KeyType, facts.Info.KeyBits));
        Assert.Equal("ecdsa-with-SHA256", facts.Info.SignatureAlgorithm);
        Assert.Equal("SHA256", facts.SignatureHash);
        Assert.Equal(["mx.example.com"], facts.Info.Names);
        Assert.Equal(["http://pki.example.com/issuer.cer"], facts.IssuerUrls);
        Assert.Equal(["http://pki.example.com/ocsp"], facts.OcspUrls);
        Assert.Equal(["http://pki.example.com/list.crl"], facts.CrlUrls);
        Assert.Equal(["1.3.6.1.5.5.7.3.1"], facts.ExtendedKeyUsage);
        Assert.Equal(KeyUsages.DigitalSignature | KeyUsages.KeyEncipherment, facts.KeyUsage);
        Assert.False(facts.IsCa);
        Assert.Equal("Test, Inc.", facts.IssuerOrganization);
        CertificateFacts issuer = CertificateReader.Read(root.Der);
        Assert.Equal(issuer.SubjectKey, facts.IssuerKey);
        Assert.Equal(issuer.SubjectKeyId, facts.AuthorityKeyId);
        Assert.True(issuer.IsCa);
        Assert.True(issuer.SelfIssued);
    }

    [Theory]
    [InlineData("secp256r1", "ECDSA", 256)]
    [InlineData("secp384r1", "ECDSA", 384)]
    [InlineData("secp521r1", "ECDSA", 521)]
    public void Keys_have_type_and_size(string curve, string type, int bits)
    {
        using ECDsa key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        CertificateFacts facts = CertificateReader.Read(Certificates.SelfSigned(Certificates.Server("a.example", key)).RawData);
        Assert.Equal((type, bits), (facts.Info.KeyType, facts.Info.KeyBits));
    }

    [Fact]
    public void Weak_keys_and_hashes_are_named()
    {
        using RSA weak = RSA.Create(1024);
        CertificateFacts facts = CertificateReader.Read(Certificates.Sha1(Certificates.Server("a.example", weak), weak).RawData);
        Assert.Equal(("RSA", 1024, "sha1WithRSAEncryption", "SHA1"), (facts.Info.KeyType, facts.Info.KeyBits, facts.Info.SignatureAlgorithm, facts.SignatureHash));

        CertificateRequest pss = new("CN=a.example", Certificates.Rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pss);
        Assert.Equal("SHA512", CertificateReader.Read(Certificates.SelfSigned(pss).RawData).SignatureHash);
    }

    [Fact]
    public void Names_are_kept_in_order_and_made_visible()
    {
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("b.example");
        names.AddIpAddress(IPAddress.Parse("192.0.2.25"));
        names.AddEmailAddress("postmaster@example.com");
        names.AddIpAddress(IPAddress.Parse("2001:db8::25"));
        names.AddDnsName("*.a.example");
        byte[] hostile = Certificates.Sequence(writer => writer.WriteOctetString("\u001b[2Jx"u8, new Asn1Tag(TagClass.ContextSpecific, 2)));

        CertificateFacts facts = Read(names.Build());
        Assert.Equal(["b.example", "192.0.2.25", "2001:db8::25", "*.a.example"], facts.Info.Names);
        Assert.Equal(["b.example", "*.a.example"], facts.DnsNames);
        Assert.Equal(["\\u{1b}[2Jx"], Read(new X509Extension("2.5.29.17", hostile, false)).Info.Names);
        Assert.False(Read(null).HasSubjectAltName);

        byte[] many = Certificates.Sequence(writer =>
        {
            for (int i = 0; i < 3000; i++)
            {
                writer.WriteOctetString("x.example"u8, new Asn1Tag(TagClass.ContextSpecific, 2));
            }
        });
        Assert.Equal(1000, Read(new X509Extension("2.5.29.17", many, false)).DnsNames.Count);
    }

    [Fact]
    public void Broken_extension_is_named_and_the_rest_is_read()
    {
        CertificateFacts facts = Read(new X509Extension("2.5.29.37", [1, 2, 3], false));
        Assert.Equal("the extension 2.5.29.37 cannot be read", Assert.Single(facts.Problems));
        Assert.Equal("CN=a.example", facts.Info.Subject);
    }

    [Fact]
    public void Garbage_has_a_hash_and_nothing_else()
    {
        foreach (byte[] garbage in (byte[][])[[], [0x30], [0x30, 0x80], "hello"u8.ToArray(), [.. Enumerable.Repeat((byte)0x30, 5000)], new byte[70000]])
        {
            CertificateFacts facts = CertificateReader.Read(garbage);
            Assert.False(facts.Readable);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(garbage)), facts.Info.Sha256);
            Assert.Null(facts.Info.NotAfter);
            Assert.Null(facts.Info.SpkiSha256);
        }
    }

    [Fact]
    public void Mutated_certificates_never_throw()
    {
        Certificates.Node root = Certificates.Root("CN=Test Root, O=\"Test, Inc.\", C=CH");
        byte[] der = root.Sign(Certificates.Server("mx.example.com", Certificates.Rsa).PointingAt("http://pki.example.com/")).RawData;
        Random random = new(11);
        int readable = 0;
        for (int i = 0; i < 20000; i++)
        {
            CertificateFacts facts = CertificateReader.Read(ClearHandshakeTests.Mutate(der, random));
            readable += facts.Readable ? 1 : 0;
            Assert.Equal(64, facts.Info.Sha256.Length);
        }

        Assert.InRange(readable, 1000, 19999);
    }

    private static CertificateFacts Read(X509Extension? extension)
    {
        CertificateRequest request = Certificates.Request("CN=a.example", Certificates.Rsa, null);
        if (extension is not null)
        {
            request.CertificateExtensions.Add(extension);
        }

        return CertificateReader.Read(Certificates.SelfSigned(request).RawData);
    }
}
