namespace SmtpTls.Core.Tests.Tls;

/// <summary>Handshake messages and records as octets.</summary>
internal static class HelloBytes
{
    public static byte[] Record(int type, byte[] payload, int version = 0x0303) => [(byte)type, .. Number(version, 2), .. Number(payload.Length, 2), .. payload];

    /// <summary>The same payload in records of at most <paramref name="most"/> octets.</summary>
    public static byte[] Records(int type, byte[] payload, int most) => [.. payload.Chunk(most).SelectMany(part => Record(type, part))];

    public static byte[] Message(int type, byte[] body) => [(byte)type, .. Number(body.Length, 3), .. body];

    public static byte[] Hello(int version, int suite, byte[]? extensions = null, byte[]? random = null) =>
    [
        .. Number(version, 2), .. random ?? new byte[32], 0, .. Number(suite, 2), 0, .. extensions is null ? [] : Vector(extensions, 2),
    ];

    public static byte[] Extension(int type, byte[] data) => [.. Number(type, 2), .. Vector(data, 2)];

    public static byte[] Vector(byte[] data, int lengthSize) => [.. Number(data.Length, lengthSize), .. data];

    public static byte[] Number(int value, int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(value >> (8 * (size - 1 - i))))];
}
