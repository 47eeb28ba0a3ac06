using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab.Servers;

/// <summary>TLS messages written by hand, for servers that no TLS library would agree to be.</summary>
internal static class RawTls
{
    public const ushort Tls10 = 0x0301;
    public const ushort Tls11 = 0x0302;
    public const ushort Tls12 = 0x0303;

    public const byte HandshakeFailure = 40;
    public const byte ProtocolVersion = 70;
    public const byte UnrecognizedName = 112;

    private const byte AlertRecord = 21;
    private const byte HandshakeRecord = 22;
    private const int LongestRecord = 16384;

    /// <summary>RFC 5246 §7.2: level 1 is a warning, 2 is fatal.</summary>
    public static byte[] Alert(byte level, byte description, ushort version = Tls12) => Records(AlertRecord, version, [level, description]);

    /// <summary>A ServerHello that resumes nothing and has no extensions.</summary>
    public static byte[] ServerHello(ushort version, ushort suite)
    {
        byte[] body = new byte[2 + 32 + 1 + 2 + 1];
        BinaryPrimitives.WriteUInt16BigEndian(body, version);
        RandomNumberGenerator.Fill(body.AsSpan(2, 32));
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(35), suite);
        return Records(HandshakeRecord, version, Message(2, body));
    }

    /// <summary>A Certificate message of TLS 1.2 or older, over as many records as it takes.</summary>
    public static byte[] Certificate(ushort version, IReadOnlyList<byte[]> chain)
    {
        byte[] list = [.. chain.SelectMany(static der => (byte[])[.. Length(der.Length), .. der])];
        return Records(HandshakeRecord, version, Message(11, [.. Length(list.Length), .. list]));
    }

    public static byte[] ServerHelloDone(ushort version) => Records(HandshakeRecord, version, Message(14, []));

    /// <summary>Reads the client's first record, which is sure to be a ClientHello and to be small.</summary>
    public static async Task<ClientHello?> ReadHelloAsync(LabSession session, CancellationToken stop)
    {
        List<byte> octets = [];
        while (octets.Count < 5 || octets.Count < 5 + (octets[3] << 8) + octets[4])
        {
            byte[] more = await session.ReadSomeAsync(LongestRecord, stop);
            if (more.Length == 0 || octets.Count > 2 * LongestRecord)
            {
                return null;
            }

            octets.AddRange(more);
        }

        return ClientHello.Read([.. octets]);
    }

    private static byte[] Message(byte type, byte[] body) => [type, .. Length(body.Length), .. body];

    private static byte[] Length(int value) => [(byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Records(byte type, ushort version, byte[] content) =>
        [.. content.Chunk(LongestRecord).SelectMany(part => (byte[])[type, (byte)(version >> 8), (byte)version, (byte)(part.Length >> 8), (byte)part.Length, .. part])];
}

/// <summary>Waits for the ClientHello, so that what follows is an answer to it and not text behind the 220.</summary>
internal sealed record AwaitHello : Step
{
    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop) => await RawTls.ReadHelloAsync(session, stop) is not null;
}

/// <summary>A server whose newest version is TLS 1.0, up to the point where a client of today has seen enough.</summary>
/// <param name="Intolerant">
/// True refuses a ClientHello for anything newer with protocol_version, as badly made servers and middleboxes do; false does as RFC 5246
/// §E.1 says and answers with its own newest version.
/// </param>
internal sealed record OldTls(bool Intolerant) : Step
{
    private const ushort RsaAes128CbcSha = 0x002f;

    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        if (await RawTls.ReadHelloAsync(session, stop) is not { } hello)
        {
            return false;
        }

        if (Intolerant && hello.LegacyVersion > RawTls.Tls11)
        {
            await session.WriteAsync(RawTls.Alert(2, RawTls.ProtocolVersion, RawTls.Tls10), stop);
            return false;
        }

        ushort suite = hello.Suites.Contains(RsaAes128CbcSha) ? RsaAes128CbcSha : hello.Suites.FirstOrDefault(static s => s is > 0 and < 0xc0ff and not 0x00ff, RsaAes128CbcSha);
        SslStreamCertificateContext certificate = session.Host.Certificate!;
        byte[][] chain = [certificate.TargetCertificate.RawData, .. certificate.IntermediateCertificates.Select(static one => one.RawData)];
        await session.WriteAsync((byte[])[.. RawTls.ServerHello(RawTls.Tls10, suite), .. RawTls.Certificate(RawTls.Tls10, chain), .. RawTls.ServerHelloDone(RawTls.Tls10)], stop);
        await session.ReadSomeAsync(4096, stop);
        return false;
    }
}

/// <summary>Answers a ClientHello with a TLS 1.2 Certificate message of the leaf many times over, a megabyte or more.</summary>
internal sealed record HugeChain(int Count) : Step
{
    private const ushort EcdheEcdsaAes128GcmSha256 = 0xc02b;

    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        if (await RawTls.ReadHelloAsync(session, stop) is null)
        {
            return false;
        }

        byte[] leaf = session.Host.Certificate!.TargetCertificate.RawData;
        byte[] certificates = RawTls.Certificate(RawTls.Tls12, [.. Enumerable.Repeat(leaf, Count)]);
        await session.WriteAsync((byte[])[.. RawTls.ServerHello(RawTls.Tls12, EcdheEcdsaAes128GcmSha256), .. certificates, .. RawTls.ServerHelloDone(RawTls.Tls12)], stop);
        await session.ReadSomeAsync(4096, stop);
        return false;
    }
}
