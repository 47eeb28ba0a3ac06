using System;

namespace SmtpTls.Mail;

/// <summary>The octets of one body, up to the boundary that ends it. The line end before a boundary belongs to the boundary (RFC 2046 §5.1.1).</summary>
/// <param name="source">Stands at the first line.</param>
/// <param name="isBoundary">Tells the lines that end the body.</param>
/// <param name="unquote">True in an mbox, where lines that begin with From are quoted by one more <c>&gt;</c>.</param>
internal sealed class BodyStream(LineSource source, BoundaryTest isBoundary, bool unquote) : ReadStream
{
    // The line end of the last line, which is the body's only when another line follows, and then goes out before it.
    private readonly byte[] _held = new byte[2];
    private readonly byte[] _out = new byte[2];
    private int _heldCount;
    private int _outCount;
    private int _outAt;
    private int _contentAt;
    private int _contentLeft;
    private bool _ended;

    public override int Read(byte[] buffer, int offset, int count)
    {
        int written = 0;
        while (written < count)
        {
            if (_outAt < _outCount)
            {
                buffer[offset + written++] = _out[_outAt++];
            }
            else if (_contentLeft > 0)
            {
                written += CopyContent(buffer.AsSpan(offset + written, count - written));
            }
            else if (!Advance())
            {
                break;
            }
        }

        return written;
    }

    /// <summary>Goes past what was not read.</summary>
    public void Drain()
    {
        _outAt = _outCount;
        if (_contentLeft > 0)
        {
            _contentLeft = 0;
            source.Take();
        }

        while (!_ended)
        {
            ReadOnlySpan<byte> piece = source.Peek();
            _ended = piece.Length == 0 || (source.AtLineStart && isBoundary(piece));
            if (!_ended)
            {
                source.Take();
            }
        }
    }

    private int CopyContent(Span<byte> target)
    {
        int part = Math.Min(_contentLeft, target.Length);
        source.Peek().Slice(_contentAt, part).CopyTo(target);
        _contentAt += part;
        _contentLeft -= part;
        if (_contentLeft == 0)
        {
            source.Take();
        }

        return part;
    }

    private bool Advance()
    {
        ReadOnlySpan<byte> piece = source.Peek();
        bool boundary = piece.Length > 0 && source.AtLineStart && isBoundary(piece);
        if (_ended || boundary)
        {
            _ended = true;
            return false;
        }

        Array.Copy(_held, _out, _heldCount);
        (_outCount, _outAt) = (_heldCount, 0);
        int end = LineSource.LineEnd(piece);
        piece.Slice(piece.Length - end).CopyTo(_held);
        _heldCount = end;
        _ended = piece.Length == 0;
        _contentAt = unquote && source.AtLineStart && IsQuoted(piece) ? 1 : 0;
        _contentLeft = piece.Length - _contentAt - end;
        if (_contentLeft == 0)
        {
            source.Take();
        }

        return !_ended || _outCount > 0;
    }

    private static bool IsQuoted(ReadOnlySpan<byte> line)
    {
        int i = 0;
        while (i < line.Length && line[i] == '>')
        {
            i++;
        }

        return i > 0 && line.Slice(i).StartsWith("From "u8);
    }
}
