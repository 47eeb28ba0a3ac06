using System;
using System.Globalization;

namespace SmtpTls.Tls;

/// <summary>What <see cref="RecordReader"/> finds, in order.</summary>
internal interface IRecordListener
{
    /// <summary>A whole handshake message (RFC 8446 §4): its type and its body.</summary>
    void OnMessage(int type, ReadOnlySpan<byte> body);

    void OnAlert(int level, int code);

    void OnCipherChange();
}

/// <summary>
/// Reads the clear part of one direction of a TLS connection as it passes: records (RFC 8446 §5.1) in pieces of any size, handshake messages in any
/// number of records. It stops for good at the first encrypted record, at anything that is no record, or at a limit; it never throws.
/// </summary>
internal sealed class RecordReader(IRecordListener listener)
{
    /// <summary>The longest handshake message that is kept. OpenSSL takes certificate lists up to 100 KiB.</summary>
    public const int MostMessage = 128 * 1024;
    private const int MostTotal = 512 * 1024;
    private const int MostRecord = (16 * 1024) + 2048;
    private const int Change = 20, Alert = 21, Handshake = 22, Data = 23;

    private readonly byte[] _header = new byte[5];
    private readonly byte[] _first = new byte[64];
    private readonly byte[] _alert = new byte[2];
    private byte[] _message = new byte[1024];
    private int _headerCount, _firstCount, _alertCount, _messageCount, _left, _total;

    /// <summary>Nothing more is read: the clear part is over, or <see cref="Problem"/> says why not.</summary>
    public bool Done { get; private set; }

    /// <summary>What came was never TLS.</summary>
    public bool NotTls { get; private set; }

    /// <summary>Why reading stopped before the clear part's end; null when it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>A message was larger than the limit.</summary>
    public bool TooLarge { get; private set; }

    /// <summary>The first octets, for showing what came when it was no TLS.</summary>
    public ReadOnlySpan<byte> First => _first.AsSpan(0, _firstCount);

    public void Feed(ReadOnlySpan<byte> octets)
    {
        int kept = Math.Min(octets.Length, _first.Length - _firstCount);
        octets.Slice(0, kept).CopyTo(_first.AsSpan(_firstCount));
        _firstCount += kept;
        while (octets.Length > 0 && !Done)
        {
            octets = _left == 0 ? TakeHeader(octets) : TakePayload(octets);
        }
    }

    private ReadOnlySpan<byte> TakeHeader(ReadOnlySpan<byte> octets)
    {
        _header[_headerCount++] = octets[0];
        Count(1);
        int type = _header[0];
        if (type is < Change or > Data || (_headerCount >= 2 && _header[1] != 3))
        {
            NotTls = _total <= _header.Length;
            Stop(NotTls ? null : "a record has the unknown type " + Text(type));
        }
        else if (_headerCount == _header.Length)
        {
            _headerCount = 0;
            _left = (_header[3] << 8) | _header[4];
            if (type == Data)
            {
                Done = true;
            }
            else if (_left > MostRecord)
            {
                Stop("a record is " + Text(_left) + " octets long, more than the standard allows");
            }
        }

        return octets.Slice(1);
    }

    private ReadOnlySpan<byte> TakePayload(ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> part = octets.Slice(0, Math.Min(_left, octets.Length));
        _left -= part.Length;
        Count(part.Length);
        if (_header[0] == Change)
        {
            if (_left == 0)
            {
                listener.OnCipherChange();
            }
        }
        else if (_header[0] == Alert)
        {
            TakeAlert(part);
        }
        else
        {
            TakeHandshake(part);
        }

        return octets.Slice(part.Length);
    }

    private void TakeAlert(ReadOnlySpan<byte> part)
    {
        foreach (byte octet in part)
        {
            _alert[_alertCount++] = octet;
            if (_alertCount == 2)
            {
                _alertCount = 0;
                listener.OnAlert(_alert[0], _alert[1]);
            }
        }
    }

    private void TakeHandshake(ReadOnlySpan<byte> part)
    {
        while (part.Length > 0 && !Done)
        {
            int whole = _messageCount < 4 ? 4 : 4 + Length();
            if (whole > MostMessage)
            {
                TooLarge = true;
                Stop($"the handshake message {MessageName(_message[0])} is {Text(whole - 4)} octets long, more than the {Text(MostMessage)} that are read");
                return;
            }

            int taken = Math.Min(whole - _messageCount, part.Length);
            Keep(part.Slice(0, taken));
            part = part.Slice(taken);
            if (_messageCount >= 4 && _messageCount == 4 + Length())
            {
                _messageCount = 0;
                listener.OnMessage(_message[0], _message.AsSpan(4, Length()));
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_messageCount + part.Length > _message.Length)
        {
            Array.Resize(ref _message, Math.Max(_messageCount + part.Length, Math.Min(2 * _message.Length, MostMessage)));
        }

        part.CopyTo(_message.AsSpan(_messageCount));
        _messageCount += part.Length;
    }

    private int Length() => (_message[1] << 16) | (_message[2] << 8) | _message[3];

    private void Count(int octets)
    {
        _total += octets;
        if (_total > MostTotal)
        {
            Stop("more than " + Text(MostTotal) + " octets came in clear");
        }
    }

    private void Stop(string? problem)
    {
        Done = true;
        Problem ??= problem;
    }

    private static string MessageName(int type) => type switch
    {
        2 => "ServerHello",
        11 => "Certificate",
        12 => "ServerKeyExchange",
        13 => "CertificateRequest",
        22 => "CertificateStatus",
        _ => Text(type),
    };

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
