using System;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Globalization;
using SmtpTls.Compat;
using SmtpTls.Tls;

namespace SmtpTls.Dane;

/// <summary>Why senders pass over a record.</summary>
internal enum TlsaFlaw
{
    None,

    /// <summary>PKIX-TA(0) or PKIX-EE(1), which mean nothing between mail servers (RFC 7672 §3.1.3).</summary>
    PkixUsage,
    UnknownUsage,
    UnknownSelector,
    UnknownMatchingType,

    /// <summary>A digest that is not as long as its matching type says.</summary>
    Length,

    /// <summary>There are no data at all.</summary>
    Empty,

    /// <summary>Matching type 0 with octets that are no certificate, or no key.</summary>
    Unreadable,

    /// <summary>Behind so many others that it is not looked at.</summary>
    TooMany,
}

/// <summary>
/// One TLSA record. DANE (RFC 6698) publishes in signed DNS which certificates or keys a server uses, so that a sender needs no
/// certification authority: what is not published is an impostor. A record says what kind of statement it is (usage), what is compared (selector: the
/// whole certificate or its public key) and how (matching type: in full, SHA-256 or SHA-512). Mail uses two usages only (RFC 7672 §3.1): DANE-EE(3)
/// names the server's own certificate, and then names and dates in it do not count; DANE-TA(2) names an authority above it, and then they do.
/// </summary>
internal sealed record TlsaRecord
{
    public const byte DaneTa = 2, DaneEe = 3;

    /// <summary>More octets than a certificate that any server sends.</summary>
    private const int MostOctets = 65_535;

    private TlsaRecord(byte usage, byte selector, byte matchingType, byte[] data)
    {
        (Usage, Selector, MatchingType, Data) = (usage, selector, matchingType, data);
        Flaw = FindFlaw(this);
    }

    public byte Usage { get; }

    public byte Selector { get; }

    public byte MatchingType { get; }

    public byte[] Data { get; }

    public TlsaFlaw Flaw { get; private init; }

    public bool Usable => Flaw == TlsaFlaw.None;

    /// <summary>The data are not what the first three numbers say: nobody could have meant this.</summary>
    public bool Malformed => Flaw is TlsaFlaw.Length or TlsaFlaw.Empty or TlsaFlaw.Unreadable;

    /// <summary>A clause for people; null where it is usable.</summary>
    public string? Problem => Flaw switch
    {
        TlsaFlaw.None => null,
        TlsaFlaw.PkixUsage => $"usage {Usage} ({(Usage == 0 ? "PKIX-TA" : "PKIX-EE")}) means nothing between mail servers; 3 1 1 is recommended",
        TlsaFlaw.UnknownUsage => $"usage {Usage} is not known",
        TlsaFlaw.UnknownSelector => $"selector {Selector} is not known",
        TlsaFlaw.UnknownMatchingType => $"matching type {MatchingType} is not known",
        TlsaFlaw.Length => $"a {(MatchingType == 1 ? "SHA-256" : "SHA-512")} digest has {DigestLength(MatchingType)} octets, and this one {Data.Length}",
        TlsaFlaw.Empty => "there are no data",
        TlsaFlaw.Unreadable => $"the data are no {(Selector == 0 ? "certificate" : "public key")}",
        _ => "so many records stand before it that it is not looked at",
    };

    public static TlsaRecord Of(byte usage, byte selector, byte matchingType, byte[] data) => new(usage, selector, matchingType, data);

    /// <summary>The record of a certificate, whose octets are compared in the way the numbers say.</summary>
    public static TlsaRecord Of(byte usage, byte selector, byte matchingType, CertificateFacts certificate)
    {
        byte[] whole = selector == 0 ? certificate.Der : certificate.Spki;
        return new TlsaRecord(usage, selector, matchingType, matchingType switch { 1 => Hashes.Sha256(whole), 2 => Hashes.Sha512(whole), _ => whole });
    }

    /// <summary>Reads the data of a record as DNS carries them; fewer than three octets are no record at all.</summary>
    public static TlsaRecord? FromOctets(byte[] octets) => octets.Length < 3 ? null : new TlsaRecord(octets[0], octets[1], octets[2], octets.AsSpan(3).ToArray());

    /// <summary>Reads the form of master files (RFC 6698 §2.2); the hex may be written in pieces.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TlsaRecord? record)
    {
        record = null;
        string[] words = (text ?? "").Split([' ', '\t', '\r', '\n', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || !Number(words[0], out byte usage) || !Number(words[1], out byte selector) || !Number(words[2], out byte type))
        {
            return false;
        }

        string hex = string.Concat(words.AsSpan(3).ToArray());
        byte[]? data = hex.Length > 2 * MostOctets ? null : FromHex(hex);
        record = data is null ? null : new TlsaRecord(usage, selector, type, data);
        return record is not null;
    }

    /// <summary>The form of master files.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} {1} {2} {3}", Usage, Selector, MatchingType, Hex.ToString(Data)).TrimEnd();

    /// <summary>The same, passed over because of its place.</summary>
    public TlsaRecord BeyondLimit() => this with { Flaw = TlsaFlaw.TooMany };

    public byte[] ToOctets() => [Usage, Selector, MatchingType, .. Data];

    private static bool Number(string text, out byte number) => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static byte[]? FromHex(string hex)
    {
        byte[] octets = new byte[hex.Length / 2];
        for (int i = 0; i < hex.Length; i++)
        {
            int digit = hex[i] switch
            {
                >= '0' and <= '9' => hex[i] - '0',
                >= 'a' and <= 'f' => hex[i] - 'a' + 10,
                >= 'A' and <= 'F' => hex[i] - 'A' + 10,
                _ => -1,
            };
            if (digit < 0 || hex.Length % 2 != 0)
            {
                return null;
            }

            octets[i / 2] = (byte)((octets[i / 2] << 4) | digit);
        }

        return octets;
    }

    private static int DigestLength(byte matchingType) => matchingType == 1 ? 32 : 64;

    // RFC 7671 §4: what cannot be used is passed over one by one; it does not spoil the set.
    private static TlsaFlaw FindFlaw(TlsaRecord record) => record switch
    {
        { Usage: 0 or 1 } => TlsaFlaw.PkixUsage,
        { Usage: > 3 } => TlsaFlaw.UnknownUsage,
        { Selector: > 1 } => TlsaFlaw.UnknownSelector,
        { MatchingType: > 2 } => TlsaFlaw.UnknownMatchingType,
        { Data.Length: 0 } => TlsaFlaw.Empty,
        { MatchingType: 1 or 2 } => record.Data.Length == DigestLength(record.MatchingType) ? TlsaFlaw.None : TlsaFlaw.Length,
        _ => IsWhole(record) ? TlsaFlaw.None : TlsaFlaw.Unreadable,
    };

    private static bool IsWhole(TlsaRecord record)
    {
        try
        {
            AsnReader reader = new(record.Data, AsnEncodingRules.BER);
            ReadOnlyMemory<byte> value = reader.ReadEncodedValue();
            if (reader.HasData)
            {
                return false;
            }

            if (record.Selector == 0)
            {
                return CertificateReader.Read(record.Data).Readable;
            }

            _ = SignatureAlgorithms.ReadKey(new AsnReader(value, AsnEncodingRules.BER).ReadSequence());
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
