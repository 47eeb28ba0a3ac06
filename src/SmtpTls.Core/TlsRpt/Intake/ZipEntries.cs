using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What the list says of one file.</summary>
/// <param name="Checksum">CRC-32.</param>
/// <param name="Obstacle">A sentence where it cannot be unpacked here; null where it can.</param>
internal sealed record ZipEntryFacts(uint Checksum, string? Obstacle);

/// <summary>What the list of files at the end of a zip archive says that the platform keeps to itself (APPNOTE §4.3.12, §4.3.16).</summary>
internal static class ZipEntries
{
    private const int HeaderLength = 46, EndLength = 22, LongestComment = 65535, End64Length = 56, Locator64Length = 20;

    /// <summary>Whether an archive has more files than so many, told without reading the list.</summary>
    /// <param name="archive">Read to its end or to the limit.</param>
    /// <param name="most">The limit.</param>
    public static bool Exceed(Stream archive, int most)
    {
        archive.Position = 0;
        byte[] buffer = new byte[64 * 1024];
        int kept = 0, found = 0;
        for (int read; (read = archive.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, kept + read);
            for (int at; (at = rest.IndexOf("PK\x01\x02"u8)) >= 0; rest = rest.Slice(at + 4))
            {
                if (++found > most)
                {
                    return true;
                }
            }

            // A signature may lie across two pieces.
            kept = Math.Min(rest.Length, 3);
            rest.Slice(rest.Length - kept).ToArray().CopyTo(buffer, 0);
        }

        return false;
    }

    /// <summary>What is said of each file, in the order of the list; null where the list is not where it should be.</summary>
    /// <param name="archive">Seekable.</param>
    /// <param name="count">How many files the platform found.</param>
    public static IReadOnlyList<ZipEntryFacts>? Facts(Stream archive, int count)
    {
        if (ListOf(archive) is not { } list)
        {
            return null;
        }

        List<ZipEntryFacts> facts = new(count);
        byte[] header = new byte[HeaderLength];
        for (long at = list; facts.Count < count; at += HeaderLength + U16(header, 28) + U16(header, 30) + U16(header, 32))
        {
            if (!Fill(archive, at, header) || !header.AsSpan().StartsWith("PK\x01\x02"u8))
            {
                return null;
            }

            facts.Add(new ZipEntryFacts(U32(header, 16), ObstacleOf(U16(header, 8), U16(header, 10))));
        }

        return facts;
    }

    /// <summary>APPNOTE §4.4.4 and §4.4.5: bit 0 says encrypted; methods 0, 8 and 9 are what the platform unpacks.</summary>
    private static string? ObstacleOf(int flags, int method) => (flags & 1) != 0 ? "It is encrypted; no report is sent so. Unpack the archive with its password and read what it held."
        : method is not (0 or 8 or 9) ? string.Format(CultureInfo.InvariantCulture, "It is packed by method {0} of zip, and only 0, 8 and 9 (stored, deflate, deflate64) are read. Unpack the archive and read what it held.", method)
        : null;

    /// <summary>Where the list begins.</summary>
    private static long? ListOf(Stream archive)
    {
        byte[] tail = new byte[(int)Math.Min(archive.Length, EndLength + LongestComment)];
        long begin = archive.Length - tail.Length;
        int at = Fill(archive, begin, tail) && tail.Length >= EndLength ? tail.AsSpan(0, tail.Length - EndLength + 4).LastIndexOf("PK\x05\x06"u8) : -1;
        if (at < 0)
        {
            return null;
        }

        uint list = U32(tail, at + 16);
        return list != uint.MaxValue ? list : List64Of(archive, begin + at);
    }

    private static long? List64Of(Stream archive, long end)
    {
        byte[] locator = new byte[Locator64Length], end64 = new byte[End64Length];
        return Fill(archive, end - Locator64Length, locator) && locator.AsSpan().StartsWith("PK\x06\x07"u8)
            && Fill(archive, BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8)), end64) && end64.AsSpan().StartsWith("PK\x06\x06"u8)
            ? BinaryPrimitives.ReadInt64LittleEndian(end64.AsSpan(48))
            : null;
    }

    private static bool Fill(Stream archive, long at, byte[] buffer)
    {
        if (at < 0 || at > archive.Length - buffer.Length)
        {
            return false;
        }

        archive.Position = at;
        int count = 0;
        for (int read = 1; count < buffer.Length && read > 0; count += read)
        {
            read = archive.Read(buffer, count, buffer.Length - count);
        }

        return count == buffer.Length;
    }

    private static int U16(byte[] octets, int at) => BinaryPrimitives.ReadUInt16LittleEndian(octets.AsSpan(at));

    private static uint U32(byte[] octets, int at) => BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(at));
}
