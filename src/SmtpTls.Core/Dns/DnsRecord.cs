namespace SmtpTls.Dns;

/// <summary>A resource record (RFC 1035 §4.1.3).</summary>
internal sealed record DnsRecord(DnsName Owner, DnsType Type, uint Ttl, RData Data)
{
    public ushort Class { get; init; } = DnsClass.Internet;

    /// <summary>As in a master file.</summary>
    public override string ToString() => $"{Owner} {Ttl} {(Class == DnsClass.Internet ? "IN" : "CLASS" + Class)} {Type.Show()} {Data}";

    /// <summary>A record; bad data leaves its word in the reader.</summary>
    public static DnsRecord Read(ref DnsReader reader, byte[] message)
    {
        DnsName owner = reader.Name();
        DnsType type = (DnsType)reader.U16();
        ushort dnsClass = reader.U16();
        uint ttl = reader.U32();
        int length = reader.U16();
        if (length > reader.Left)
        {
            reader.Fail("truncated-rdata");
            length = 0;
        }

        DnsReader inside = new(message, reader.At, reader.At + length, "bad-rdata");
        // Classes other than IN may lay out the same type otherwise (RFC 1035 §3.4.1 is "Internet specific RRs"). OPT's class is a size.
        RData data = dnsClass == DnsClass.Internet ? RDataReader.Read(type, ref inside) : new RawData(inside.Rest());
        if (reader.Error is null && (inside.Error is not null || inside.Left > 0))
        {
            reader.Fail(inside.Error ?? "bad-rdata");
        }

        reader.Skip(length);

        // RFC 2181 §8: a TTL with the top bit set counts as zero. The TTL of OPT is no time.
        return new DnsRecord(owner, type, type != DnsType.Opt && ttl > int.MaxValue ? 0 : ttl, data) { Class = dnsClass };
    }

    public void Write(DnsWriter writer)
    {
        writer.Form = NameForm.Compressed;
        writer.Name(Owner);
        writer.U16((int)Type);
        writer.U16(Class);
        writer.U32(Ttl);
        int at = writer.Length;
        writer.U16(0);

        // RFC 3597 §4: only the types of RFC 1035 may hold pointers.
        writer.Form = Type is DnsType.NS or DnsType.Cname or DnsType.Soa or DnsType.Ptr or DnsType.MX ? NameForm.Compressed : NameForm.Plain;
        Data.Write(writer);
        writer.PatchU16(at, writer.Length - at - 2);
    }
}
