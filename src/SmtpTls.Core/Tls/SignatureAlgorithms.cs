using System.Collections.Generic;
using System.Formats.Asn1;

namespace SmtpTls.Tls;

/// <summary>Names and hashes of signature algorithms, and names and sizes of keys, by OID.</summary>
internal static class SignatureAlgorithms
{
    public const string Pss = "1.2.840.113549.1.1.10";
    public const string RsaKey = "1.2.840.113549.1.1.1";
    public const string EcKey = "1.2.840.10045.2.1";
    private const string Mgf1 = "1.2.840.113549.1.1.8";

    private static readonly Dictionary<string, (string Name, string? Hash)> Known = new()
    {
        ["1.2.840.113549.1.1.2"] = ("md2WithRSAEncryption", "MD2"),
        ["1.2.840.113549.1.1.3"] = ("md4WithRSAEncryption", "MD4"),
        ["1.2.840.113549.1.1.4"] = ("md5WithRSAEncryption", "MD5"),
        ["1.2.840.113549.1.1.5"] = ("sha1WithRSAEncryption", "SHA1"),
        ["1.3.14.3.2.29"] = ("sha1WithRSAEncryption", "SHA1"),
        ["1.2.840.113549.1.1.14"] = ("sha224WithRSAEncryption", "SHA224"),
        ["1.2.840.113549.1.1.11"] = ("sha256WithRSAEncryption", "SHA256"),
        ["1.2.840.113549.1.1.12"] = ("sha384WithRSAEncryption", "SHA384"),
        ["1.2.840.113549.1.1.13"] = ("sha512WithRSAEncryption", "SHA512"),
        [Pss] = ("rsassaPss", null),
        ["1.2.840.10045.4.1"] = ("ecdsa-with-SHA1", "SHA1"),
        ["1.2.840.10045.4.3.1"] = ("ecdsa-with-SHA224", "SHA224"),
        ["1.2.840.10045.4.3.2"] = ("ecdsa-with-SHA256", "SHA256"),
        ["1.2.840.10045.4.3.3"] = ("ecdsa-with-SHA384", "SHA384"),
        ["1.2.840.10045.4.3.4"] = ("ecdsa-with-SHA512", "SHA512"),
        ["1.2.840.10040.4.3"] = ("dsa-with-sha1", "SHA1"),
        ["2.16.840.1.101.3.4.3.1"] = ("dsa-with-sha224", "SHA224"),
        ["2.16.840.1.101.3.4.3.2"] = ("dsa-with-sha256", "SHA256"),
        ["1.3.101.112"] = ("Ed25519", "SHA512"),
        ["1.3.101.113"] = ("Ed448", "SHAKE256"),
    };

    private static readonly Dictionary<string, string> Hashes = new()
    {
        ["1.2.840.113549.2.5"] = "MD5", ["1.3.14.3.2.26"] = "SHA1", ["2.16.840.1.101.3.4.2.4"] = "SHA224",
        ["2.16.840.1.101.3.4.2.1"] = "SHA256", ["2.16.840.1.101.3.4.2.2"] = "SHA384", ["2.16.840.1.101.3.4.2.3"] = "SHA512",
    };

    private static readonly Dictionary<string, int> DigestOctets = new() { ["SHA1"] = 20, ["SHA256"] = 32, ["SHA384"] = 48, ["SHA512"] = 64 };

    private static readonly Dictionary<string, int> Curves = new()
    {
        ["1.2.840.10045.3.1.1"] = 192, ["1.3.132.0.33"] = 224, ["1.2.840.10045.3.1.7"] = 256, ["1.3.132.0.10"] = 256,
        ["1.3.132.0.34"] = 384, ["1.3.132.0.35"] = 521, ["1.3.36.3.3.2.8.1.1.7"] = 256, ["1.3.36.3.3.2.8.1.1.11"] = 384, ["1.3.36.3.3.2.8.1.1.13"] = 512,
    };

    public static string NameOf(string algorithm) => Known.TryGetValue(algorithm, out (string Name, string? Hash) known) ? known.Name : algorithm;

    public static string? HashOf(string oid) => Hashes.TryGetValue(oid, out string? name) ? name : null;

    /// <summary>
    /// Reads an AlgorithmIdentifier (RFC 5280 §4.1.1.2) into its OID, the name of its hash, and whether it is RSA-PSS with a salt or a mask that this framework does not verify.
    /// </summary>
    public static (string Algorithm, string? Hash, bool Unusual) Read(AsnReader identifier)
    {
        string algorithm = identifier.ReadObjectIdentifier();
        string? hash = Known.TryGetValue(algorithm, out (string Name, string? Hash) known) ? known.Hash : null;
        if (algorithm != Pss)
        {
            return (algorithm, hash, false);
        }

        // RFC 4055 §3.1: SHA-1, MGF1 with SHA-1 and a salt of 20 octets are what holds when nothing is said.
        AsnReader? parameters = identifier.HasData && identifier.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? identifier.ReadSequence() : null;
        hash = Next(parameters, 0) is { } digest ? HashOf(digest.ReadSequence().ReadObjectIdentifier()) : "SHA1";
        string? mask = "SHA1";
        if (Next(parameters, 1) is { } generator)
        {
            AsnReader mgf = generator.ReadSequence();
            mask = mgf.ReadObjectIdentifier() == Mgf1 ? HashOf(mgf.ReadSequence().ReadObjectIdentifier()) : null;
        }

        int salt = Next(parameters, 2) is not { } length ? 20 : length.TryReadInt32(out int octets) ? octets : -1;
        return (algorithm, hash, hash != mask || hash is null || !DigestOctets.TryGetValue(hash, out int usual) || salt != usual);
    }

    private static AsnReader? Next(AsnReader? parameters, int number)
    {
        Asn1Tag tag = new(TagClass.ContextSpecific, number, true);
        return parameters is { HasData: true } && parameters.PeekTag().HasSameClassAndValue(tag) ? parameters.ReadSequence(tag) : null;
    }

    /// <summary>Type and size of a key from its SubjectPublicKeyInfo (RFC 5280 §4.1.2.7); the size is null when it cannot be told.</summary>
    public static (string Type, int? Bits) ReadKey(AsnReader info)
    {
        AsnReader identifier = info.ReadSequence();
        string algorithm = identifier.ReadObjectIdentifier();
        byte[] key = info.ReadBitString(out _);
        switch (algorithm)
        {
            case RsaKey or Pss:
                byte[] modulus = new AsnReader(key, AsnEncodingRules.BER).ReadSequence().ReadIntegerBytes().ToArray();
                return ("RSA", Bits(modulus));
            case EcKey when identifier.HasData && identifier.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier):
                return ("ECDSA", Curves.TryGetValue(identifier.ReadObjectIdentifier(), out int bits) ? bits : null);
            case EcKey:
                return ("ECDSA", null);
            case "1.3.101.112":
                return ("Ed25519", 256);
            case "1.3.101.113":
                return ("Ed448", 456);
            default:
                return (algorithm, null);
        }
    }

    private static int Bits(byte[] number)
    {
        int first = 0;
        while (first < number.Length && number[first] == 0)
        {
            first++;
        }

        int bits = (number.Length - first) * 8;
        for (int top = first < number.Length ? number[first] : 128; top < 128; top <<= 1)
        {
            bits--;
        }

        return bits;
    }
}
