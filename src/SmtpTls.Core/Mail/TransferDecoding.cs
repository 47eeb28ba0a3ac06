using System;
using System.Collections.Generic;
using System.IO;

namespace SmtpTls.Mail;

/// <summary>Undoes a content transfer encoding (RFC 2045 §6).</summary>
internal static class TransferDecoding
{
    /// <param name="encoding">The value of <c>Content-Transfer-Encoding</c>; what is not known is taken as it is.</param>
    /// <param name="raw">The body as sent.</param>
    public static Stream Of(string? encoding, Stream raw) => encoding?.Trim().ToLowerInvariant() switch
    {
        "base64" => new Base64Stream(raw),
        "quoted-printable" => new QuotedPrintableStream(raw),
        _ => raw,
    };
}

/// <summary>Octets of a stream one at a time, without a call into it for each.</summary>
internal abstract class DecodingStream(Stream raw) : ReadStream
{
    private readonly byte[] _input = new byte[4096];
    private int _at;
    private int _count;

    /// <summary>The next octet; -1 at the end.</summary>
    protected int Next()
    {
        if (_at == _count)
        {
            (_at, _count) = (0, raw.Read(_input, 0, _input.Length));
            if (_count == 0)
            {
                return -1;
            }
        }

        return _input[_at++];
    }
}

/// <summary>
/// Base64 (RFC 2045 §6.8). Characters outside the alphabet are passed over, as that section demands; padding ends a group and not the content,
/// so that pieces which were encoded one by one and put together are read whole.
/// </summary>
internal sealed class Base64Stream(Stream raw) : DecodingStream(raw)
{
    private static readonly sbyte[] Values = MakeValues();
    private readonly byte[] _group = new byte[3];
    private int _groupAt;
    private int _groupCount;

    public override int Read(byte[] buffer, int offset, int count)
    {
        int written = 0;
        while (written < count && (_groupAt < _groupCount || ReadGroup()))
        {
            buffer[offset + written++] = _group[_groupAt++];
        }

        return written;
    }

    private bool ReadGroup()
    {
        int bits = 0, digits = 0;
        _groupAt = _groupCount = 0;
        while (digits < 4)
        {
            int c = Next();
            int value = c < 0 ? -1 : Values[c];
            if (c < 0 || (c == '=' && digits > 0))
            {
                break;
            }

            if (value >= 0)
            {
                bits = (bits << 6) | value;
                digits++;
            }
        }

        // 2 digits hold one octet, 3 hold two; one digit alone holds none.
        bits <<= 6 * (4 - digits);
        _group[0] = (byte)(bits >> 16);
        _group[1] = (byte)(bits >> 8);
        _group[2] = (byte)bits;
        _groupCount = Math.Max(digits - 1, 0);
        return _groupCount > 0;
    }

    private static sbyte[] MakeValues()
    {
        const string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        sbyte[] values = new sbyte[256];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (sbyte)digits.IndexOf((char)i);
        }

        return values;
    }
}

/// <summary>Quoted-printable (RFC 2045 §6.7). An equals sign that begins no escape is kept.</summary>
internal sealed class QuotedPrintableStream(Stream raw) : DecodingStream(raw)
{
    // Octets that were looked at for an escape that was none; they are read again.
    private readonly Queue<int> _again = new();

    public override int Read(byte[] buffer, int offset, int count)
    {
        int written = 0, next = 0;
        while (written < count && (next = NextOrAgain()) >= 0)
        {
            if (next != '=')
            {
                buffer[offset + written++] = (byte)next;
            }
            else if (Escaped() is { } octet)
            {
                buffer[offset + written++] = octet;
            }
        }

        return written;
    }

    private int NextOrAgain() => _again.Count > 0 ? _again.Dequeue() : Next();

    /// <summary>The octet that an escape stands for; null for a soft line break.</summary>
    private byte? Escaped()
    {
        int one = NextOrAgain();
        while (one is ' ' or '\t')
        {
            // White space at the end of a line was added on the way.
            one = NextOrAgain();
        }

        if (one is '\n' or < 0)
        {
            return null;
        }

        int two = NextOrAgain();
        if (one == '\r' && two == '\n')
        {
            return null;
        }

        if (Digit(one) >= 0 && Digit(two) >= 0)
        {
            return (byte)((Digit(one) << 4) | Digit(two));
        }

        _again.Enqueue(one);
        if (two >= 0)
        {
            _again.Enqueue(two);
        }

        return (byte)'=';
    }

    private static int Digit(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'A' and <= 'F' => c - 'A' + 10,
        >= 'a' and <= 'f' => c - 'a' + 10,
        _ => -1,
    };
}
