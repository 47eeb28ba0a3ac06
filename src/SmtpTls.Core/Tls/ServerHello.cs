using System;

namespace SmtpTls.Tls;

/// <summary>What the server chose (RFC 8446 §4.1.3; before TLS 1.3 the same message without the extensions that matter here).</summary>
/// <param name="Version">The version on the wire, <c>0x0304</c> for TLS 1.3.</param>
/// <param name="Suite">The suite's code.</param>
/// <param name="Group">The group of the key share; null before TLS 1.3.</param>
/// <param name="Retry">It is a HelloRetryRequest: a real one follows.</param>
internal sealed record ServerHello(int Version, int Suite, int? Group, bool Retry)
{
    private const int SupportedVersions = 43, KeyShare = 51;

    /// <summary>The server's key share; null before TLS 1.3 and in a HelloRetryRequest.</summary>
    public byte[]? Share { get; private init; }

    // RFC 8446 §4.1.3: the SHA-256 of "HelloRetryRequest" in place of the random value.
    private static readonly byte[] RetryRandom =
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    /// <summary>Null when the message is broken.</summary>
    public static ServerHello? Read(ReadOnlySpan<byte> body)
    {
        OctetReader reader = new(body);
        int version = reader.Number(2);
        bool retry = reader.Take(32).SequenceEqual(RetryRandom);
        _ = reader.Vector(1);
        int suite = reader.Number(2);
        _ = reader.Number(1);
        if (reader.Failed)
        {
            return null;
        }

        int? group = null;
        byte[]? share = null;
        OctetReader extensions = new(reader.AtEnd ? default : reader.Vector(2));
        while (!extensions.AtEnd && !extensions.Failed)
        {
            int type = extensions.Number(2);
            OctetReader data = new(extensions.Vector(2));
            if (type == SupportedVersions && !data.AtEnd)
            {
                version = data.Number(2);
            }
            else if (type == KeyShare && !data.AtEnd)
            {
                group = data.Number(2);
                share = data.AtEnd ? null : data.Vector(2).ToArray();
            }
        }

        return reader.Failed || extensions.Failed ? null : new ServerHello(version, suite, group, retry) { Share = share };
    }
}
