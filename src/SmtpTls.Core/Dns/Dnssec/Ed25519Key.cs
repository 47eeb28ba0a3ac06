using System;
using System.Numerics;
using SmtpTls.Compat;

namespace SmtpTls.Dns.Dnssec;

/// <summary>
/// Ed25519 signatures checked (RFC 8032 §5.1.7, in DNS RFC 8080). The platform does not have it everywhere. A signature is a point R and a
/// number S; it is good when S times the base point is R plus h times the key's point, h being a hash over R, the key and the text. Only
/// public numbers go in, so nothing here hides how long it takes. Both multiplications run over the same doublings.
/// </summary>
internal sealed class Ed25519Key
{
    private const int KeyWindow = 5;
    private const int BaseWindow = 8;

    /// <summary>RFC 8032 §5.1: the order of the base point.</summary>
    private static readonly BigInteger Order = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly Point25519.Ready[] BaseMultiples = Point25519.Base.OddMultiples(1 << (BaseWindow - 2));

    private readonly byte[] _octets;
    private readonly Point25519.Ready[] _minusKey;

    private Ed25519Key(byte[] octets, Point25519 point)
    {
        _octets = octets;
        _minusKey = point.Negate().OddMultiples(1 << (KeyWindow - 2));
    }

    /// <summary>Null when the octets are no point of the curve.</summary>
    public static Ed25519Key? Read(byte[] octets) => Point25519.Decode(octets) is { } point ? new Ed25519Key((byte[])octets.Clone(), point) : null;

    public bool Verify(byte[] data, byte[] signature)
    {
        if (signature.Length != 64)
        {
            return false;
        }

        // RFC 8032 §5.1.7 step 1: S must be below the order, else anyone could make a second signature from the first.
        BigInteger s = Number(signature.AsSpan(32));
        if (s >= Order)
        {
            return false;
        }

        byte[] hashed = new byte[64 + data.Length];
        signature.AsSpan(0, 32).CopyTo(hashed);
        _octets.CopyTo(hashed, 32);
        data.CopyTo(hashed, 64);
        BigInteger h = Number(Hashes.Sha512(hashed)) % Order;
        return Combine(s, h).Encode().AsSpan().SequenceEqual(signature.AsSpan(0, 32));
    }

    /// <summary>s times the base point minus h times the key's point.</summary>
    private Point25519 Combine(BigInteger s, BigInteger h)
    {
        sbyte[] baseDigits = Digits(s, BaseWindow);
        sbyte[] keyDigits = Digits(h, KeyWindow);
        int top = 255;
        while (top > 0 && baseDigits[top] == 0 && keyDigits[top] == 0)
        {
            top--;
        }

        Point25519 sum = Point25519.Neutral;
        for (int i = top; i >= 0; i--)
        {
            sum = sum.Double();
            sum = keyDigits[i] == 0 ? sum : sum.Add(_minusKey[Math.Abs(keyDigits[i]) / 2], keyDigits[i] < 0);
            sum = baseDigits[i] == 0 ? sum : sum.Add(BaseMultiples[Math.Abs(baseDigits[i]) / 2], baseDigits[i] < 0);
        }

        return sum;
    }

    /// <summary>A number as odd digits with zeros between them, so that few additions are left (width-w non-adjacent form).</summary>
    private static sbyte[] Digits(BigInteger number, int window)
    {
        sbyte[] digits = new sbyte[256];
        byte[] octets = new byte[34];
        number.ToByteArray().AsSpan().CopyTo(octets);
        int carry = 0;
        for (int bit = 0; bit < 256;)
        {
            if (((Bits(octets, bit, 1) + carry) & 1) == 0)
            {
                // A carry over a one bit goes on; over a zero bit it would have made the sum odd.
                digits[bit++] = 0;
                continue;
            }

            int part = Bits(octets, bit, window) + carry;
            carry = part >= 1 << (window - 1) ? 1 : 0;
            digits[bit] = (sbyte)(part - (carry << window));
            bit += window;
        }

        return digits;
    }

    private static int Bits(byte[] octets, int bit, int count)
    {
        int at = bit >> 3;
        int word = octets[at] | (at + 1 < octets.Length ? octets[at + 1] << 8 : 0);
        return (word >> (bit & 7)) & ((1 << count) - 1);
    }

    private static BigInteger Number(ReadOnlySpan<byte> octets)
    {
        // A zero octet on top: without it a set top bit would read as a sign.
        byte[] padded = new byte[octets.Length + 1];
        octets.CopyTo(padded);
        return new BigInteger(padded);
    }
}
