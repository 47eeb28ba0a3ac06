using System;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.Tls;

/// <summary>
/// The keys with which a server of TLS 1.3 encrypts its part of the handshake (RFC 8446 §7.1), for the two AES suites. Only what was encrypted is read; whether it
/// was changed on its way is not asked, because nothing that is read so is believed for its own sake.
/// </summary>
[SuppressMessage("Security", "CA5358", Justification = "The block cipher alone is what counter mode is made of.")]
internal sealed class HandshakeKeys : IDisposable
{
    public const int Aes128 = 0x1301, Aes256 = 0x1302;
    private const int TagOctets = 16, NonceOctets = 12, BlockOctets = 16;

    private readonly Aes _cipher = Aes.Create();
    private readonly byte[] _iv;
    private ulong _records;

    private HandshakeKeys(byte[] key, byte[] iv)
    {
        _cipher.Mode = CipherMode.ECB;
        _cipher.Padding = PaddingMode.None;
        _cipher.Key = key;
        _iv = iv;
    }

    /// <summary>Null for a suite that is none of the two.</summary>
    /// <param name="suite">The server's choice.</param>
    /// <param name="secret">The common secret of the key exchange.</param>
    /// <param name="hellos">ClientHello and ServerHello as handshake messages, one after the other.</param>
    public static HandshakeKeys? Derive(int suite, byte[] secret, byte[] hellos)
    {
        if (suite is not (Aes128 or Aes256))
        {
            return null;
        }

        bool wide = suite == Aes256;
        byte[] nothing = new byte[wide ? 48 : 32];
        byte[] derived = Expand(wide, Extract(wide, nothing, nothing), "derived", Hash(wide, []), nothing.Length);
        byte[] server = Expand(wide, Extract(wide, derived, secret), "s hs traffic", Hash(wide, hellos), nothing.Length);
        return new HandshakeKeys(Expand(wide, server, "key", [], wide ? 32 : 16), Expand(wide, server, "iv", [], NonceOctets));
    }

    /// <summary>The content of the next record, with its type behind it (RFC 8446 §5.2); empty when there can be none.</summary>
    public byte[] Open(ReadOnlySpan<byte> record)
    {
        int length = record.Length - TagOctets;
        byte[] counters = new byte[(Math.Max(length, 0) + BlockOctets - 1) / BlockOctets * BlockOctets];
        byte[] nonce = [.. _iv];
        for (int i = 0; i < 8; i++)
        {
            nonce[NonceOctets - 1 - i] ^= (byte)(_records >> (8 * i));
        }

        _records++;
        if (counters.Length == 0)
        {
            return [];
        }

        // NIST SP 800-38D §7.1: block number one makes the tag, the content begins with two.
        for (int at = 0; at < counters.Length; at += BlockOctets)
        {
            int number = (at / BlockOctets) + 2;
            nonce.CopyTo(counters, at);
            (counters[at + 12], counters[at + 13], counters[at + 14], counters[at + 15]) = ((byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number);
        }

        using ICryptoTransform encryptor = _cipher.CreateEncryptor();
        byte[] stream = encryptor.TransformFinalBlock(counters, 0, counters.Length);
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++)
        {
            content[i] = (byte)(record[i] ^ stream[i]);
        }

        return content;
    }

    public void Dispose() => _cipher.Dispose();

    private static byte[] Hash(bool wide, byte[] octets) => wide ? Hashes.Sha384(octets) : Hashes.Sha256(octets);

    // RFC 5869 §2.2.
    private static byte[] Extract(bool wide, byte[] salt, byte[] material)
    {
        using HMAC mac = wide ? new HMACSHA384(salt) : new HMACSHA256(salt);
        return mac.ComputeHash(material);
    }

    /// <summary>HKDF-Expand-Label (RFC 8446 §7.1); nothing here is longer than one hash.</summary>
    private static byte[] Expand(bool wide, byte[] secret, string label, byte[] context, int length)
    {
        byte[] name = Encoding.ASCII.GetBytes("tls13 " + label);
        byte[] info = [(byte)(length >> 8), (byte)length, (byte)name.Length, .. name, (byte)context.Length, .. context, 1];
        return Extract(wide, secret, info).AsSpan(0, length).ToArray();
    }
}
