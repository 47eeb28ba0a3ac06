using System.Collections.Generic;
using System.Net;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.Tls;

/// <summary>Writes ClientHellos that are only ever asked and never used (RFC 5246 §7.4.1.2): of what is in them, the server chooses, and its choice is read.</summary>
internal static class ClientHelloWriter
{
    /// <summary>TLS 1.2 suites that only a server with an RSA certificate can choose, then those that want ECDSA (RFC 5289, RFC 7905, RFC 8422).</summary>
    private static readonly int[] RsaSuites =
    [
        0xC030, 0xCCA8, 0xC02F, 0xC028, 0xC027, 0xC014, 0xC013, 0x009F, 0xCCAA, 0x009E, 0x006B, 0x0067, 0x0039, 0x0033,
        0x009D, 0x009C, 0x003D, 0x003C, 0x0035, 0x002F, 0x00FF,
    ];

    private static readonly int[] EcdsaSuites = [0xC02C, 0xCCA9, 0xC02B, 0xC024, 0xC023, 0xC00A, 0xC009, 0xC0AD, 0xC0AC, 0x00FF];

    // Both kinds: the issuers above a certificate may be of the other. The suites decide about the server's own.
    private static readonly int[] Signatures = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601];

    private static readonly int[] RsaSignatures = [0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B, 0x0401, 0x0501, 0x0601];

    private static readonly int[] EcdsaSignatures = [0x0403, 0x0503, 0x0603];

    // Ed25519, Ed448, and those of SHA-1, which only a root's own may be of.
    private static readonly int[] OtherSignatures = [0x0807, 0x0808, 0x0203, 0x0201];

    private static readonly int[] Suites =
    [
        // ECDHE (RFC 8422), DHE, then RSA key transport: AES, Camellia, 3DES, RC4, DES, at last export and anonymous ones.
        0xC00A, 0xC014, 0xC009, 0xC013, 0x0039, 0x0038, 0x0033, 0x0032, 0x0088, 0x0045, 0x0035, 0x002F, 0x0084, 0x0041, 0x0096,
        0xC008, 0xC012, 0x0016, 0x0013, 0x000A, 0xC007, 0xC011, 0x0005, 0x0004, 0x0007, 0x0015, 0x0012, 0x0009,
        0x0014, 0x0011, 0x0008, 0x0006, 0x0003, 0x0062, 0x0064, 0xC019, 0xC018, 0xC017, 0x003A, 0x0034, 0x001B, 0x0018, 0x00FF,
    ];

    private static readonly int[] Groups = [29, 23, 24, 25, 22, 19, 21, 18, 16];

    /// <summary>A whole record, ready to send, that offers everything an old server may know, secure or not.</summary>
    /// <param name="version">The newest version to offer: <c>0x0302</c> for TLS 1.1.</param>
    /// <param name="serverName">Sent as SNI unless it is an address or no host name at all.</param>
    public static byte[] Write(int version, string serverName) => Write(version, Suites, Extensions(serverName));

    /// <summary>A whole record that offers TLS 1.2 to servers with one kind of key.</summary>
    /// <param name="rsa">True asks for an RSA certificate, false for an ECDSA one.</param>
    /// <param name="serverName">Sent as SNI unless it is an address or no host name at all.</param>
    public static byte[] WriteForKey(bool rsa, string serverName)
    {
        List<byte> extensions = Extensions(serverName);
        List<byte> signatures = [];
        Vector(signatures, Numbers(Signatures), 2);
        Extension(extensions, 13, signatures);
        return Write(0x0303, rsa ? RsaSuites : EcdsaSuites, extensions);
    }

    /// <summary>
    /// A whole record that offers TLS 1.3 alone to servers with one kind of key. There the suites say nothing of the key: the signatures that the client accepts do
    /// (RFC 8446 §4.2.3), while those of the issuers above may be of any kind.
    /// </summary>
    /// <param name="rsa">True asks for an RSA certificate, false for an ECDSA one.</param>
    /// <param name="serverName">Sent as SNI unless it is an address or no host name at all.</param>
    public static byte[] WriteForKey13(bool rsa, string serverName)
    {
        List<byte> extensions = Extensions(serverName);
        List<byte> own = [], any = [], versions = [], shares = [], list = [];
        Vector(own, Numbers(rsa ? RsaSignatures : EcdsaSignatures), 2);
        Extension(extensions, 13, own);
        Vector(any, Numbers([.. EcdsaSignatures, .. RsaSignatures, .. OtherSignatures]), 2);
        Extension(extensions, 50, any);
        Vector(versions, [3, 4], 1);
        Extension(extensions, 43, versions);
        foreach ((int group, byte[] share) in OpenKeyShare.All)
        {
            Number(list, group, 2);
            Vector(list, share, 2);
        }

        Vector(shares, list, 2);
        Extension(extensions, 51, shares);
        return Write(0x0303, [HandshakeKeys.Aes128, HandshakeKeys.Aes256], extensions);
    }

    private static byte[] Write(int version, int[] suites, List<byte> extensions)
    {
        List<byte> body = [];
        Number(body, version, 2);
        body.AddRange(Hashes.RandomOctets(32));
        body.Add(0);
        Vector(body, Numbers(suites), 2);
        Vector(body, [0], 1);

        // SSLv3 knows no extensions; servers of its time may choke on them.
        if (version > 0x0300)
        {
            Vector(body, extensions, 2);
        }

        List<byte> message = [1];
        Vector(message, body, 3);
        List<byte> record = [22];

        // RFC 5246 appendix E.1: the record of a first ClientHello bears the oldest version, TLS 1.0.
        Number(record, version > 0x0300 ? 0x0301 : 0x0300, 2);
        Vector(record, message, 2);
        return record.ToArray();
    }

    private static List<byte> Extensions(string serverName)
    {
        List<byte> extensions = [];

        // RFC 6066 §3: never an address.
        string name = serverName.TrimEnd('.');
        if (!IPAddress.TryParse(name.Trim('[', ']'), out _) && DomainName.TryParse(name, out DomainName? host, out _))
        {
            List<byte> entry = [0];
            Vector(entry, Encoding.ASCII.GetBytes(host.ToString()), 2);
            List<byte> list = [];
            Vector(list, entry, 2);
            Extension(extensions, 0, list);
        }

        List<byte> groups = [];
        Vector(groups, Numbers(Groups), 2);
        Extension(extensions, 10, groups);
        Extension(extensions, 11, [1, 0]);
        return extensions;
    }

    private static void Extension(List<byte> to, int type, IReadOnlyCollection<byte> data)
    {
        Number(to, type, 2);
        Vector(to, data, 2);
    }

    private static void Vector(List<byte> to, IReadOnlyCollection<byte> data, int lengthSize)
    {
        Number(to, data.Count, lengthSize);
        to.AddRange(data);
    }

    private static List<byte> Numbers(int[] values)
    {
        List<byte> octets = [];
        foreach (int value in values)
        {
            Number(octets, value, 2);
        }

        return octets;
    }

    private static void Number(List<byte> to, int value, int size)
    {
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
        {
            to.Add((byte)(value >> shift));
        }
    }
}
