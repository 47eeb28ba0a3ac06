using System.Numerics;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Dns.Dnssec;

public sealed class Ed25519KeyTests
{
    private const string Key1 = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private const string Signature1 = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

    private static readonly BigInteger Prime = (BigInteger.One << 255) - 19;
    private static readonly BigInteger Order = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>RFC 8032 §7.1, tests 1, 2, 3 and SHA(abc).</summary>
    [Theory]
    [InlineData(Key1, "", Signature1)]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [InlineData("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f", "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    public void Signatures_of_the_standard_hold_and_no_other_bit_does(string key, string text, string signature)
    {
        Ed25519Key read = Ed25519Key.Read(Convert.FromHexString(key))!;
        byte[] data = Convert.FromHexString(text);
        byte[] good = Convert.FromHexString(signature);
        Assert.True(read.Verify(data, good));
        for (int bit = 0; bit < 512; bit += 7)
        {
            byte[] bad = (byte[])good.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(read.Verify(data, bad));
        }

        Assert.False(read.Verify([.. data, 0], good));
        Assert.False(read.Verify(data, good.AsSpan(0, 63).ToArray()));
    }

    [Fact]
    public void A_number_of_the_order_or_more_makes_no_second_signature()
    {
        byte[] signature = Convert.FromHexString(Signature1);
        BigInteger s = new BigInteger(signature.AsSpan(32).ToArray()) + Order;
        byte[] octets = s.ToByteArray();
        Array.Resize(ref octets, 32);
        octets.CopyTo(signature, 32);
        Assert.False(Ed25519Key.Read(Convert.FromHexString(Key1))!.Verify([], signature));
    }

    [Theory]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("00")]
    public void What_is_no_point_in_its_only_form_is_no_key(string key) => Assert.Null(Ed25519Key.Read(Convert.FromHexString(key)));

    [Fact]
    public void The_field_calculates_as_whole_numbers_modulo_the_prime_do()
    {
        Random random = new(25519);
        for (int i = 0; i < 3000; i++)
        {
            (Field25519 a, BigInteger x) = Number(random, i);
            (Field25519 b, BigInteger y) = Number(random, i / 5);
            Equal((x + Prime - y) * (x + y), (a - b) * (a + b));
            Equal(x * y, a * b);
            Equal(2 * x * x, Field25519.Square(a, 2));
            if (i % 50 == 0)
            {
                Equal(BigInteger.ModPow(x, Prime - 2, Prime), a.Invert());
            }
        }
    }

    private static (Field25519 Value, BigInteger Number) Number(Random random, int i)
    {
        byte[] octets = new byte[32];
        random.NextBytes(octets);
        // The ends of the range carry furthest.
        octets = (i % 5) switch { 0 => (Prime - 1 - (i % 7)).ToByteArray(), 1 => new BigInteger(i % 7).ToByteArray(), _ => octets };
        Array.Resize(ref octets, 32);
        octets[31] &= 0x7f;
        return (Field25519.FromOctets(octets), new BigInteger(octets) % Prime);
    }

    private static void Equal(BigInteger expected, Field25519 value) =>
        Assert.Equal(((expected % Prime) + Prime) % Prime, new BigInteger([.. value.ToOctets(), 0]));
}
