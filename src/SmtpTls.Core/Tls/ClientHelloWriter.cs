using System.Collections.Generic;
using System.Net;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.Tls;

/// <summary>Writes a ClientHello of TLS 1.1 (RFC 4346 §7.4.1.2) that offers everything an old server may know, secure or not: it is only ever asked, never used.</summary>
internal static class ClientHelloWriter
{
    private static readonly int[] Suites =
    [
        // ECDHE (RFC 8422), DHE, then RSA key transport: AES, Camellia, 3DES, RC4, DES, at last export and anonymous ones.
        0xC00A, 0xC014, 0xC009, 0xC013, 0x0039, 0x0038, 0x0033, 0x0032, 0x0088, 0x0045, 0x0035, 0x002F, 0x0084, 0x0041, 0x0096,
        0xC008, 0xC012, 0x0016, 0x0013, 0x000A, 0xC007, 0xC011, 0x0005, 0x0004, 0x0007, 0x0015, 0x0012, 0x0009,
        0x0014, 0x0011, 0x0008, 0x0006, 0x0003, 0x0062, 0x0064, 0xC019, 0xC018, 0xC017, 0x003A, 0x0034, 0x001B, 0x0018, 0x00FF,
    ];

    private static readonly int[] Groups = [29, 23, 24, 25, 22, 19, 21, 18, 16];

    /// <summary>A whole record, ready to send.</summary>
    /// <param name="version">The newest version to offer: <c>0x0302</c> for TLS 1.1.</param>
    /// <param name="serverName">Sent as SNI unless it is an address or no host name at all.</param>
    public static byte[] Write(int version, string serverName)
    {
        List<byte> body = [];
        Number(body, version, 2);
        body.AddRange(Hashes.RandomOctets(32));
        body.Add(0);
        Vector(body, Numbers(Suites), 2);
        Vector(body, [0], 1);

        // SSLv3 knows no extensions; servers of its time may choke on them.
        if (version > 0x0300)
        {
            Vector(body, Extensions(serverName), 2);
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
