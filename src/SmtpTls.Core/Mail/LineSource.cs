using System;
using System.IO;

namespace SmtpTls.Mail;

/// <summary>
/// Octets by lines, looked at before they are taken. A line longer than the buffer comes in pieces, so that no line costs more memory than
/// the buffer has.
/// </summary>
internal sealed class LineSource(Stream stream)
{
    private const int Size = 16 * 1024;
    private readonly byte[] _buffer = new byte[Size];
    private int _start;
    private int _end;
    private int _peeked;
    private bool _ended;
    private bool _begun;

    /// <summary>That of UTF-8.</summary>
    public static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>True where the next piece begins a line.</summary>
    public bool AtLineStart { get; private set; } = true;

    /// <summary>True at the start and behind an empty line.</summary>
    public bool BehindBlank { get; private set; } = true;

    /// <summary>Octets taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>The next piece with its line feed, if it reaches one; empty at the end. Good until the next call.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        while (_peeked == 0)
        {
            int feed = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (feed >= 0)
            {
                _peeked = feed + 1 - _start;
            }
            else if (_ended || _end - _start == Size)
            {
                _peeked = _end - _start;
                break;
            }
            else
            {
                Fill();
            }
        }

        return new ReadOnlySpan<byte>(_buffer, _start, _peeked);
    }

    /// <summary>Goes past the piece that was looked at.</summary>
    public void Take()
    {
        ReadOnlySpan<byte> piece = Peek();
        if (piece.Length == 0)
        {
            return;
        }

        bool ends = piece[piece.Length - 1] == '\n';
        BehindBlank = ends && AtLineStart && piece.Length - LineEnd(piece) == 0;
        AtLineStart = ends;
        Taken += piece.Length;
        _start += piece.Length;
        _peeked = 0;
    }

    /// <summary>How many octets at the end of a piece are its line end: 0, 1 or 2.</summary>
    public static int LineEnd(ReadOnlySpan<byte> piece)
    {
        if (piece.Length == 0 || piece[piece.Length - 1] != '\n')
        {
            return 0;
        }

        return piece.Length > 1 && piece[piece.Length - 2] == '\r' ? 2 : 1;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        int count = stream.Read(_buffer, _end, Size - _end);
        _end += count;
        _ended = count == 0;
        if (!_begun && (_ended || _end >= ByteOrderMark.Length))
        {
            // Programs that save a mail as text put one before it; it is no part of the first field's name.
            _begun = true;
            _start += Taken == 0 && new ReadOnlySpan<byte>(_buffer, 0, _end).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        }
    }
}
