using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.Dns;

/// <summary>The data of a record. <see cref="ToString"/> is its presentation form, names in lower case with the last dot.</summary>
internal abstract record RData
{
    protected abstract string Text { get; }

    /// <summary>Writes the data without its length; names in the writer's form.</summary>
    public abstract void Write(DnsWriter writer);

    /// <summary>In full, in the case that names came in.</summary>
    public byte[] ToOctets() => Encode(NameForm.Plain);

    /// <summary>RFC 4034 §6.2: in full, names in lower case.</summary>
    public byte[] ToCanonical() => Encode(NameForm.Canonical);

    public sealed override string ToString() => Text;

    private byte[] Encode(NameForm form)
    {
        DnsWriter writer = new() { Form = form };
        Write(writer);
        return writer.ToOctets();
    }
}

/// <summary>A and AAAA.</summary>
internal sealed record AddressData(IPAddress Address) : RData
{
    protected override string Text => Address.ToString();

    public override void Write(DnsWriter writer) => writer.Address(Address);
}

/// <summary>RFC 1035 §3.3.9.</summary>
internal sealed record MxData(ushort Preference, DnsName Exchange) : RData
{
    protected override string Text => $"{Preference} {Exchange}";

    public override void Write(DnsWriter writer)
    {
        writer.U16(Preference);
        writer.Name(Exchange);
    }
}

/// <summary>TXT: strings of octets, in no character set (RFC 1035 §3.3.14).</summary>
internal sealed record TxtData(IReadOnlyList<byte[]> Strings) : RData
{
    protected override string Text => string.Join(" ", Strings.Select(part => DnsNameText.Quote(part)));

    /// <summary>One record of one text, cut into strings where it is long.</summary>
    public static TxtData Of(string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        List<byte[]> parts = [];
        for (int at = 0; at < octets.Length || at == 0; at += 255)
        {
            parts.Add(octets.AsSpan(at, Math.Min(255, octets.Length - at)).ToArray());
        }

        return new TxtData(parts);
    }

    /// <summary>All strings joined without a space between them (RFC 8461 §3.1, RFC 8460 §3, RFC 7208 §3.3).</summary>
    public byte[] ToJoined() => [.. Strings.SelectMany(part => part)];

    public override void Write(DnsWriter writer)
    {
        foreach (byte[] part in Strings)
        {
            writer.ShortOctets(part);
        }
    }
}

/// <summary>NS, CNAME, DNAME and PTR: one name.</summary>
internal sealed record NameData(DnsName Target) : RData
{
    protected override string Text => Target.ToString();

    public override void Write(DnsWriter writer) => writer.Name(Target);
}

/// <summary>RFC 1035 §3.3.13; <see cref="Minimum"/> is the time that a "there is none" may be kept (RFC 2308 §4).</summary>
internal sealed record SoaData : RData
{
    public required DnsName PrimaryName { get; init; }

    public required DnsName ResponsibleName { get; init; }

    public uint Serial { get; init; }

    public uint Refresh { get; init; }

    public uint Retry { get; init; }

    public uint Expire { get; init; }

    public uint Minimum { get; init; }

    protected override string Text => $"{PrimaryName} {ResponsibleName} {Serial} {Refresh} {Retry} {Expire} {Minimum}";

    public override void Write(DnsWriter writer)
    {
        writer.Name(PrimaryName);
        writer.Name(ResponsibleName);
        writer.U32(Serial);
        writer.U32(Refresh);
        writer.U32(Retry);
        writer.U32(Expire);
        writer.U32(Minimum);
    }
}

/// <summary>RFC 6698 §2.1.</summary>
internal sealed record TlsaData(byte Usage, byte Selector, byte MatchingType, byte[] Data) : RData
{
    protected override string Text => $"{Usage} {Selector} {MatchingType} {Hex.ToString(Data)}";

    public override void Write(DnsWriter writer)
    {
        writer.U8(Usage);
        writer.U8(Selector);
        writer.U8(MatchingType);
        writer.Octets(Data);
    }
}

/// <summary>Types that Core does not read: octets (RFC 3597 §5).</summary>
internal sealed record RawData(byte[] Octets) : RData
{
    protected override string Text =>
        "\\# " + Octets.Length.ToString(CultureInfo.InvariantCulture) + (Octets.Length == 0 ? "" : " " + Hex.ToString(Octets));

    public override void Write(DnsWriter writer) => writer.Octets(Octets);
}
