using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace SmtpTls.Mail;

/// <summary>
/// Reads one message (RFC 5322 with MIME, RFC 2045 and 2046) from its beginning to its end and gives its parts one after the other: the
/// message's header first, then what it holds, attached messages opened. Nothing is kept but the header sections, and the body of a part is a
/// stream, so that a message costs the same memory whatever its size. It never throws on what a message says; only reading may fail.
/// </summary>
internal sealed class MimeReader
{
    private readonly LineSource _source;
    private readonly MailLimits _limits;
    private readonly BoundaryTest? _isEnd;
    private readonly List<Frame> _frames = [];
    private Action? _finishBody;
    private HeaderSection? _messageText;
    private string _messagePlace = "";
    private bool _started;
    private bool _ended;
    private int _parts;

    public MimeReader(Stream stream, MailLimits limits)
        : this(new LineSource(stream), limits, null)
    {
    }

    /// <param name="source">Stands at the first field.</param>
    /// <param name="limits">How much is read.</param>
    /// <param name="isEnd">Tells the line that ends the message inside a larger file; null where the file's end does.</param>
    internal MimeReader(LineSource source, MailLimits limits, BoundaryTest? isEnd)
    {
        _source = source;
        _limits = limits;
        _isEnd = isEnd;
    }

    /// <summary>True when the message has more parts than are read.</summary>
    public bool Truncated { get; private set; }

    /// <summary>The next part; null at the end. The body of the one before is gone.</summary>
    public MimePart? Next()
    {
        if (_ended)
        {
            return null;
        }

        if (!_started)
        {
            _started = true;
            return OpenMessage();
        }

        if (_messageText is { } headers)
        {
            _messageText = null;
            return OpenText(headers);
        }

        _finishBody?.Invoke();
        _finishBody = null;
        return Advance();
    }

    /// <summary>Goes to the end of the message.</summary>
    public void Drain()
    {
        _finishBody?.Invoke();
        _finishBody = null;
        _frames.Clear();
        new BodyStream(_source, IsBoundary, false).Drain();
        _ended = true;
    }

    private MimePart? Advance()
    {
        while (true)
        {
            ReadOnlySpan<byte> line = _source.Peek();
            bool closing = false;
            int index = line.Length == 0 || _isEnd?.Invoke(line) == true ? -1 : Match(line, out closing);
            if (index < 0)
            {
                _ended = true;
                return null;
            }

            // The boundary of an outer multipart ends those inside it, closed or not.
            _frames.RemoveRange(index + 1, _frames.Count - index - 1);
            _source.Take();
            if (!closing)
            {
                return OpenPart(_frames[index]);
            }

            // What stands behind the last boundary (the epilogue, RFC 2046 §5.1.1) is passed over.
            _frames.RemoveAt(index);
            new BodyStream(_source, IsBoundary, false).Drain();
        }
    }

    private MimePart? OpenPart(Frame frame)
    {
        if (++_parts > _limits.MostParts)
        {
            Truncated = true;
            Drain();
            return null;
        }

        frame.Count++;
        string place = (frame.Place.Length == 0 ? "" : frame.Place + ".") + frame.Count.ToString(CultureInfo.InvariantCulture);
        HeaderSection headers = HeaderSection.Read(_source, IsBoundary, _limits.MostHeaderOctets);
        MediaType type = TypeOf(headers, frame.IsDigest ? "message/rfc822" : "text/plain");
        string encoding = (headers.Find("Content-Transfer-Encoding") ?? "").Trim().ToLowerInvariant();
        if (type.IsMessage && encoding is not ("base64" or "quoted-printable") && _frames.Count < _limits.MostDepth)
        {
            _started = false;
            _messagePlace = place;
            return new MimePart(MimePartKind.Container, place, headers, type, Stream.Null);
        }

        return Open(MimePartKind.Leaf, place, headers, type);
    }

    private MimePart OpenMessage()
    {
        HeaderSection headers = HeaderSection.Read(_source, IsBoundary, _limits.MostHeaderOctets);
        _messageText = headers;
        return new MimePart(MimePartKind.Message, _messagePlace, headers, TypeOf(headers, "text/plain"), Stream.Null);
    }

    private MimePart? OpenText(HeaderSection headers)
    {
        string place = _messagePlace;
        MediaType type = TypeOf(headers, "text/plain");
        if (BoundaryOf(type) is null || _frames.Count >= _limits.MostDepth)
        {
            return Open(MimePartKind.Leaf, place.Length == 0 ? "1" : place + ".1", headers, type);
        }

        Enter(place, type);
        return Next();
    }

    private MimePart Open(MimePartKind kind, string place, HeaderSection headers, MediaType type)
    {
        if (BoundaryOf(type) is not null && _frames.Count < _limits.MostDepth)
        {
            Enter(place, type);
            return new MimePart(MimePartKind.Container, place, headers, type, Stream.Null);
        }

        BodyStream body = new(_source, IsBoundary, _isEnd is not null);
        _finishBody = body.Drain;
        return new MimePart(kind, place, headers, type, TransferDecoding.Of(headers.Find("Content-Transfer-Encoding"), body));
    }

    private void Enter(string place, MediaType type)
    {
        _frames.Add(new Frame(place, Encoding.UTF8.GetBytes("--" + BoundaryOf(type)), type.Name == "multipart/digest"));

        // What stands before the first boundary (the preamble) is passed over with the next step.
        _finishBody = new BodyStream(_source, IsBoundary, false).Drain;
    }

    private static string? BoundaryOf(MediaType type) =>
        type.IsMultipart && type.Parameter("boundary")?.TrimEnd() is { Length: > 0 and <= 200 } boundary ? boundary : null;

    private static MediaType TypeOf(HeaderSection headers, string usual) => MediaType.Parse(headers.Find("Content-Type") is { Length: > 0 } text ? text : usual);

    private bool IsBoundary(ReadOnlySpan<byte> line) => _isEnd?.Invoke(line) == true || Match(line, out _) >= 0;

    /// <summary>The innermost multipart whose boundary this line is; -1 for none.</summary>
    private int Match(ReadOnlySpan<byte> line, out bool closes)
    {
        closes = false;
        if (line.Length < 3 || line[0] != '-' || line[1] != '-')
        {
            return -1;
        }

        for (int i = _frames.Count - 1; i >= 0; i--)
        {
            if (!line.StartsWith(_frames[i].Delimiter))
            {
                continue;
            }

            ReadOnlySpan<byte> rest = line.Slice(_frames[i].Delimiter.Length);
            closes = rest.StartsWith("--"u8);
            if (IsBlank(closes ? rest.Slice(2) : rest))
            {
                return i;
            }
        }

        closes = false;
        return -1;
    }

    private static bool IsBlank(ReadOnlySpan<byte> text)
    {
        foreach (byte c in text)
        {
            if (c is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A multipart that is open.</summary>
    private sealed class Frame(string place, byte[] delimiter, bool isDigest)
    {
        public string Place { get; } = place;

        public byte[] Delimiter { get; } = delimiter;

        public bool IsDigest { get; } = isDigest;

        public int Count { get; set; }
    }
}
