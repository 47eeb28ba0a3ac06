using System;

namespace SmtpTls.Tls;

/// <summary>
/// Reads the presentation language of RFC 8446 §3 (big-endian numbers, vectors with a length in front). Past the end it gives zeros and
/// remembers, so that a reader checks <see cref="Failed"/> once at the end and no input makes it throw.
/// </summary>
internal ref struct OctetReader(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> _rest = octets;

    /// <summary>Something was asked for that was not there.</summary>
    public bool Failed { get; private set; }

    public readonly bool AtEnd => _rest.Length == 0;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            Failed = true;
            _rest = default;
            return default;
        }

        ReadOnlySpan<byte> taken = _rest.Slice(0, count);
        _rest = _rest.Slice(count);
        return taken;
    }

    /// <summary>A number of one to three octets.</summary>
    public int Number(int size)
    {
        int value = 0;
        foreach (byte octet in Take(size))
        {
            value = (value << 8) | octet;
        }

        return value;
    }

    /// <summary>A vector whose length stands in front, in <paramref name="lengthSize"/> octets.</summary>
    public ReadOnlySpan<byte> Vector(int lengthSize) => Take(Number(lengthSize));
}
