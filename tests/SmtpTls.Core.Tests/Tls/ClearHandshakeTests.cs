using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class ClearHandshakeTests
{
    private static readonly byte[] s_retryRandom = Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100000)]
    public void Tls_1_2_is_read_in_any_fragmentation(int piece)
    {
        byte[] leaf = new byte[700], issuer = new byte[900], status = [1, 2, 3];
        new Random(1).NextBytes(leaf);
        byte[] messages =
        [
            .. HelloBytes.Message(2, HelloBytes.Hello(0x0303, 0xc02f)),
            .. HelloBytes.Message(11, HelloBytes.Vector([.. HelloBytes.Vector(leaf, 3), .. HelloBytes.Vector(issuer, 3)], 3)),
            .. HelloBytes.Message(22, [1, .. HelloBytes.Vector(status, 3)]),
            .. HelloBytes.Message(12, [3, 0, 29, 32, .. new byte[40]]),
            .. HelloBytes.Message(14, []),
        ];
        foreach (int record in (int[])[1, 5, 99, 16384])
        {
            byte[] wire = [.. HelloBytes.Records(22, messages, record), 20, 3, 3, 0, 1, 1, .. HelloBytes.Record(21, new byte[32])];
            ClearHandshake seen = Feed(wire, piece);

            Assert.Equal(("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "x25519"), (seen.Version, seen.Suite, seen.Group));
            Assert.Equal([leaf, issuer], seen.Chain);
            Assert.Equal(status, seen.StapledOcsp);
            Assert.True(seen.ServerDone);
            Assert.Null(seen.AlertFromServer);
            Assert.Null(seen.Problem);
        }
    }

    [Fact]
    public void After_a_retry_the_second_server_hello_counts()
    {
        byte[] retry = HelloBytes.Hello(0x0303, 0x1301, [.. HelloBytes.Extension(43, [3, 4]), .. HelloBytes.Extension(51, [0, 24])], s_retryRandom);
        byte[] hello = HelloBytes.Hello(0x0303, 0x1301, [.. HelloBytes.Extension(51, [0, 24, 0, 1, 9]), .. HelloBytes.Extension(43, [3, 4])]);
        byte[] first = [.. HelloBytes.Record(22, HelloBytes.Message(2, retry)), .. HelloBytes.Record(20, [1])];
        byte[] wire = [.. first, .. HelloBytes.Record(22, HelloBytes.Message(2, hello)), .. HelloBytes.Record(20, [1]), .. HelloBytes.Record(23, new byte[99])];

        ClearHandshake seen = Feed(first, 3);
        Assert.True(seen.Hello!.Retry);
        Assert.False(seen.ServerDone);

        seen = Feed(wire, 3);
        Assert.False(seen.Hello!.Retry);
        Assert.Equal(("TLSv1.3", "TLS_AES_128_GCM_SHA256", "secp384r1"), (seen.Version, seen.Suite, seen.Group));
        Assert.True(seen.ServerDone);
    }

    [Theory]
    [InlineData("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "03 0017", "secp256r1")]
    [InlineData("TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", "0000 03 001e", "x448")]
    [InlineData("TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "03 9a9a", "0x9A9A")]
    [InlineData("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "01 0017", null)]
    [InlineData("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "03 00", null)]
    [InlineData("TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "0004 00000100", "dh-9")]
    [InlineData("TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "0004 000001", null)]
    [InlineData("TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "0001 00", null)]
    [InlineData("TLS_RSA_WITH_AES_128_CBC_SHA", "03 0017", null)]
    [InlineData("TLS_RSA_PSK_WITH_AES_128_CBC_SHA", "0000", null)]
    public void Group_is_read_from_the_key_exchange(string suite, string hex, string? group) =>
        Assert.Equal(group, KeyExchangeGroup.Read(suite, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

    [Fact]
    public void Alerts_in_clear_are_kept_and_warnings_are_not()
    {
        Assert.Equal(40, Feed([21, 3, 3, 0, 2, 2, 40], 1).AlertFromServer);
        Assert.Null(Feed([21, 3, 3, 0, 2, 1, 112], 1).AlertFromServer);
        Assert.Equal(48, Feed([21, 3, 3, 0, 4, 1, 112, 2, 48], 2).AlertFromServer);
    }

    [Fact]
    public void Text_is_not_tls()
    {
        ClearHandshake seen = Feed("454 TLS not available\r\n"u8.ToArray(), 1);
        Assert.True(seen.NotTls);
        Assert.Equal("454 TLS not available\r\n"u8.ToArray(), seen.FirstOctets.ToArray());
    }

    [Fact]
    public void Sizes_are_bounded()
    {
        byte[] body = HelloBytes.Vector([.. Enumerable.Range(0, 10000).SelectMany(_ => HelloBytes.Vector([1], 3))], 3);
        Assert.Equal(512, Feed(Wire(body), 4096).Chain.Count);

        ClearHandshake large = Feed(Wire(new byte[200000]), 4096);
        Assert.True(large.TooLarge);
        Assert.True(large.ServerDone);
        Assert.Contains("Certificate is 200,000 octets", large.RecordProblem, StringComparison.Ordinal);

        ClearHandshake flood = Feed([.. Enumerable.Range(0, 200000).SelectMany(_ => HelloBytes.Record(22, []))], 4096);
        Assert.True(flood.ServerDone);

        static byte[] Wire(byte[] body) => [.. HelloBytes.Record(22, HelloBytes.Message(2, HelloBytes.Hello(0x0303, 0xc02f))), .. HelloBytes.Records(22, HelloBytes.Message(11, body), 16384)];
    }

    [Fact]
    public void Mutated_handshakes_never_throw()
    {
        byte[] wire =
        [
            .. HelloBytes.Record(22, HelloBytes.Message(2, HelloBytes.Hello(0x0303, 0xc02f, [.. HelloBytes.Extension(43, [3, 3]), .. HelloBytes.Extension(51, [0, 29])]))),
            .. HelloBytes.Record(22, HelloBytes.Message(11, HelloBytes.Vector([.. HelloBytes.Vector([1, 2, 3], 3), .. HelloBytes.Vector([4], 3)], 3))),
            .. HelloBytes.Record(22, HelloBytes.Message(22, [1, .. HelloBytes.Vector([7], 3)])),
            .. HelloBytes.Record(22, HelloBytes.Message(12, [3, 0, 29, 1, 0])),
            .. HelloBytes.Record(21, [2, 40]),
        ];
        Random random = new(7);
        for (int i = 0; i < 40000; i++)
        {
            byte[] bad = Mutate(wire, random);
            ClearHandshake seen = Feed(bad, random.Next(1, 60));
            Assert.True(seen.Chain.Count <= 512);
        }
    }

    /// <summary>A few octets changed, cut, doubled or put in.</summary>
    internal static byte[] Mutate(byte[] octets, Random random)
    {
        List<byte> bad = [.. octets];
        for (int n = random.Next(1, 5); n > 0 && bad.Count > 0; n--)
        {
            int at = random.Next(bad.Count);
            switch (random.Next(5))
            {
                case 0: bad[at] = (byte)random.Next(256); break;
                case 1: bad[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bad.RemoveRange(at, Math.Min(random.Next(1, 9), bad.Count - at)); break;
                case 3: bad.Insert(at, (byte)random.Next(256)); break;
                default: bad.InsertRange(at, bad.Skip(random.Next(bad.Count)).Take(random.Next(30)).ToArray()); break;
            }
        }

        return [.. bad];
    }

    private static ClearHandshake Feed(byte[] wire, int piece)
    {
        ClearHandshake seen = new();
        for (int at = 0; at < wire.Length; at += piece)
        {
            seen.FromServer(wire.AsSpan(at, Math.Min(piece, wire.Length - at)));
        }

        return seen;
    }
}
