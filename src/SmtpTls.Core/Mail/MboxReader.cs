using System;
using System.IO;

namespace SmtpTls.Mail;

/// <summary>
/// Reads an mbox: messages one after the other, each below a line <c>From sender date</c> that follows an empty line (RFC 4155). Lines of a
/// message that begin so are quoted by <c>&gt;</c>, which is taken away again.
/// </summary>
internal sealed class MboxReader
{
    private readonly LineSource _source;
    private readonly MailLimits _limits;
    private MimeReader? _current;

    public MboxReader(Stream stream, MailLimits limits)
    {
        _source = new LineSource(stream);
        _limits = limits;
    }

    /// <summary>How far the reading is, in octets of the file.</summary>
    public long Position => _source.Taken;

    /// <summary>The next message; null at the end. The one before is read to its end.</summary>
    public MimeReader? Next()
    {
        _current?.Drain();
        while (_source.Peek() is { Length: > 0 } line)
        {
            bool separates = IsSeparator(line);
            _source.Take();
            if (separates)
            {
                PassLine();
                _current = new MimeReader(_source, _limits, IsSeparator);
                return _current;
            }
        }

        return null;
    }

    /// <summary>Whether a file that begins with this is an mbox.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.StartsWith("From "u8) && HasTime(start);

    // A paragraph may begin with "From " too: the time tells them apart.
    private bool IsSeparator(ReadOnlySpan<byte> line) => _source.AtLineStart && _source.BehindBlank && line.StartsWith("From "u8) && HasTime(line);

    private static bool HasTime(ReadOnlySpan<byte> start)
    {
        int end = start.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? start : start.Slice(0, end);
        for (int i = 5; i + 4 < line.Length; i++)
        {
            if (line[i + 2] == ':' && IsDigit(line[i]) && IsDigit(line[i + 1]) && IsDigit(line[i + 3]) && IsDigit(line[i + 4]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    // The rest of a separator that is longer than the buffer.
    private void PassLine()
    {
        while (!_source.AtLineStart && _source.Peek().Length > 0)
        {
            _source.Take();
        }
    }
}
