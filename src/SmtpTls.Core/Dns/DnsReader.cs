using System;
using System.Buffers.Binary;

namespace SmtpTls.Dns;

/// <summary>
/// Reads a message between two bounds. The first thing that is wrong is kept as one word in <see cref="Error"/>; from then on every read
/// gives zeros and nothing moves, so a caller may ask once at the end. Names may point before the bounds, never after where they stand.
/// </summary>
internal ref struct DnsReader
{
    /// <summary>A name of 255 octets has at most 127 labels, so more pointers than that serve no one.</summary>
    private const int MostPointers = 127;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _end;
    private readonly string _shortError;

    /// <param name="message">The whole message, for pointers.</param>
    /// <param name="at">Where to begin.</param>
    /// <param name="end">Where to stop.</param>
    /// <param name="shortError">The word for an end that comes too early.</param>
    public DnsReader(ReadOnlySpan<byte> message, int at, int end, string shortError)
    {
        _message = message;
        _end = end;
        _shortError = shortError;
        At = at;
        Error = null;
    }

    public int At { get; private set; }

    public string? Error { get; private set; }

    public readonly int Left => Error is null ? _end - At : 0;

    public void Fail(string error) => Error ??= error;

    public byte U8() => Take(1) is { Length: 1 } octets ? octets[0] : (byte)0;

    public ushort U16() => Take(2) is { Length: 2 } octets ? BinaryPrimitives.ReadUInt16BigEndian(octets) : (ushort)0;

    public uint U32() => Take(4) is { Length: 4 } octets ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;

    public byte[] Octets(int count) => Take(count).ToArray();

    public byte[] Rest() => Octets(Left);

    public byte[] ShortOctets() => Octets(U8());

    public void Skip(int count) => Take(count);

    /// <summary>RFC 1035 §4.1.4. The root when it is malformed.</summary>
    public DnsName Name()
    {
        Span<byte> wire = stackalloc byte[DnsName.MostOctets];
        int length = 0;
        int pointers = 0;
        int at = At;
        int bound = At;
        while (Error is null)
        {
            // Before the first pointer the name stands inside our bounds; behind one it stands in what came earlier.
            if (at >= (pointers == 0 ? _end : _message.Length))
            {
                Fail(_shortError);
                break;
            }

            byte octet = _message[at];
            if (octet >= 0xc0)
            {
                at = Pointer(at, ref bound, ref pointers);
            }
            else if (octet > DnsName.MostLabelOctets)
            {
                // RFC 6891 §5: label types 01 and 10 are not in use.
                Fail("bad-label");
            }
            else
            {
                at = Label(at, wire, ref length, pointers == 0);
                if (octet == 0)
                {
                    break;
                }
            }
        }

        return Error is null ? DnsName.FromWire(wire.Slice(0, length))! : DnsName.Root;
    }

    private int Label(int at, scoped Span<byte> wire, ref int length, bool inside)
    {
        int next = at + 1 + _message[at];
        if (next > (inside ? _end : _message.Length))
        {
            Fail(_shortError);
            return at;
        }

        if (length + next - at > wire.Length)
        {
            Fail("name-too-long");
            return at;
        }

        _message.Slice(at, next - at).CopyTo(wire.Slice(length));
        length += next - at;
        At = inside ? next : At;
        return next;
    }

    private int Pointer(int at, ref int bound, ref int pointers)
    {
        if (at + 2 > (pointers == 0 ? _end : _message.Length))
        {
            Fail(_shortError);
            return at;
        }

        int target = BinaryPrimitives.ReadUInt16BigEndian(_message.Slice(at)) & 0x3fff;
        At = pointers == 0 ? at + 2 : At;

        // RFC 1035 §4.1.4: a pointer names a prior occurrence. Each must go before where the part that holds it began: no loop can.
        if (target >= _message.Length)
        {
            Fail("pointer-out-of-range");
        }
        else if (target >= bound)
        {
            Fail(target == at || target == bound ? "compression-loop" : "forward-pointer");
        }
        else if (++pointers > MostPointers)
        {
            Fail("too-many-pointers");
        }

        bound = target;
        return target;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left || Error is not null)
        {
            Fail(_shortError);
            return [];
        }

        At += count;
        return _message.Slice(At - count, count);
    }
}
