using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;

namespace SmtpTls.Lab.Dns.Signing;

/// <summary>
/// Signs a zone (RFC 4034, 4035 §2). A zone's owner has a key pair; the public half stands in the zone as DNSKEY, and every set of records
/// (all records of one name and type) comes with an RRSIG made with the private half. Who holds the DNSKEY can so check every answer, and
/// knows that the DNSKEY is the right one because the parent zone holds its digest, DS, signed in turn, and so on up to the root, whose
/// digest everybody has. Here a set is signed when it is first asked for and its signature kept.
/// </summary>
internal sealed class ZoneSigner
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly DnsName _apex;
    private readonly ZonePlan _plan;
    private readonly (uint From, uint To) _dates;
    private readonly Lazy<ZoneKey> _entry;
    private readonly Lazy<ZoneKey> _daily;
    private readonly ConcurrentDictionary<(DnsName Owner, DnsType Type), RrsigData> _made = new();

    public ZoneSigner(DnsName apex, ZonePlan plan, KeyRing ring, DateTimeOffset now)
    {
        _apex = apex;
        _plan = plan;
        _dates = Dates(plan.Fault, now);
        _entry = new Lazy<ZoneKey>(() => ZoneKey.Create(plan.Algorithm, ZoneKey.EntryFlag, ring));
        _daily = plan.SplitKeys ? new Lazy<ZoneKey>(() => ZoneKey.Create(plan.Algorithm, ZoneKey.ZoneFlag, ring)) : _entry;
    }

    public ZonePlan Plan => _plan;

    /// <summary>The zone's DNSKEY data.</summary>
    public IEnumerable<DnskeyData> Keys => _plan.SplitKeys ? [_entry.Value.Data, _daily.Value.Data] : [_entry.Value.Data];

    /// <summary>What the parent publishes.</summary>
    public DsData Ds()
    {
        DsData ds = _entry.Value.ToDs(_apex, _plan.DigestType);
        return _plan.Fault == ZoneFault.WrongDs ? ds with { Digest = [.. ds.Digest.Select(static octet => (byte)~octet)] } : ds;
    }

    /// <summary>The signature of a set whose records have the owner that the zone has them at (<c>*</c> and all); null where the zone has none.</summary>
    public DnsRecord? Sign(IReadOnlyList<DnsRecord> set)
    {
        DnsRecord first = set[0];
        bool mailData = first.Type is DnsType.MX or DnsType.Txt or DnsType.A or DnsType.Aaaa;
        if (mailData && _plan.Fault == ZoneFault.MissingSignature)
        {
            return null;
        }

        RrsigData signature = _made.GetOrAdd((first.Owner, first.Type), _ => Make(set));
        if (mailData && _plan.Fault == ZoneFault.BadSignature)
        {
            signature = signature with { Signature = [.. signature.Signature[..^1], (byte)(signature.Signature[^1] ^ 1)] };
        }

        return new DnsRecord(first.Owner, DnsType.Rrsig, first.Ttl, signature);
    }

    private static (uint From, uint To) Dates(ZoneFault fault, DateTimeOffset now)
    {
        DateTimeOffset from = fault switch
        {
            ZoneFault.Expired => now.AddDays(-10) - Lifetime,
            ZoneFault.NotYetValid => now.AddDays(10),

            // A clock that is a little slow must not find them too new.
            _ => now.AddDays(-1),
        };
        return ((uint)from.ToUnixTimeSeconds(), (uint)(from + Lifetime).ToUnixTimeSeconds());
    }

    private RrsigData Make(IReadOnlyList<DnsRecord> set)
    {
        DnsRecord first = set[0];
        ZoneKey key = (first.Type == DnsType.Dnskey ? _entry : _daily).Value;
        RrsigData unsigned = new()
        {
            TypeCovered = first.Type,
            Algorithm = _plan.Algorithm,

            // RFC 4034 §3.1.3: a wildcard's asterisk does not count, which is how a validator knows the expansion.
            Labels = (byte)(first.Owner.LabelCount - (first.Owner.FirstLabel.SequenceEqual("*"u8) ? 1 : 0)),
            OriginalTtl = first.Ttl,
            Expiration = _dates.To,
            Inception = _dates.From,
            KeyTag = key.Tag,
            Signer = _apex,
            Signature = [],
        };
        return unsigned with { Signature = key.Sign(ToSign(unsigned, set)) };
    }

    // RFC 4034 §3.1.8.1, records in the canonical form and order of §6.
    private static byte[] ToSign(RrsigData unsigned, IReadOnlyList<DnsRecord> set)
    {
        DnsWriter writer = new() { Form = NameForm.Canonical };
        unsigned.WriteUnsigned(writer);
        foreach (byte[] data in set.Select(static record => record.Data.ToCanonical()).Order(OctetOrder.Instance))
        {
            writer.Name(set[0].Owner);
            writer.U16((int)set[0].Type);
            writer.U16(set[0].Class);
            writer.U32(unsigned.OriginalTtl);
            writer.U16(data.Length);
            writer.Octets(data);
        }

        return writer.ToOctets();
    }
}

/// <summary>RFC 4034 §6.3: as octets from the left, a missing one first.</summary>
internal sealed class OctetOrder : IComparer<byte[]>
{
    public static OctetOrder Instance { get; } = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
