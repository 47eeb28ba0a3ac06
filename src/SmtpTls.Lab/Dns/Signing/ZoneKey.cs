using System;
using System.Security.Cryptography;
using System.Threading;
using NSec.Cryptography;
using SmtpTls.Dns;

namespace SmtpTls.Lab.Dns.Signing;

/// <summary>A key of a zone: what it publishes as DNSKEY, and how it signs.</summary>
internal sealed class ZoneKey
{
    public const byte RsaSha1 = 5;
    public const byte RsaSha256 = 8;
    public const byte RsaSha512 = 10;
    public const byte EcdsaP256 = 13;
    public const byte EcdsaP384 = 14;
    public const byte Ed25519 = 15;

    /// <summary>RFC 4034 §2.1.1: the zone key bit, and with it the bit of a secure entry point.</summary>
    public const ushort ZoneFlag = 256;
    public const ushort EntryFlag = 257;

    private readonly Func<byte[], byte[]> _sign;
    private readonly Lock _signing = new();

    private ZoneKey(DnskeyData data, Func<byte[], byte[]> sign)
    {
        Data = data;
        Tag = TagOf(data.ToOctets());
        _sign = sign;
    }

    public DnskeyData Data { get; }

    public ushort Tag { get; }

    public static ZoneKey Create(byte algorithm, ushort flags, KeyRing ring) => algorithm switch
    {
        RsaSha1 => FromRsa(algorithm, flags, ring.Rsa, HashAlgorithmName.SHA1),
        RsaSha256 => FromRsa(algorithm, flags, ring.Rsa, HashAlgorithmName.SHA256),
        RsaSha512 => FromRsa(algorithm, flags, ring.Rsa, HashAlgorithmName.SHA512),
        EcdsaP256 => FromEcdsa(algorithm, flags, ring.NewEcdsa(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256),
        EcdsaP384 => FromEcdsa(algorithm, flags, ring.NewEcdsa(ECCurve.NamedCurves.nistP384), HashAlgorithmName.SHA384),
        Ed25519 => FromEd25519(flags, ring.NewEd25519()),
        _ => MadeUp(algorithm, flags),
    };

    public byte[] Sign(byte[] data)
    {
        lock (_signing)
        {
            return _sign(data);
        }
    }

    /// <summary>RFC 4034 §5.1.4: a digest over the owner's name and the key.</summary>
    public DsData ToDs(DnsName owner, byte digestType)
    {
        byte[] data = [.. owner.ToCanonical(), .. Data.ToOctets()];
        byte[] digest = digestType switch
        {
            1 => SHA1.HashData(data),
            4 => SHA384.HashData(data),
            _ => SHA256.HashData(data),
        };
        return new DsData(Tag, Data.Algorithm, digestType, digest);
    }

    // RFC 4034 appendix B.
    private static ushort TagOf(byte[] data)
    {
        uint sum = 0;
        for (int i = 0; i < data.Length; i++)
        {
            sum += (i & 1) == 0 ? (uint)data[i] << 8 : data[i];
        }

        return (ushort)(sum + (sum >> 16));
    }

    private static ZoneKey FromRsa(byte algorithm, ushort flags, RSA key, HashAlgorithmName hash)
    {
        // RFC 3110 §2: the exponent's length, the exponent, the modulus.
        RSAParameters numbers = key.ExportParameters(includePrivateParameters: false);
        byte[] octets = [(byte)numbers.Exponent!.Length, .. numbers.Exponent, .. numbers.Modulus!];
        return new ZoneKey(new DnskeyData(flags, 3, algorithm, octets), data => key.SignData(data, hash, RSASignaturePadding.Pkcs1));
    }

    private static ZoneKey FromEcdsa(byte algorithm, ushort flags, ECDsa key, HashAlgorithmName hash)
    {
        // RFC 6605 §4: the point's two coordinates, and in a signature its two numbers, each in full length.
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return new ZoneKey(new DnskeyData(flags, 3, algorithm, [.. point.X!, .. point.Y!]), data => key.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private static ZoneKey FromEd25519(ushort flags, Key key) =>
        new(new DnskeyData(flags, 3, Ed25519, key.PublicKey.Export(KeyBlobFormat.RawPublicKey)), data => SignatureAlgorithm.Ed25519.Sign(key, data));

    private static ZoneKey MadeUp(byte algorithm, ushort flags) =>
        new(new DnskeyData(flags, 3, algorithm, RandomNumberGenerator.GetBytes(32)), static data => SHA512.HashData(data));
}
