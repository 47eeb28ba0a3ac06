using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.Lab.Dns.Signing;

namespace SmtpTls.Lab.Dns;

/// <summary>
/// Finds the answer to one question in the zones (RFC 1034 §4.3.2, RFC 4035 §3.1): follows aliases from zone to zone, expands wildcards,
/// and puts beside every set its signature and beside every "there is none" the proof, when the asker wants them.
/// </summary>
internal sealed class ZoneSearch(ZoneTree tree, DnsQuestion question, bool dnssec)
{
    private const int MostAliases = 16;

    private readonly List<DnsRecord> _answers = [];
    private readonly List<DnsRecord> _authority = [];
    private DnsRcode _rcode = DnsRcode.NoError;

    public DnsMessage Run(DnsMessage blank)
    {
        DnsName? name = question.Name;
        for (int i = 0; i < MostAliases && name is not null; i++)
        {
            // What lies outside is for the asker to find (RFC 1034 §4.3.2 step 3a).
            name = tree.Find(name, question.Type) is { } zone ? Look(zone, name) : null;
        }

        return blank with { Authoritative = true, RecursionAvailable = true, Rcode = _rcode, Answers = _answers, Authority = _authority };
    }

    /// <summary>Takes what one zone says of a name; the name to go on with when that is an alias.</summary>
    private DnsName? Look(Zone zone, DnsName name)
    {
        DnsName? encloser = null;
        DnsName source = name;
        if (!zone.Exists(name))
        {
            if (FollowTree(zone, name) is { } moved)
            {
                return moved;
            }

            // RFC 4592 §3.3.1: the asterisk below the longest part of the name that exists.
            encloser = Encloser(zone, name);
            source = encloser.WithPrefix("*") ?? name;
            if (!zone.Exists(source))
            {
                // RFC 6604 §3: the code is about the last name of a chain.
                _rcode = DnsRcode.NXDomain;
                Deny(zone, zone.Denial?.NoName(name, encloser));
                return null;
            }
        }

        return Take(zone, name, source, encloser);
    }

    private DnsName? Take(Zone zone, DnsName name, DnsName source, DnsName? encloser)
    {
        IReadOnlyList<DnsRecord> found = question.Type == DnsType.Rrsig ? Signatures(zone, source) : zone.Find(source, question.Type);
        IReadOnlyList<DnsRecord> alias = found.Count == 0 ? zone.Find(source, DnsType.Cname) : [];
        if (found.Count + alias.Count == 0)
        {
            Deny(zone, encloser is null ? zone.Denial?.NoType(name) : zone.Denial?.WildcardNoType(name, encloser));
            return null;
        }

        foreach (IGrouping<DnsType, DnsRecord> set in found.Concat(alias).GroupBy(static record => record.Type))
        {
            Add(_answers, zone, [.. set], name);
        }

        if (encloser is not null && dnssec)
        {
            Prove(zone, zone.Denial?.WildcardUsed(name, encloser));
        }

        return alias.Count == 0 ? null : ((NameData)alias[0].Data).Target;
    }

    private static DnsName Encloser(Zone zone, DnsName name)
    {
        while (!zone.Exists(name))
        {
            name = name.Parent;
        }

        return name;
    }

    private DnsName? FollowTree(Zone zone, DnsName name)
    {
        // RFC 6672 §3.2: a DNAME redirects what is below it, and a CNAME made for the occasion says so to those who do not know it.
        for (DnsName above = name; above != zone.Apex && !above.IsRoot; above = above.Parent)
        {
            if (zone.Find(above.Parent, DnsType.Dname) is [var tree, ..] && name.Moved(above.Parent, ((NameData)tree.Data).Target) is { } target)
            {
                Add(_answers, zone, [tree], tree.Owner);

                // RFC 6672 §5.3.1: it has no signature; the DNAME's proves it.
                _answers.Add(new DnsRecord(name, DnsType.Cname, tree.Ttl, new NameData(target)));
                return target;
            }
        }

        return null;
    }

    private static IReadOnlyList<DnsRecord> Signatures(Zone zone, DnsName name) =>
        [.. zone.TypesAt(name).Where(type => type != DnsType.NS || name == zone.Apex).Select(type => zone.Signer?.Sign(zone.Find(name, type))).OfType<DnsRecord>()];

    /// <summary>A set and its signature, at the owner as it was asked for, so that a client that varies the case finds its own (RFC 1034 §4.3.3).</summary>
    private void Add(List<DnsRecord> section, Zone zone, IReadOnlyList<DnsRecord> set, DnsName owner)
    {
        section.AddRange(set.Select(record => record with { Owner = owner }));
        if (dnssec && set[0].Type != DnsType.Rrsig && zone.Signer?.Sign(set) is { } signature)
        {
            section.Add(signature with { Owner = owner, Ttl = set[0].Ttl });
        }
    }

    /// <summary>RFC 2308 §3: "there is none" comes with the SOA; RFC 4035 §3.1.3: and with its proof.</summary>
    private void Deny(Zone zone, IEnumerable<DnsRecord>? proof)
    {
        DnsRecord soa = zone.Soa;
        _authority.Add(soa with { Ttl = zone.NegativeTtl });
        if (dnssec)
        {
            if (zone.Signer?.Sign([soa]) is { } signature)
            {
                _authority.Add(signature with { Ttl = zone.NegativeTtl });
            }

            Prove(zone, proof);
        }
    }

    private void Prove(Zone zone, IEnumerable<DnsRecord>? proof)
    {
        proof = zone.Signer?.Plan.Fault switch
        {
            ZoneFault.MissingDenial => [],
            ZoneFault.WrongDenial => zone.Denial!.Beside(),
            _ => proof,
        };
        foreach (DnsRecord record in (proof ?? []).DistinctBy(static record => record.Owner))
        {
            Add(_authority, zone, [record], record.Owner);
        }
    }
}
