using System;

namespace SmtpTls.Dns.Dnssec;

/// <summary>A point of edwards25519 as X/Z, Y/Z with T = XY/Z (RFC 8032 §5.1.4).</summary>
internal readonly struct Point25519
{
    private static readonly Field25519 D = Field25519.Zero - (Field25519.Of(121665) * Field25519.Of(121666).Invert());
    private static readonly Field25519 TwiceD = D + D;

    private readonly Field25519 _x;
    private readonly Field25519 _y;
    private readonly Field25519 _z;
    private readonly Field25519 _t;

    private Point25519(Field25519 x, Field25519 y, Field25519 z, Field25519 t)
    {
        _x = x;
        _y = y;
        _z = z;
        _t = t;
    }

    public static Point25519 Neutral => new(Field25519.Zero, Field25519.One, Field25519.One, Field25519.Zero);

    /// <summary>RFC 8032 §5.1: y = 4/5, x even.</summary>
    public static Point25519 Base { get; } = Decode((Field25519.Of(4) * Field25519.Of(5).Invert()).ToOctets())!.Value;

    /// <summary>RFC 8032 §5.1.3. Null when the octets are no point in their only form.</summary>
    public static Point25519? Decode(ReadOnlySpan<byte> octets)
    {
        if (octets.Length != 32)
        {
            return null;
        }

        Field25519 y = Field25519.FromOctets(octets);
        bool odd = (octets[31] & 0x80) != 0;
        byte[] canonical = y.ToOctets();
        canonical[31] |= (byte)(octets[31] & 0x80);
        if (!octets.SequenceEqual(canonical))
        {
            // RFC 8032 §5.1.3 step 1: y of p or more.
            return null;
        }

        // x^2 = u / v. The root, if there is one, is u v^3 (u v^7)^((p-5)/8), or that times the root of -1.
        Field25519 square = Field25519.Square(y);
        Field25519 u = square - Field25519.One;
        Field25519 v = (D * square) + Field25519.One;
        Field25519 v3 = Field25519.Square(v) * v;
        Field25519 x = u * v3 * (u * v3 * Field25519.Square(Field25519.Square(v))).ToPower252Minus3();
        Field25519 check = Field25519.Square(x) * v;
        if (check != u)
        {
            x *= Field25519.RootOfMinusOne;
            if (Field25519.Square(x) * v != u)
            {
                return null;
            }
        }

        if (x.IsZero && odd)
        {
            return null;
        }

        x = x.IsOdd == odd ? x : Field25519.Zero - x;
        return new Point25519(x, y, Field25519.One, x * y);
    }

    public byte[] Encode()
    {
        Field25519 inverse = _z.Invert();
        byte[] octets = (_y * inverse).ToOctets();
        octets[31] |= (byte)((_x * inverse).IsOdd ? 0x80 : 0);
        return octets;
    }

    public Point25519 Negate() => new(Field25519.Zero - _x, _y, _z, Field25519.Zero - _t);

    public Point25519 Double()
    {
        Field25519 a = Field25519.Square(_x);
        Field25519 b = Field25519.Square(_y);
        Field25519 c = Field25519.Square(_z, 2);
        Field25519 sum = a + b;
        Field25519 e = Field25519.Square(_x + _y) - sum;
        Field25519 g = b - a;
        Field25519 f = c - g;
        return new Point25519(e * f, g * sum, g * f, e * sum);
    }

    public Point25519 Add(in Ready other, bool negated)
    {
        Field25519 a = (_y - _x) * (negated ? other.YPlusX : other.YMinusX);
        Field25519 b = (_y + _x) * (negated ? other.YMinusX : other.YPlusX);
        Field25519 c = _t * other.TwiceDT;
        Field25519 d = _z * other.TwiceZ;
        Field25519 e = b - a;
        Field25519 h = b + a;
        Field25519 f = negated ? d + c : d - c;
        Field25519 g = negated ? d - c : d + c;
        return new Point25519(e * f, g * h, f * g, e * h);
    }

    public Ready ToReady() => new(_y + _x, _y - _x, _z + _z, _t * TwiceD);

    /// <summary>The point times 1, 3, 5, ... as many as asked.</summary>
    public Ready[] OddMultiples(int count)
    {
        Ready twice = Double().ToReady();
        Ready[] multiples = new Ready[count];
        Point25519 current = this;
        for (int i = 0; i < count; i++)
        {
            multiples[i] = current.ToReady();
            current = current.Add(twice, negated: false);
        }

        return multiples;
    }

    /// <summary>A point in the form in which it is added fastest.</summary>
    internal readonly struct Ready(Field25519 yPlusX, Field25519 yMinusX, Field25519 twiceZ, Field25519 twiceDT)
    {
        public readonly Field25519 YPlusX = yPlusX;
        public readonly Field25519 YMinusX = yMinusX;
        public readonly Field25519 TwiceZ = twiceZ;
        public readonly Field25519 TwiceDT = twiceDT;
    }
}
