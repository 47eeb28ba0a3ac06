using System;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace SmtpTls.Audit.Journal;

/// <summary>Facts in a journal: compressed, since DNS messages, dialogues and certificates of one list resemble each other, and in one line.</summary>
internal static class JournalBody
{
    private const int MostOctets = 32 * 1024 * 1024;

    public static string Pack(string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        using MemoryStream packed = new(octets.Length / 4);
        using (DeflateStream deflate = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(octets, 0, octets.Length);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>Null when it is none, or grows beyond what facts can be. Never throws.</summary>
    public static string? Unpack(string body)
    {
        try
        {
            using DeflateStream inflate = new(new MemoryStream(Convert.FromBase64String(body)), CompressionMode.Decompress);
            using MemoryStream octets = new();
            byte[] buffer = new byte[16 * 1024];
            int count;
            while ((count = inflate.Read(buffer, 0, buffer.Length)) > 0)
            {
                if (octets.Length + count > MostOctets)
                {
                    return null;
                }

                octets.Write(buffer, 0, count);
            }

            return Encoding.UTF8.GetString(octets.GetBuffer(), 0, (int)octets.Length);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return null;
        }
    }
}
