using System.Collections.Generic;
using System.Security.Cryptography;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Lab.Catalog;

/// <summary>Servers that encrypt, but whose certificates a sender that verifies would refuse: one fault each.</summary>
internal static class CertificateCases
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public static IEnumerable<LabCase> All()
    {
        yield return One("expired", "a certificate that ran out two days ago", new CertificateRecipe { FromDay = -90, ToDay = -2 }, "Expired");
        yield return One("not-yet-valid", "a certificate that is good from next week on", new CertificateRecipe { FromDay = 7, ToDay = 97 }, "NotYetValid");
        yield return One("wrong-name", "a certificate for another host", new CertificateRecipe { Name = "mail.other.lab.test" }, "NameMismatch");
        yield return One("self-signed", "a certificate that only vouches for itself", new CertificateRecipe { Issuer = LabIssuer.Self }, "SelfSigned");
        yield return One("untrusted-root", "a certificate of an authority that nobody trusts", new CertificateRecipe { Issuer = LabIssuer.Stranger, Revocation = LabRevocation.NotNamed }, "UntrustedRoot");
        yield return One("incomplete-chain", "the issuer's certificate is not sent along, only a URL where it could be had",
            new CertificateRecipe { SendsIntermediate = false }, "IncompleteChain");
        yield return One("no-san", "a certificate with the host's name in the common name alone (RFC 9525 §6.3)", new CertificateRecipe { HasSubjectAltName = false }, "NoSubjectAltName");
        yield return One("wrong-usage", "a certificate for TLS clients, not for servers", new CertificateRecipe { Usage = ClientAuthentication }, "WrongUsage");
        yield return One("revoked", "a certificate that its issuer has revoked", new CertificateRecipe { Revocation = LabRevocation.Revoked }, "Revoked");
        yield return One("weak-key", "a certificate with an RSA key of 1024 bits", new CertificateRecipe { Issuer = LabIssuer.Rsa, Key = LabKey.Rsa1024 }, "WeakKey", weak: true);
        yield return One("sha1", "a certificate signed over SHA-1",
            new CertificateRecipe { Issuer = LabIssuer.Rsa, Key = LabKey.Rsa2048, Hash = HashAlgorithmName.SHA1 }, "WeakSignature", weak: true);
    }

    private static LabCase One(string name, string about, CertificateRecipe recipe, string problem, bool weak = false) => new(name, about)
    {
        Servers = [new LabServer("Encrypted", Scripts.Good(new StartTls { AllowWeakCertificate = weak })) { Certificate = recipe, Problems = [problem] }],
    };
}
