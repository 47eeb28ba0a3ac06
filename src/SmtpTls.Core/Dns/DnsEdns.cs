using System.Collections.Generic;
using System.Text;

namespace SmtpTls.Dns;

/// <summary>One option of OPT (RFC 6891 §6.1.2).</summary>
internal sealed record DnsOption(ushort Code, byte[] Data);

/// <summary>An Extended DNS Error: why a server says what it says (RFC 8914).</summary>
internal sealed record DnsExtendedError(ushort Code, string Text)
{
    /// <summary>The registry of RFC 8914 §4 and what was added to it, in the order of the codes.</summary>
    private static readonly string[] Names =
    [
        "other", "unsupported DNSKEY algorithm", "unsupported DS digest type", "stale answer", "forged answer", "DNSSEC indeterminate",
        "DNSSEC bogus", "signature expired", "signature not yet valid", "DNSKEY missing", "RRSIGs missing", "no zone key bit set", "NSEC missing",
        "cached error", "not ready", "blocked", "censored", "filtered", "prohibited", "stale NXDOMAIN answer", "not authoritative",
        "not supported", "no reachable authority", "network error", "invalid data",
    ];

    public override string ToString()
    {
        string name = Code < Names.Length ? $"extended error {Code}, {Names[Code]}" : $"extended error {Code}";
        return Text.Length == 0 ? name : $"{name}: {VisibleText.Show(Text, 200)}";
    }
}

/// <summary>The OPT record: what the sender of a message can take, and the parts of the header that have no room there (RFC 6891 §6).</summary>
internal sealed record DnsEdns
{
    /// <summary>RFC 8914 §2.</summary>
    public const ushort ExtendedErrorCode = 15;

    public ushort UdpSize { get; init; } = 1232;

    public byte Version { get; init; }

    public bool DnssecOk { get; init; }

    public IReadOnlyList<DnsOption> Options { get; init; } = [];

    public IReadOnlyList<DnsExtendedError> ExtendedErrors
    {
        get
        {
            List<DnsExtendedError> errors = [];
            foreach (DnsOption option in Options)
            {
                // RFC 8914 §2: the text may or may not end in a zero octet.
                if (option.Code == ExtendedErrorCode && option.Data.Length >= 2)
                {
                    string text = Encoding.UTF8.GetString(option.Data, 2, option.Data.Length - 2).TrimEnd('\0');
                    errors.Add(new DnsExtendedError((ushort)((option.Data[0] << 8) | option.Data[1]), text));
                }
            }

            return errors;
        }
    }

    public static DnsOption ExtendedError(ushort code, string text) =>
        new(ExtendedErrorCode, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(text)]);

    /// <summary>The options of an OPT record and the eight upper bits of the response code; a bad one leaves its word in the reader.</summary>
    public static DnsEdns? Read(DnsRecord record, ref DnsReader reader, out int upperRcode)
    {
        upperRcode = (int)(record.Ttl >> 24);
        byte[] octets = record.Data is RawData raw ? raw.Octets : [];
        DnsReader inside = new(octets, 0, octets.Length, "bad-opt");
        List<DnsOption> options = [];
        while (inside.Left > 0)
        {
            options.Add(new DnsOption(inside.U16(), inside.Octets(inside.U16())));
        }

        if (inside.Error is not null || !record.Owner.IsRoot)
        {
            // RFC 6891 §6.1.2: the owner is the root.
            reader.Fail(inside.Error ?? "opt-owner");
            return null;
        }

        return new DnsEdns
        {
            UdpSize = record.Class,
            Version = (byte)(record.Ttl >> 16),
            DnssecOk = (record.Ttl & 0x8000) != 0,
            Options = options,
        };
    }

    public DnsRecord ToRecord(int rcode)
    {
        DnsWriter writer = new();
        foreach (DnsOption option in Options)
        {
            writer.U16(option.Code);
            writer.U16(option.Data.Length);
            writer.Octets(option.Data);
        }

        uint ttl = ((uint)(rcode >> 4) << 24) | ((uint)Version << 16) | (DnssecOk ? 0x8000u : 0);
        return new DnsRecord(DnsName.Root, DnsType.Opt, ttl, new RawData(writer.ToOctets())) { Class = UdpSize };
    }
}
