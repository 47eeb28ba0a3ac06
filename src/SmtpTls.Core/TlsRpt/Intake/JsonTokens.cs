using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Json;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>JSON from a stream, a token at a time, in a buffer that holds one value and not the file.</summary>
internal ref struct JsonTokens
{
    private const int Small = 8 * 1024, Usual = 64 * 1024;
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ReportLimits.MostDepth + 2 };
    private readonly Stream _stream;
    private readonly long _most;
    private byte[] _buffer;
    private int _filled;
    private long _total;
    private bool _final;
    private int _mark;
    private Utf8JsonReader _reader;

    /// <param name="stream">From its beginning; a byte order mark is passed over, UTF-16 is put into UTF-8.</param>
    /// <param name="most">Octets that are read of it.</param>
    public JsonTokens(Stream stream, long most)
    {
        _stream = stream;
        _most = most;
        _buffer = ArrayPool<byte>.Shared.Rent(Small);
        _reader = default;
        Fill();
        ReadOnlySpan<byte> start = new(_buffer, 0, _filled);
        if (IsUtf16(start, out bool bigEndian))
        {
            ToUtf8(bigEndian);
            start = new ReadOnlySpan<byte>(_buffer, 0, _filled);
        }

        int mark = start.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? 3 : 0;
        _reader = new Utf8JsonReader(start.Slice(mark), _final, new JsonReaderState(Options));
        _mark = mark;
    }

    public readonly JsonTokenType Type => _reader.TokenType;

    /// <summary>The octets of a name, string or number as they stand there.</summary>
    public readonly ReadOnlySpan<byte> Value => _reader.ValueSpan;

    public readonly bool IsEscaped => _reader.ValueIsEscaped;

    /// <summary>True when the text was UTF-16.</summary>
    public bool WasUtf16 { get; private set; }

    /// <summary>Goes to the next token; false at the end.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="ReportFaultException">A limit is reached.</exception>
    public bool Read()
    {
        while (!_reader.Read())
        {
            if (_final)
            {
                return false;
            }

            Refill();
        }

        if (_reader.CurrentDepth > ReportLimits.MostDepth)
        {
            throw new ReportFaultException(ProblemCode.TooDeep, "", $"Objects and lists are nested more than {ReportLimits.MostDepth} deep; a report needs 6.");
        }

        return true;
    }

    /// <summary>Goes to the end of the value that begins here.</summary>
    public void Skip()
    {
        if (_reader.TokenType is JsonTokenType.PropertyName)
        {
            Read();
        }

        int depth = 0;
        do
        {
            depth += _reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1
                : _reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray ? -1 : 0;
        }
        while (depth > 0 && Read());
    }

    /// <summary>What was read from the stream and stands behind the token.</summary>
    public readonly ReadOnlySpan<byte> Ahead => new(_buffer, At, _filled - At);

    /// <summary>About where in the text the reading is.</summary>
    public readonly long Position => _total - _filled + At;

    private readonly int At => _mark + (int)_reader.BytesConsumed;

    /// <summary>Goes behind octets that are known to be further values, whole, of the list that the token is in.</summary>
    public void Pass(int octets)
    {
        if (octets > 0)
        {
            _mark = At + octets;
            _reader = new Utf8JsonReader(new ReadOnlySpan<byte>(_buffer, _mark, _filled - _mark), _final, _reader.CurrentState);
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0 && !WasUtf16)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Refill()
    {
        int consumed = At;
        int left = _filled - consumed;
        if (left > 0)
        {
            Buffer.BlockCopy(_buffer, consumed, _buffer, 0, left);
        }

        _filled = left;
        if (left * 2 > _buffer.Length || _buffer.Length < Usual)
        {
            Grow();
        }

        Fill();
        _mark = 0;
        _reader = new Utf8JsonReader(new ReadOnlySpan<byte>(_buffer, 0, _filled), _final, _reader.CurrentState);
    }

    private void Grow()
    {
        if (_buffer.Length > ReportLimits.MostValueOctets)
        {
            throw new ReportFaultException(ProblemCode.TooLarge, "", $"A single value is longer than {ReportLimits.MostValueOctets} octets.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 4);
        Buffer.BlockCopy(_buffer, 0, larger, 0, _filled);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    // One read is enough for most reports, and a second then says that it was all.
    private void Fill()
    {
        int before = _filled;
        while (!_final && _filled < _buffer.Length)
        {
            int count = _stream.Read(_buffer, _filled, _buffer.Length - _filled);
            _final = count == 0;
            _filled += count;
        }

        _total += _filled - before;
        if (_total > _most)
        {
            throw new ReportFaultException(ProblemCode.TooLarge, "", $"It is larger than {_most} octets when unpacked, the most that is read.");
        }
    }

    private static bool IsUtf16(ReadOnlySpan<byte> start, out bool bigEndian)
    {
        bigEndian = start.Length >= 2 && ((start[0] == 0xfe && start[1] == 0xff) || (start[0] == 0 && start[1] is (byte)'{' or (byte)'['));
        return bigEndian || (start.Length >= 2 && ((start[0] == 0xff && start[1] == 0xfe) || (start[0] is (byte)'{' or (byte)'[' && start[1] == 0)));
    }

    /// <summary>Reads all there is: UTF-16 is too rare to be worth more.</summary>
    private void ToUtf8(bool bigEndian)
    {
        using MemoryStream all = new();
        while (_filled > 0)
        {
            all.Write(_buffer, 0, _filled);
            _filled = 0;
            Fill();
        }

        string text = new UnicodeEncoding(bigEndian, byteOrderMark: true).GetString(all.GetBuffer(), 0, (int)all.Length).TrimStart('\ufeff');
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = Encoding.UTF8.GetBytes(text);
        _filled = _buffer.Length;
        _final = true;
        WasUtf16 = true;
    }
}
