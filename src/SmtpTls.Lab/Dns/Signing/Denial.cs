using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;

namespace SmtpTls.Lab.Dns.Signing;

/// <summary>
/// Proves that something is not there. A signature can only be made over something that is, so a zone signs the gaps: each record says
/// "after this name comes that one, and these types are here" (RFC 4034 §4). NSEC3 says the same of the names' hashes (RFC 5155).
/// </summary>
internal abstract class Denial
{
    /// <summary>That a name which exists has no records of the type.</summary>
    public abstract IEnumerable<DnsRecord> NoType(DnsName name);

    /// <summary>That nothing is at the name and no wildcard stands in for it.</summary>
    /// <param name="name">The name asked for.</param>
    /// <param name="encloser">The longest part of it that exists.</param>
    public abstract IEnumerable<DnsRecord> NoName(DnsName name, DnsName encloser);

    /// <summary>That the name itself is not there, so that a wildcard may answer for it.</summary>
    public abstract IEnumerable<DnsRecord> WildcardUsed(DnsName name, DnsName encloser);

    /// <summary>The same, and that the wildcard has no records of the type.</summary>
    public abstract IEnumerable<DnsRecord> WildcardNoType(DnsName name, DnsName encloser);

    /// <summary>A proof of something else.</summary>
    public abstract IEnumerable<DnsRecord> Beside();

    /// <summary>The chain's own record at a name, for who asks for it by type.</summary>
    public abstract DnsRecord? At(DnsName name);

    protected static DnsName Wildcard(DnsName encloser) => encloser.WithPrefix("*") ?? encloser;

    /// <summary>The name one label below the encloser on the way to the name (RFC 5155 §1.3).</summary>
    protected static DnsName NextCloser(DnsName name, DnsName encloser)
    {
        while (name.LabelCount > encloser.LabelCount + 1)
        {
            name = name.Parent;
        }

        return name;
    }

    /// <summary>RFC 4034 §4.1.2 and RFC 4035 §2.3: what is at a name, the records of DNSSEC included.</summary>
    protected static List<DnsType> TypesAt(Zone zone, DnsName name)
    {
        List<DnsType> types = [.. zone.TypesAt(name)];
        if (types.Any(type => type != DnsType.NS || name == zone.Apex))
        {
            // A delegation without DS has nothing that the parent signs, but for the NSEC itself.
            types.Add(DnsType.Rrsig);
        }

        return types;
    }

    /// <summary>The index of the last that is not above the value, going round to the end where all are.</summary>
    protected static int Before<T>(IReadOnlyList<T> sorted, T value, IComparer<T> order)
    {
        int low = 0;
        int high = sorted.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = order.Compare(sorted[middle], value) <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? sorted.Count - 1 : low - 1;
    }
}

/// <summary>RFC 4034 §4.</summary>
internal sealed class NsecDenial : Denial
{
    private readonly Zone _zone;
    private readonly Lazy<DnsName[]> _names;

    public NsecDenial(Zone zone)
    {
        _zone = zone;

        // RFC 4034 §4: names without records of their own have no NSEC.
        _names = new Lazy<DnsName[]>(() => [.. zone.Names.Where(name => zone.TypesAt(name).Any())]);
    }

    public override IEnumerable<DnsRecord> NoType(DnsName name) => [Over(name)];

    public override IEnumerable<DnsRecord> NoName(DnsName name, DnsName encloser) => [Over(name), Over(Wildcard(encloser))];

    public override IEnumerable<DnsRecord> WildcardUsed(DnsName name, DnsName encloser) => [Over(name)];

    public override IEnumerable<DnsRecord> WildcardNoType(DnsName name, DnsName encloser) => [Over(name), Over(Wildcard(encloser))];

    // Neither the first, nor one whose gap holds names that people try.
    public override IEnumerable<DnsRecord> Beside() => [Make(2 % _names.Value.Length)];

    public override DnsRecord? At(DnsName name) => Over(name) is { } record && record.Owner == name ? record : null;

    /// <summary>The record at the name, or the one whose gap it falls into.</summary>
    private DnsRecord Over(DnsName name) => Make(Before(_names.Value, name, Comparer<DnsName>.Default));

    private DnsRecord Make(int index)
    {
        DnsName name = _names.Value[index];
        DnsName next = _names.Value[(index + 1) % _names.Value.Length];

        // RFC 4035 §2.3: an NSEC has an RRSIG, even where nothing else does.
        IEnumerable<DnsType> types = TypesAt(_zone, name).Append(DnsType.Rrsig).Append(DnsType.Nsec).Distinct();
        return new DnsRecord(name, DnsType.Nsec, _zone.NegativeTtl, new NsecData(next, TypeBitmap.Of(types)));
    }
}
