using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using SmtpTls.Mail;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>The CRC-32 of gzip and zip (ISO 3309, polynomial 0xEDB88320 reflected), four octets at a step.</summary>
internal struct Crc32
{
    private static readonly uint[] Table = MakeTable();
    private uint _rest;

    /// <summary>That of what was added so far; of nothing it is 0.</summary>
    public readonly uint Value => _rest;

    public void Add(ReadOnlySpan<byte> octets)
    {
        uint rest = ~_rest;
        uint[] table = Table;
        for (; octets.Length >= 4; octets = octets.Slice(4))
        {
            rest ^= BinaryPrimitives.ReadUInt32LittleEndian(octets);
            rest = table[768 + (rest & 0xff)] ^ table[512 + ((rest >> 8) & 0xff)] ^ table[256 + ((rest >> 16) & 0xff)] ^ table[rest >> 24];
        }

        foreach (byte octet in octets)
        {
            rest = table[(rest ^ octet) & 0xff] ^ (rest >> 8);
        }

        _rest = ~rest;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[1024];
        for (uint i = 0; i < 256; i++)
        {
            uint rest = i;
            for (int bit = 0; bit < 8; bit++)
            {
                rest = (rest & 1) == 0 ? rest >> 1 : (rest >> 1) ^ 0xEDB88320;
            }

            table[i] = rest;
        }

        for (int i = 256; i < 1024; i++)
        {
            table[i] = (table[i - 256] >> 8) ^ table[table[i - 256] & 0xff];
        }

        return table;
    }
}

/// <summary>A stream that must have the checksum which an archive gives for it. The platform does not look at it.</summary>
internal sealed class ChecksumStream(Stream inner, uint wanted) : ReadStream
{
    private Crc32 _crc;

    /// <exception cref="ReportFaultException">It ended and was another one.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        _crc.Add(buffer.AsSpan(offset, read));
        return read > 0 || count == 0 || _crc.Value == wanted ? read
            : throw new ReportFaultException(ProblemCode.BadArchive, "", $"It is damaged: its checksum is {Hex(_crc.Value)}, and the archive says {Hex(wanted)}.");
    }

    private static string Hex(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}
