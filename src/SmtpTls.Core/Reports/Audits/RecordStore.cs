using System;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace SmtpTls.Reports.Audits;

/// <summary>
/// Records that the page's script reads one at a time: JSON, so many in a block, each block deflated (RFC 1951) and in base64 in an element of its own. The
/// record at place n is in block n / <see cref="PerBlock"/>. Base64 holds no character that HTML minds.
/// </summary>
/// <param name="name">A letter: the elements are <c>name0, name1</c> and so on.</param>
/// <param name="spool">Where blocks wait for the page.</param>
internal sealed class RecordStore(string name, RecordSpool spool) : IDisposable
{
    public const int PerBlock = 64;
    private readonly MemoryStream _open = new();
    private int _blocks;

    /// <summary>How many records there are: the place of the next.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one record.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    /// <returns>Its place.</returns>
    public int Add(byte[] json)
    {
        _open.WriteByte((byte)(Count % PerBlock == 0 ? '[' : ','));
        _open.Write(json, 0, json.Length);
        int place = Count++;
        if (Count % PerBlock == 0)
        {
            Flush();
        }

        return place;
    }

    /// <summary>Closes the last block. Nothing may be added after it.</summary>
    public void Finish()
    {
        if (_open.Length > 0)
        {
            Flush();
        }
    }

    public void Dispose() => _open.Dispose();

    private void Flush()
    {
        _open.WriteByte((byte)']');
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            _open.WriteTo(deflate);
        }

        _open.SetLength(0);
        spool.Write(Encoding.ASCII.GetBytes($"<script type=\"text/plain\" id=\"{name}{_blocks++}\">{Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length)}</script>\n"));
    }
}
