using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.Lab.Dns.Signing;

namespace SmtpTls.Lab.Dns;

/// <summary>What the server does with questions for a name and all below it.</summary>
internal enum ZoneConduct
{
    Answer,

    /// <summary>SERVFAIL, as a resolver says when a zone is broken.</summary>
    ServerFailure,

    /// <summary>REFUSED, as a lame server says.</summary>
    Refuse,

    /// <summary>No answer at all.</summary>
    Silence,

    /// <summary>Nothing of DNSSEC, whatever is asked for, as from an old resolver on the way.</summary>
    Strip,

    /// <summary>Over UDP only a truncated answer without records, so that the asker must come back over TCP (RFC 7766 §5).</summary>
    TruncateUdp,
}

/// <summary>
/// One zone: the names from its apex down, each with its record sets (RFC 1034 §4.2). Names are kept in the canonical order of RFC 4034
/// §6.1, so that proving what is missing is a walk over what is here. A zone is filled once, before the server answers from it.
/// </summary>
internal sealed class Zone
{
    private readonly SortedDictionary<DnsName, Dictionary<DnsType, List<DnsRecord>>> _names = [];
    private readonly Dictionary<DnsName, ZoneConduct> _conduct = [];
    private readonly Dictionary<DnsName, Zone> _children = [];

    /// <param name="apex">The zone's name.</param>
    /// <param name="soa">Its first record.</param>
    /// <param name="signer">Null for a zone that is not signed.</param>
    public Zone(DnsName apex, DnsRecord soa, ZoneSigner? signer = null)
    {
        Apex = apex;
        Soa = soa;
        Signer = signer;
        Add(soa);
        if (signer is not null)
        {
            Denial = signer.Plan.Denial == DenialKind.Nsec ? new NsecDenial(this) : new Nsec3Denial(this, signer.Plan);
        }
    }

    public DnsName Apex { get; }

    public DnsRecord Soa { get; }

    public ZoneSigner? Signer { get; }

    /// <summary>Null for a zone that is not signed.</summary>
    public Denial? Denial { get; }

    /// <summary>Every name in canonical order, those without records of their own ("empty non-terminals") among them.</summary>
    public IEnumerable<DnsName> Names => _names.Keys;

    /// <summary>How long "there is none" may be kept (RFC 2308 §5).</summary>
    public uint NegativeTtl => Math.Min(Soa.Ttl, ((SoaData)Soa.Data).Minimum);

    public void Add(DnsRecord record)
    {
        if (!Apex.IsAtOrAbove(record.Owner))
        {
            throw new ArgumentException($"{record.Owner} is not in the zone {Apex}.", nameof(record));
        }

        // RFC 4592 §2.2.2: the names between a record and the apex exist too, without records.
        for (DnsName name = record.Owner; Apex.IsAtOrAbove(name); name = name.Parent)
        {
            if (!_names.TryGetValue(name, out Dictionary<DnsType, List<DnsRecord>>? sets))
            {
                _names[name] = sets = [];
            }

            if (name == record.Owner)
            {
                (sets.TryGetValue(record.Type, out List<DnsRecord>? set) ? set : sets[record.Type] = []).Add(record);
            }

            if (name.IsRoot)
            {
                break;
            }
        }
    }

    /// <summary>Hands a part of this zone to another, signed or not (RFC 1034 §4.2.1).</summary>
    public void Delegate(Zone child, DnsName nameServer)
    {
        Add(new DnsRecord(child.Apex, DnsType.NS, Soa.Ttl, new NameData(nameServer)));
        _children[child.Apex] = child;
    }

    public void Behave(DnsName name, ZoneConduct conduct) => _conduct[name] = conduct;

    public ZoneConduct ConductFor(DnsName name)
    {
        for (; Apex.IsAtOrAbove(name) && !name.IsRoot; name = name.Parent)
        {
            if (_conduct.TryGetValue(name, out ZoneConduct conduct))
            {
                return conduct;
            }
        }

        return ZoneConduct.Answer;
    }

    public bool Exists(DnsName name) => _names.ContainsKey(name);

    /// <summary>In no order; without RRSIG, NSEC and NSEC3, which are made when they are asked for.</summary>
    public IEnumerable<DnsType> TypesAt(DnsName name)
    {
        IEnumerable<DnsType> types = _names.TryGetValue(name, out Dictionary<DnsType, List<DnsRecord>>? sets) ? sets.Keys : [];
        if (name == Apex && Signer is not null)
        {
            types = types.Append(DnsType.Dnskey);
            return Denial is Nsec3Denial ? types.Append(DnsType.Nsec3Param) : types;
        }

        return _children.TryGetValue(name, out Zone? child) && child.Signer is not null ? types.Append(DnsType.DS) : types;
    }

    public IReadOnlyList<DnsRecord> Find(DnsName name, DnsType type)
    {
        // RFC 8482 would allow less; a range of our own gains nothing by it.
        return type switch
        {
            DnsType.Any => [.. TypesAt(name).SelectMany(one => Find(name, one))],
            DnsType.DS => _children.TryGetValue(name, out Zone? child) && child.Signer is { } signer ? [new DnsRecord(name, type, Soa.Ttl, signer.Ds())] : [],
            DnsType.Dnskey when name == Apex => [.. Signer?.Keys.Select(key => new DnsRecord(name, type, Soa.Ttl, key)) ?? []],
            DnsType.Nsec3Param when name == Apex && Denial is Nsec3Denial denial => [new DnsRecord(name, type, 0, denial.Parameters)],
            DnsType.Nsec => Exists(name) && Denial?.At(name) is { } record ? [record] : [],
            _ => _names.TryGetValue(name, out Dictionary<DnsType, List<DnsRecord>>? sets) && sets.TryGetValue(type, out List<DnsRecord>? found) ? found : [],
        };
    }
}
