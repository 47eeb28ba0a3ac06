using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace SmtpTls.Lab.Servers;

/// <summary>What a hand-written TLS server must know of a ClientHello (RFC 5246 §7.4.1.2, RFC 8446 §4.1.2).</summary>
/// <param name="LegacyVersion">0x0303 for TLS 1.2 and newer.</param>
/// <param name="Suites">In the client's order.</param>
internal sealed record ClientHello(ushort LegacyVersion, IReadOnlyList<ushort> Suites)
{
    private const int RecordHeader = 5;
    private const int MessageHeader = 4;
    private const int RandomLength = 32;

    /// <summary>Reads the first record; null when it is no ClientHello.</summary>
    public static ClientHello? Read(ReadOnlySpan<byte> octets)
    {
        // Record type 22 is handshake, message type 1 is client_hello.
        if (octets.Length < RecordHeader + MessageHeader + 2 + RandomLength + 1 || octets[0] != 22 || octets[RecordHeader] != 1)
        {
            return null;
        }

        ReadOnlySpan<byte> body = octets[(RecordHeader + MessageHeader)..];
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(body);
        body = body[(2 + RandomLength)..];
        int session = body[0];
        if (body.Length < 1 + session + 2)
        {
            return null;
        }

        body = body[(1 + session)..];
        int length = BinaryPrimitives.ReadUInt16BigEndian(body);
        body = body[2..];
        if (body.Length < length)
        {
            return null;
        }

        List<ushort> suites = [];
        for (int i = 0; i + 1 < length; i += 2)
        {
            suites.Add(BinaryPrimitives.ReadUInt16BigEndian(body[i..]));
        }

        return new ClientHello(version, suites);
    }
}
