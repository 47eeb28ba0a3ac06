using System.IO;
using System.IO.Compression;
using SmtpTls.Mail;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>
/// Gzip (RFC 1952) unpacked, with the one thing that the platform does not say: whether the file was whole. The platform reads a file that was
/// cut as if it ended there. So a little gzip member of our own stands behind the file: it comes out only when all before it ended well.
/// </summary>
internal sealed class GzipLayer : ReadStream
{
    /// <summary>A member that holds the letter S, stored.</summary>
    private static readonly byte[] Sentinel =
    [
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1, 1, 0, 0xfe, 0xff, (byte)'S', 0xc3, 0xef, 0x60, 0x20, 1, 0, 0, 0,
    ];

    private readonly Appended _packed;
    private readonly GZipStream _unpacked;
    private bool _whole;

    public GzipLayer(Stream packed)
    {
        _packed = new Appended(packed);
        _unpacked = new GZipStream(_packed, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <exception cref="ReportFaultException">It is damaged, or was cut.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read;
        try
        {
            read = count == 0 ? 0 : _unpacked.Read(buffer, offset, count);
        }
        catch (InvalidDataException)
        {
            // The platform blames an unknown method of compression whatever is wrong.
            throw Damaged(_packed.SentinelRead ? "It was cut short." : "It is damaged: what it holds does not unpack, or does not have the length or checksum that it says.");
        }

        if (!_packed.SentinelRead)
        {
            return read;
        }

        // All of the file is unpacked before more of it is asked for: what comes now is the sentinel's letter, or the file was cut.
        if (read == 0)
        {
            return _whole || count == 0 ? 0 : throw Damaged("It was cut short.");
        }

        _whole = !_whole && read == 1 && buffer[offset] == (byte)'S';
        return _whole ? 0 : throw Damaged("It was cut short.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private static ReportFaultException Damaged(string text) => new(ProblemCode.BadArchive, "", text);

    private sealed class Appended(Stream file) : ReadStream
    {
        private bool _ended;

        /// <summary>True when something asked for more than the file has.</summary>
        public bool SentinelRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = _ended ? 0 : file.Read(buffer, offset, count);
            if (read > 0 || SentinelRead || count < Sentinel.Length)
            {
                return read;
            }

            _ended = SentinelRead = true;
            Sentinel.CopyTo(buffer, offset);
            return Sentinel.Length;
        }
    }
}
