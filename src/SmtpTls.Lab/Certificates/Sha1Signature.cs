using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Lab.Certificates;

/// <summary>Signs with RSA over SHA-1, which .NET does not do for certificates any more; that is why the practice range needs it.</summary>
internal sealed class Sha1Signature(RSA key) : X509SignatureGenerator
{
    /// <summary>SEQUENCE { OID 1.2.840.113549.1.1.5, NULL } (RFC 8017 §A.2.4).</summary>
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Convert.FromHexString("300d06092a864886f70d0101050500");

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

    protected override PublicKey BuildPublicKey() => CreateForRSA(key, RSASignaturePadding.Pkcs1).PublicKey;
}
