using System;
using System.Collections.Generic;
using System.Net;

namespace SmtpTls.Dns;

/// <summary>How <see cref="DnsWriter.Name"/> writes a name.</summary>
internal enum NameForm
{
    /// <summary>In full, in the case it has.</summary>
    Plain,

    /// <summary>With pointers to earlier occurrences (RFC 1035 §4.1.4).</summary>
    Compressed,

    /// <summary>In full, in lower case (RFC 4034 §6.2).</summary>
    Canonical,
}

/// <summary>Octets of a message, in network order, growing as needed.</summary>
internal sealed class DnsWriter
{
    private readonly Dictionary<DnsName, int> _seen = [];
    private byte[] _octets = new byte[512];

    public int Length { get; private set; }

    public NameForm Form { get; set; }

    public byte[] ToOctets() => _octets.AsSpan(0, Length).ToArray();

    public void U8(int value)
    {
        Reserve(1);
        _octets[Length++] = (byte)value;
    }

    public void U16(int value)
    {
        U8(value >> 8);
        U8(value);
    }

    public void U32(uint value)
    {
        U16((int)(value >> 16));
        U16((int)(value & 0xffff));
    }

    public void Octets(ReadOnlySpan<byte> octets)
    {
        Reserve(octets.Length);
        octets.CopyTo(_octets.AsSpan(Length));
        Length += octets.Length;
    }

    public void Address(IPAddress address) => Octets(address.GetAddressBytes());

    /// <summary>A length octet, then the octets.</summary>
    public void ShortOctets(byte[] octets)
    {
        if (octets.Length > 255)
        {
            throw new ArgumentException("A length of one octet counts to 255.", nameof(octets));
        }

        U8(octets.Length);
        Octets(octets);
    }

    /// <summary>In <see cref="Form"/>.</summary>
    public void Name(DnsName name)
    {
        switch (Form)
        {
            case NameForm.Canonical:
                Octets(name.ToCanonical());
                break;
            case NameForm.Compressed:
                Compressed(name);
                break;
            default:
                Octets(name.Wire);
                break;
        }
    }

    /// <summary>Overwrites two octets written before.</summary>
    public void PatchU16(int at, int value)
    {
        _octets[at] = (byte)(value >> 8);
        _octets[at + 1] = (byte)value;
    }

    private void Compressed(DnsName name)
    {
        for (; !name.IsRoot; name = name.Parent)
        {
            if (_seen.TryGetValue(name, out int at))
            {
                U16(0xc000 | at);
                return;
            }

            // A pointer has 14 bits.
            if (Length < 0x4000)
            {
                _seen.Add(name, Length);
            }

            Octets(name.Wire.Slice(0, name.FirstLabel.Length + 1));
        }

        U8(0);
    }

    private void Reserve(int more)
    {
        if (Length + more > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(Length + more, _octets.Length * 2));
        }
    }
}
