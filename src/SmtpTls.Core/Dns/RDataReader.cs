using System.Collections.Generic;
using System.Net;

namespace SmtpTls.Dns;

/// <summary>Reads the data of the types that Core knows; every other type stays octets (RFC 3597 §3).</summary>
internal static class RDataReader
{
    /// <summary>The reader's bounds are those of the data; what is left over behind it is the caller's to refuse.</summary>
    public static RData Read(DnsType type, ref DnsReader reader) => type switch
    {
        DnsType.A => Address(ref reader, 4),
        DnsType.Aaaa => Address(ref reader, 16),
        DnsType.MX => new MxData(reader.U16(), reader.Name()),
        DnsType.Txt => Txt(ref reader),
        DnsType.NS or DnsType.Cname or DnsType.Dname or DnsType.Ptr => new NameData(reader.Name()),
        DnsType.Soa => Soa(ref reader),
        DnsType.Tlsa => new TlsaData(reader.U8(), reader.U8(), reader.U8(), reader.Rest()),
        DnsType.DS => new DsData(reader.U16(), reader.U8(), reader.U8(), reader.Rest()),
        DnsType.Dnskey => new DnskeyData(reader.U16(), reader.U8(), reader.U8(), reader.Rest()),
        DnsType.Rrsig => Rrsig(ref reader),
        DnsType.Nsec => new NsecData(reader.Name(), Bitmap(ref reader)),
        DnsType.Nsec3 => Nsec3(ref reader),
        DnsType.Nsec3Param => new Nsec3ParamData(reader.U8(), reader.U8(), reader.U16(), reader.ShortOctets()),
        _ => new RawData(reader.Rest()),
    };

    private static AddressData Address(ref DnsReader reader, int length)
    {
        byte[] octets = reader.Octets(length);
        return new AddressData(octets.Length == length ? new IPAddress(octets) : IPAddress.None);
    }

    private static TxtData Txt(ref DnsReader reader)
    {
        // RFC 1035 §3.3.14: one or more strings.
        List<byte[]> strings = [reader.ShortOctets()];
        while (reader.Left > 0)
        {
            strings.Add(reader.ShortOctets());
        }

        return new TxtData(strings);
    }

    private static SoaData Soa(ref DnsReader reader) => new()
    {
        PrimaryName = reader.Name(),
        ResponsibleName = reader.Name(),
        Serial = reader.U32(),
        Refresh = reader.U32(),
        Retry = reader.U32(),
        Expire = reader.U32(),
        Minimum = reader.U32(),
    };

    private static RrsigData Rrsig(ref DnsReader reader) => new()
    {
        TypeCovered = (DnsType)reader.U16(),
        Algorithm = reader.U8(),
        Labels = reader.U8(),
        OriginalTtl = reader.U32(),
        Expiration = reader.U32(),
        Inception = reader.U32(),
        KeyTag = reader.U16(),
        Signer = reader.Name(),
        Signature = reader.Rest(),
    };

    private static Nsec3Data Nsec3(ref DnsReader reader) => new()
    {
        HashAlgorithm = reader.U8(),
        Flags = reader.U8(),
        Iterations = reader.U16(),
        Salt = reader.ShortOctets(),
        NextHash = reader.ShortOctets(),
        Types = Bitmap(ref reader),
    };

    private static TypeBitmap Bitmap(ref DnsReader reader)
    {
        if (TypeBitmap.Read(reader.Rest()) is { } bitmap)
        {
            return bitmap;
        }

        reader.Fail("bad-rdata");
        return TypeBitmap.Of([]);
    }
}
