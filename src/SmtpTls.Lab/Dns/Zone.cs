using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;

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

    /// <summary>Over UDP only a truncated answer without records, so that the asker must come back over TCP (RFC 7766 §5).</summary>
    TruncateUdp,
}

/// <summary>
/// One zone: the names from its apex down, each with its record sets (RFC 1034 §4.2). Names are kept in the canonical order of RFC 4034
/// §6.1, so that signing it later is a walk over what is here. A zone is filled once, before the server answers from it.
/// </summary>
internal sealed class Zone
{
    private readonly SortedDictionary<DnsName, Dictionary<DnsType, List<DnsRecord>>> _names = [];
    private readonly Dictionary<DnsName, ZoneConduct> _conduct = [];

    public Zone(DnsName apex, DnsRecord soa)
    {
        Apex = apex;
        Soa = soa;
        Add(soa);
    }

    public DnsName Apex { get; }

    public DnsRecord Soa { get; }

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

    public IReadOnlyList<DnsRecord> Find(DnsName name, DnsType type)
    {
        if (!_names.TryGetValue(name, out Dictionary<DnsType, List<DnsRecord>>? sets))
        {
            return [];
        }

        // RFC 8482 would allow less; a range of our own gains nothing by it.
        return type == DnsType.Any ? [.. sets.Values.SelectMany(static set => set)] : sets.TryGetValue(type, out List<DnsRecord>? found) ? found : [];
    }
}
