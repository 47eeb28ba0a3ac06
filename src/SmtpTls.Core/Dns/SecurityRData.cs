using System;
using System.Globalization;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.Dns;

/// <summary>RFC 4034 §5.</summary>
internal sealed record DsData(ushort KeyTag, byte Algorithm, byte DigestType, byte[] Digest) : RData
{
    protected override string Text => $"{KeyTag} {Algorithm} {DigestType} {Hex.ToString(Digest)}";

    public override void Write(DnsWriter writer)
    {
        writer.U16(KeyTag);
        writer.U8(Algorithm);
        writer.U8(DigestType);
        writer.Octets(Digest);
    }
}

/// <summary>RFC 4034 §2.</summary>
internal sealed record DnskeyData(ushort Flags, byte Protocol, byte Algorithm, byte[] Key) : RData
{
    protected override string Text => $"{Flags} {Protocol} {Algorithm} {Convert.ToBase64String(Key)}";

    public override void Write(DnsWriter writer)
    {
        writer.U16(Flags);
        writer.U8(Protocol);
        writer.U8(Algorithm);
        writer.Octets(Key);
    }
}

/// <summary>RFC 4034 §3. Times are seconds since 1970 modulo 2^32 (RFC 1982 arithmetic).</summary>
internal sealed record RrsigData : RData
{
    public required DnsType TypeCovered { get; init; }

    public required byte Algorithm { get; init; }

    public required byte Labels { get; init; }

    public required uint OriginalTtl { get; init; }

    public required uint Expiration { get; init; }

    public required uint Inception { get; init; }

    public required ushort KeyTag { get; init; }

    public required DnsName Signer { get; init; }

    public required byte[] Signature { get; init; }

    protected override string Text =>
        $"{TypeCovered.Show()} {Algorithm} {Labels} {OriginalTtl} {Time(Expiration)} {Time(Inception)} {KeyTag} {Signer} {Convert.ToBase64String(Signature)}";

    public override void Write(DnsWriter writer)
    {
        WriteUnsigned(writer);
        writer.Octets(Signature);
    }

    /// <summary>All but the signature: what the signature also covers (RFC 4034 §3.1.8.1).</summary>
    public void WriteUnsigned(DnsWriter writer)
    {
        writer.U16((int)TypeCovered);
        writer.U8(Algorithm);
        writer.U8(Labels);
        writer.U32(OriginalTtl);
        writer.U32(Expiration);
        writer.U32(Inception);
        writer.U16(KeyTag);
        writer.Name(Signer);
    }

    private static string Time(uint seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
}

/// <summary>RFC 4034 §4.</summary>
internal sealed record NsecData(DnsName Next, TypeBitmap Types) : RData
{
    protected override string Text => $"{Next} {Types}".TrimEnd();

    public override void Write(DnsWriter writer)
    {
        // RFC 6840 §5.1: the next name keeps its case in the canonical form.
        writer.Octets(Next.Wire);
        writer.Octets(Types.Octets);
    }
}

/// <summary>RFC 5155 §3.</summary>
internal sealed record Nsec3Data : RData
{
    /// <summary>RFC 5155 §3.1.2.1: the span may hold unsigned delegations.</summary>
    public const byte OptOut = 1;

    public required byte HashAlgorithm { get; init; }

    public required byte Flags { get; init; }

    public required ushort Iterations { get; init; }

    public required byte[] Salt { get; init; }

    public required byte[] NextHash { get; init; }

    public required TypeBitmap Types { get; init; }

    protected override string Text =>
        $"{HashAlgorithm} {Flags} {Iterations} {Nsec3Text.Salt(Salt)} {Nsec3Text.Base32(NextHash)} {Types}".TrimEnd();

    public override void Write(DnsWriter writer)
    {
        writer.U8(HashAlgorithm);
        writer.U8(Flags);
        writer.U16(Iterations);
        writer.ShortOctets(Salt);
        writer.ShortOctets(NextHash);
        writer.Octets(Types.Octets);
    }
}

/// <summary>RFC 5155 §4.</summary>
internal sealed record Nsec3ParamData(byte HashAlgorithm, byte Flags, ushort Iterations, byte[] Salt) : RData
{
    protected override string Text => $"{HashAlgorithm} {Flags} {Iterations} {Nsec3Text.Salt(Salt)}";

    public override void Write(DnsWriter writer)
    {
        writer.U8(HashAlgorithm);
        writer.U8(Flags);
        writer.U16(Iterations);
        writer.ShortOctets(Salt);
    }
}

/// <summary>Salts and hashes as RFC 5155 §3.3 writes them.</summary>
internal static class Nsec3Text
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuv";

    public static string Salt(byte[] salt) => salt.Length == 0 ? "-" : Hex.ToString(salt);

    /// <summary>Base 32 with extended hex digits, in lower case, without padding (RFC 4648 §7).</summary>
    public static string Base32(ReadOnlySpan<byte> octets)
    {
        StringBuilder text = new((octets.Length * 8 / 5) + 1);
        int bits = 0;
        int held = 0;
        foreach (byte octet in octets)
        {
            bits = ((bits << 8) | octet) & 0xfff;
            for (held += 8; held >= 5; held -= 5)
            {
                text.Append(Digits[(bits >> (held - 5)) & 31]);
            }
        }

        return held == 0 ? text.ToString() : text.Append(Digits[(bits << (5 - held)) & 31]).ToString();
    }
}
