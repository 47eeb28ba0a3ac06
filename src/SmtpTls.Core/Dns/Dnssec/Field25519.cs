using System;
using System.Runtime.CompilerServices;

namespace SmtpTls.Dns.Dnssec;

/// <summary>
/// A number modulo 2^255 - 19, the field under Ed25519 (RFC 8032 §5.1): ten limbs of 26 and 25 bits by turns, each signed, so that a product
/// of two limbs and the sum of ten of them fit into 64 bits on every platform that Core runs on. A sum or a difference is not carried; the
/// next product is. So one sum or difference may go into a product, not a sum of sums. All values here are public: time may depend on them.
/// </summary>
internal struct Field25519
{
    private const int Limbs = 10;

    private int _0, _1, _2, _3, _4, _5, _6, _7, _8, _9;

    private Field25519(ReadOnlySpan<long> limbs)
    {
        _0 = (int)limbs[0];
        _1 = (int)limbs[1];
        _2 = (int)limbs[2];
        _3 = (int)limbs[3];
        _4 = (int)limbs[4];
        _5 = (int)limbs[5];
        _6 = (int)limbs[6];
        _7 = (int)limbs[7];
        _8 = (int)limbs[8];
        _9 = (int)limbs[9];
    }

    /// <summary>What a product comes to, carried as <see cref="Settle"/> does. Ten parameters, as numbers on their own stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Field25519(long h0, long h1, long h2, long h3, long h4, long h5, long h6, long h7, long h8, long h9)
    {
        h1 += (h0 + (1L << 25)) >> 26;
        h0 = Low(h0, 26);
        h5 += (h4 + (1L << 25)) >> 26;
        h4 = Low(h4, 26);
        h2 += (h1 + (1L << 24)) >> 25;
        h1 = Low(h1, 25);
        h6 += (h5 + (1L << 24)) >> 25;
        h5 = Low(h5, 25);
        h3 += (h2 + (1L << 25)) >> 26;
        h2 = Low(h2, 26);
        h7 += (h6 + (1L << 25)) >> 26;
        h6 = Low(h6, 26);
        h4 += (h3 + (1L << 24)) >> 25;
        h3 = Low(h3, 25);
        h8 += (h7 + (1L << 24)) >> 25;
        h7 = Low(h7, 25);
        h5 += (h4 + (1L << 25)) >> 26;
        h4 = Low(h4, 26);
        h9 += (h8 + (1L << 25)) >> 26;
        h8 = Low(h8, 26);
        h0 += 19 * ((h9 + (1L << 24)) >> 25);
        h9 = Low(h9, 25);
        h1 += (h0 + (1L << 25)) >> 26;
        h0 = Low(h0, 26);
        (_0, _1, _2, _3, _4) = ((int)h0, (int)h1, (int)h2, (int)h3, (int)h4);
        (_5, _6, _7, _8, _9) = ((int)h5, (int)h6, (int)h7, (int)h8, (int)h9);
    }

    public static Field25519 Zero => default;

    public static Field25519 One { get; } = new([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>The square of a square root of -1, that root: 2^((p-1)/4).</summary>
    public static Field25519 RootOfMinusOne { get; } = FindRootOfMinusOne();

    public readonly bool IsZero => Array.TrueForAll(ToOctets(), octet => octet == 0);

    public readonly bool IsOdd => (ToOctets()[0] & 1) != 0;

    public static Field25519 operator +(in Field25519 left, in Field25519 right)
    {
        Field25519 result = default;
        result._0 = left._0 + right._0;
        result._1 = left._1 + right._1;
        result._2 = left._2 + right._2;
        result._3 = left._3 + right._3;
        result._4 = left._4 + right._4;
        result._5 = left._5 + right._5;
        result._6 = left._6 + right._6;
        result._7 = left._7 + right._7;
        result._8 = left._8 + right._8;
        result._9 = left._9 + right._9;
        return result;
    }

    public static Field25519 operator -(in Field25519 left, in Field25519 right)
    {
        Field25519 result = default;
        result._0 = left._0 - right._0;
        result._1 = left._1 - right._1;
        result._2 = left._2 - right._2;
        result._3 = left._3 - right._3;
        result._4 = left._4 - right._4;
        result._5 = left._5 - right._5;
        result._6 = left._6 - right._6;
        result._7 = left._7 - right._7;
        result._8 = left._8 - right._8;
        result._9 = left._9 - right._9;
        return result;
    }

    public static Field25519 operator *(in Field25519 left, in Field25519 right)
    {
        long f0 = left._0, f1 = left._1, f2 = left._2, f3 = left._3, f4 = left._4, f5 = left._5, f6 = left._6, f7 = left._7, f8 = left._8, f9 = left._9;
        long g0 = right._0, g1 = right._1, g2 = right._2, g3 = right._3, g4 = right._4, g5 = right._5, g6 = right._6, g7 = right._7, g8 = right._8, g9 = right._9;
        long d1 = 2 * f1, d3 = 2 * f3, d5 = 2 * f5, d7 = 2 * f7, d9 = 2 * f9;
        long n1 = 19 * g1, n2 = 19 * g2, n3 = 19 * g3, n4 = 19 * g4, n5 = 19 * g5, n6 = 19 * g6, n7 = 19 * g7, n8 = 19 * g8, n9 = 19 * g9;
        long h0 = (f0 * g0) + (d1 * n9) + (f2 * n8) + (d3 * n7) + (f4 * n6)
            + (d5 * n5) + (f6 * n4) + (d7 * n3) + (f8 * n2) + (d9 * n1);
        long h1 = (f0 * g1) + (f1 * g0) + (f2 * n9) + (f3 * n8) + (f4 * n7)
            + (f5 * n6) + (f6 * n5) + (f7 * n4) + (f8 * n3) + (f9 * n2);
        long h2 = (f0 * g2) + (d1 * g1) + (f2 * g0) + (d3 * n9) + (f4 * n8)
            + (d5 * n7) + (f6 * n6) + (d7 * n5) + (f8 * n4) + (d9 * n3);
        long h3 = (f0 * g3) + (f1 * g2) + (f2 * g1) + (f3 * g0) + (f4 * n9)
            + (f5 * n8) + (f6 * n7) + (f7 * n6) + (f8 * n5) + (f9 * n4);
        long h4 = (f0 * g4) + (d1 * g3) + (f2 * g2) + (d3 * g1) + (f4 * g0)
            + (d5 * n9) + (f6 * n8) + (d7 * n7) + (f8 * n6) + (d9 * n5);
        long h5 = (f0 * g5) + (f1 * g4) + (f2 * g3) + (f3 * g2) + (f4 * g1)
            + (f5 * g0) + (f6 * n9) + (f7 * n8) + (f8 * n7) + (f9 * n6);
        long h6 = (f0 * g6) + (d1 * g5) + (f2 * g4) + (d3 * g3) + (f4 * g2)
            + (d5 * g1) + (f6 * g0) + (d7 * n9) + (f8 * n8) + (d9 * n7);
        long h7 = (f0 * g7) + (f1 * g6) + (f2 * g5) + (f3 * g4) + (f4 * g3)
            + (f5 * g2) + (f6 * g1) + (f7 * g0) + (f8 * n9) + (f9 * n8);
        long h8 = (f0 * g8) + (d1 * g7) + (f2 * g6) + (d3 * g5) + (f4 * g4)
            + (d5 * g3) + (f6 * g2) + (d7 * g1) + (f8 * g0) + (d9 * n9);
        long h9 = (f0 * g9) + (f1 * g8) + (f2 * g7) + (f3 * g6) + (f4 * g5)
            + (f5 * g4) + (f6 * g3) + (f7 * g2) + (f8 * g1) + (f9 * g0);
        return new Field25519(h0, h1, h2, h3, h4, h5, h6, h7, h8, h9);
    }

    public static bool operator ==(in Field25519 left, in Field25519 right) => (left - right).IsZero;

    public static bool operator !=(in Field25519 left, in Field25519 right) => !(left == right);

    public static Field25519 Of(int small) => new([small, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>32 octets, the least first; the top bit is not looked at.</summary>
    public static Field25519 FromOctets(ReadOnlySpan<byte> octets)
    {
        Span<long> limbs = stackalloc long[Limbs];
        int bit = 0;
        for (int i = 0; i < Limbs; i++)
        {
            int width = Width(i);
            long limb = 0;
            for (int at = 0; at < width; at++, bit++)
            {
                limb |= (long)((octets[bit >> 3] >> (bit & 7)) & 1) << at;
            }

            limbs[i] = limb;
        }

        return Carried(limbs);
    }

    /// <summary>A square, once or twice: the double is carried too.</summary>
    public static Field25519 Square(in Field25519 value, int times = 1)
    {
        long f0 = value._0, f1 = value._1, f2 = value._2, f3 = value._3, f4 = value._4, f5 = value._5, f6 = value._6, f7 = value._7, f8 = value._8, f9 = value._9;
        long d0 = 2 * f0, d1 = 2 * f1, d2 = 2 * f2, d3 = 2 * f3, d4 = 2 * f4, d5 = 2 * f5, d6 = 2 * f6, d7 = 2 * f7, d8 = 2 * f8, d9 = 2 * f9;
        long q1 = 4 * f1, q3 = 4 * f3, q5 = 4 * f5, q7 = 4 * f7;
        long n5 = 19 * f5, n6 = 19 * f6, n7 = 19 * f7, n8 = 19 * f8, n9 = 19 * f9;
        long h0 = (f0 * f0) + (q1 * n9) + (d2 * n8) + (q3 * n7) + (d4 * n6) + (d5 * n5);
        long h1 = (d0 * f1) + (d2 * n9) + (d3 * n8) + (d4 * n7) + (d5 * n6);
        long h2 = (d0 * f2) + (d1 * f1) + (q3 * n9) + (d4 * n8) + (q5 * n7) + (f6 * n6);
        long h3 = (d0 * f3) + (d1 * f2) + (d4 * n9) + (d5 * n8) + (d6 * n7);
        long h4 = (d0 * f4) + (q1 * f3) + (f2 * f2) + (q5 * n9) + (d6 * n8) + (d7 * n7);
        long h5 = (d0 * f5) + (d1 * f4) + (d2 * f3) + (d6 * n9) + (d7 * n8);
        long h6 = (d0 * f6) + (q1 * f5) + (d2 * f4) + (d3 * f3) + (q7 * n9) + (f8 * n8);
        long h7 = (d0 * f7) + (d1 * f6) + (d2 * f5) + (d3 * f4) + (d8 * n9);
        long h8 = (d0 * f8) + (q1 * f7) + (d2 * f6) + (q3 * f5) + (f4 * f4) + (d9 * n9);
        long h9 = (d0 * f9) + (d1 * f8) + (d2 * f7) + (d3 * f6) + (d4 * f5);
        return new Field25519(h0 * times, h1 * times, h2 * times, h3 * times, h4 * times, h5 * times, h6 * times, h7 * times, h8 * times, h9 * times);
    }

    /// <summary>32 octets, the least first, of the number from 0 to p - 1.</summary>
    public readonly byte[] ToOctets()
    {
        Span<long> h = [_0, _1, _2, _3, _4, _5, _6, _7, _8, _9];
        h = Settle(h);

        // How often p is still in there: 19 more would reach 2^255 exactly when it is.
        long over = ((19 * h[9]) + (1L << 24)) >> 25;
        for (int i = 0; i < Limbs; i++)
        {
            over = (h[i] + over) >> Width(i);
        }

        h[0] += 19 * over;
        byte[] octets = new byte[32];
        int bit = 0;
        for (int i = 0; i < Limbs; i++)
        {
            int width = Width(i);
            if (i + 1 < Limbs)
            {
                h[i + 1] += h[i] >> width;
            }

            for (int at = 0; at < width; at++, bit++)
            {
                octets[bit >> 3] |= (byte)(((h[i] >> at) & 1) << (bit & 7));
            }
        }

        return octets;
    }

    /// <summary>The inverse; zero has none and gives zero: value^(p-2).</summary>
    public readonly Field25519 Invert()
    {
        // p - 2 = 2^255 - 21 = 8 (2^252 - 3) + 3.
        Field25519 power = ToPower252Minus3();
        for (int i = 0; i < 3; i++)
        {
            power = Square(power);
        }

        return power * (Square(this) * this);
    }

    /// <summary>value^((p-5)/8) = value^(2^252 - 3): the heart of a square root (RFC 8032 §5.1.3).</summary>
    public readonly Field25519 ToPower252Minus3()
    {
        // Powers 2^n - 1, from n to 2n: x^(2^2n - 1) = (x^(2^n - 1))^(2^n) * x^(2^n - 1).
        Field25519 ones1 = this;
        Field25519 ones2 = Shift(ones1, 1) * ones1;
        Field25519 ones4 = Shift(ones2, 2) * ones2;
        Field25519 ones5 = Shift(ones4, 1) * ones1;
        Field25519 ones10 = Shift(ones5, 5) * ones5;
        Field25519 ones20 = Shift(ones10, 10) * ones10;
        Field25519 ones40 = Shift(ones20, 20) * ones20;
        Field25519 ones50 = Shift(ones40, 10) * ones10;
        Field25519 ones100 = Shift(ones50, 50) * ones50;
        Field25519 ones200 = Shift(ones100, 100) * ones100;
        Field25519 ones250 = Shift(ones200, 50) * ones50;
        return Shift(ones250, 2) * ones1;
    }

    public readonly override bool Equals(object? obj) => obj is Field25519 other && this == other;

    public readonly override int GetHashCode() => BitConverter.ToInt32(ToOctets(), 0);

    private static Field25519 Shift(Field25519 value, int squares)
    {
        for (int i = 0; i < squares; i++)
        {
            value = Square(value);
        }

        return value;
    }

    private static Field25519 FindRootOfMinusOne()
    {
        // (p-1)/4 = 2^253 - 5 = 2 (2^252 - 3) + 1, and 2 is no square modulo p.
        Field25519 two = Of(2);
        return Square(two.ToPower252Minus3()) * two;
    }

    /// <summary>What a carry leaves: from minus half to half of the limb's range.</summary>
    private static long Low(long limb, int width) => limb - (((limb + (1L << (width - 1))) >> width) << width);

    private static int Width(int limb) => 26 - (limb & 1);

    private static Field25519 Carried(scoped Span<long> h) => new(Settle(h));

    /// <summary>Brings every limb back to its width, the sign apart; what leaves the top comes in below 19 times (2^255 = 19).</summary>
    private static Span<long> Settle(Span<long> h)
    {
        Carry(h, 0, 1, 26);
        Carry(h, 4, 5, 26);
        Carry(h, 1, 2, 25);
        Carry(h, 5, 6, 25);
        Carry(h, 2, 3, 26);
        Carry(h, 6, 7, 26);
        Carry(h, 3, 4, 25);
        Carry(h, 7, 8, 25);
        Carry(h, 4, 5, 26);
        Carry(h, 8, 9, 26);
        long top = (h[9] + (1L << 24)) >> 25;
        h[9] -= top << 25;
        h[0] += 19 * top;
        Carry(h, 0, 1, 26);
        return h;
    }

    private static void Carry(Span<long> h, int from, int to, int width)
    {
        long carry = (h[from] + (1L << (width - 1))) >> width;
        h[from] -= carry << width;
        h[to] += carry;
    }
}
