using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns.Dnssec;

/// <summary>The records of one name and type with the signatures that claim to cover them: what a signature is made over (RFC 4034 §3.1.8.1).</summary>
internal sealed class SignedSet
{
    private byte[][]? _canonical;

    private SignedSet(DnsName owner, DnsType type, IReadOnlyList<DnsRecord> records, IReadOnlyList<RrsigData> signatures)
    {
        Owner = owner;
        Type = type;
        Records = records;
        Signatures = signatures;
    }

    public DnsName Owner { get; }

    public DnsType Type { get; }

    public IReadOnlyList<DnsRecord> Records { get; }

    public IReadOnlyList<RrsigData> Signatures { get; }

    /// <summary>Labels as RRSIG counts them: without the root's and without an asterisk in front (RFC 4034 §3.1.3).</summary>
    public int Labels => Owner.LabelCount - (Owner.FirstLabel.Length == 1 && Owner.FirstLabel[0] == (byte)'*' ? 1 : 0);

    /// <summary>The set in a section of a message; null when there is none.</summary>
    public static SignedSet? Find(IReadOnlyList<DnsRecord> section, DnsName owner, DnsType type)
    {
        List<DnsRecord> records = [];
        List<RrsigData> signatures = [];
        foreach (DnsRecord record in section)
        {
            if (record.Class != DnsClass.Internet || record.Owner != owner)
            {
                continue;
            }

            if (record.Type == type)
            {
                records.Add(record);
            }
            else if (record.Data is RrsigData signature && signature.TypeCovered == type)
            {
                signatures.Add(signature);
            }
        }

        return records.Count == 0 ? null : new SignedSet(owner, type, records, signatures);
    }

    /// <summary>The octets that the signature is over; null when its count of labels does not fit the owner.</summary>
    public byte[]? ToSigned(RrsigData signature)
    {
        DnsName? owner = OwnerFor(signature);
        if (owner is null)
        {
            return null;
        }

        DnsWriter writer = new() { Form = NameForm.Canonical };
        signature.WriteUnsigned(writer);
        byte[] name = owner.ToCanonical();
        foreach (byte[] data in Canonical())
        {
            writer.Octets(name);
            writer.U16((int)Type);
            writer.U16(DnsClass.Internet);

            // RFC 4034 §3.1.8.1: the TTL at its origin, not what a cache left of it.
            writer.U32(signature.OriginalTtl);
            writer.U16(data.Length);
            writer.Octets(data);
        }

        return writer.ToOctets();
    }

    /// <summary>RFC 4035 §5.3.2: the owner, or, where the signature has fewer labels, the wildcard that it came from.</summary>
    private DnsName? OwnerFor(RrsigData signature) =>
        signature.Labels > Labels ? null
        : signature.Labels == Labels ? Owner
        : Owner.Ancestor(signature.Labels).WithPrefix("*");

    /// <summary>RFC 4034 §6.3: sorted as octets, each once.</summary>
    private byte[][] Canonical()
    {
        if (_canonical is null)
        {
            byte[][] all = [.. Records.Select(record => record.Data.ToCanonical())];
            Array.Sort(all, (left, right) => left.AsSpan().SequenceCompareTo(right));
            _canonical = [.. all.Where((data, i) => i == 0 || !data.AsSpan().SequenceEqual(all[i - 1]))];
        }

        return _canonical;
    }
}
