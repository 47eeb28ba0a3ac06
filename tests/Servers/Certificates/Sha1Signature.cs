using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Servers.Certificates;

/// <summary>sha1WithRSAEncryption, which the platform still checks but no longer writes.</summary>
internal sealed class Sha1Signature(RSA key) : X509SignatureGenerator
{
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
        Convert.FromHexString("300d06092a864886f70d0101050500");

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
        key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

    protected override PublicKey BuildPublicKey() => PublicKey.CreateFromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);
}
