using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;

namespace SmtpTls.Lab.Dns;

/// <summary>
/// An authoritative name server without a socket: a query's octets in, an answer's octets out, null for silence. It answers from its
/// zones alone and asks nobody (RFC 1034 §4.3.2 without recursion), says NXDOMAIN for what is not there and NODATA where only the type is
/// missing, both with the SOA (RFC 2308), and REFUSED for what is not its business.
/// </summary>
internal sealed class ZoneAnswerer(IReadOnlyList<Zone> zones)
{
    /// <summary>What we send over UDP at most (DNS flag day 2020), and say so.</summary>
    private const int MostUdp = 1232;
    private const int LeastUdp = 512;
    private const int MostAliases = 16;

    public byte[]? Answer(byte[] query, bool tcp)
    {
        if (!DnsMessage.TryParse(query, out DnsMessage? asked, out _))
        {
            return query.Length < DnsMessage.HeaderOctets || (query[2] & 0x80) != 0 ? null : FormatError(query);
        }

        // An answer to an answer would go round for ever.
        if (asked.IsResponse)
        {
            return null;
        }

        DnsMessage blank = Blank(asked);
        if (asked.Edns is { Version: > 0 })
        {
            return (blank with { Rcode = DnsRcode.BadVers }).ToOctets();
        }

        if (asked.Opcode != 0 || asked.Questions.Count != 1)
        {
            return (blank with { Rcode = asked.Opcode != 0 ? DnsRcode.NotImp : DnsRcode.FormErr }).ToOctets();
        }

        DnsQuestion question = asked.Questions[0];
        Zone? zone = ZoneOf(question.Name);
        ZoneConduct conduct = zone?.ConductFor(question.Name) ?? ZoneConduct.Refuse;
        if (question.Class != DnsClass.Internet || conduct == ZoneConduct.Refuse)
        {
            return (blank with { Rcode = DnsRcode.Refused }).ToOctets();
        }

        return conduct switch
        {
            ZoneConduct.Silence => null,
            ZoneConduct.ServerFailure => (blank with { Rcode = DnsRcode.ServFail, Edns = Explain(blank.Edns) }).ToOctets(),
            ZoneConduct.TruncateUdp when !tcp => (blank with { Authoritative = true, Truncated = true }).ToOctets(),
            _ => Resolve(blank, question, zone!).ToOctets(tcp ? ushort.MaxValue : UdpLimit(asked)),
        };
    }

    private static DnsMessage Blank(DnsMessage asked) => new()
    {
        Id = asked.Id,
        IsResponse = true,
        Opcode = asked.Opcode,
        RecursionDesired = asked.RecursionDesired,
        CheckingDisabled = asked.CheckingDisabled,
        Questions = asked.Questions,

        // RFC 6891 §6.1.1: an OPT is answered by an OPT, and only then.
        Edns = asked.Edns is null ? null : new DnsEdns { UdpSize = MostUdp, DnssecOk = asked.Edns.DnssecOk },
    };

    private static DnsEdns? Explain(DnsEdns? edns) =>
        edns is null ? null : edns with { Options = [DnsEdns.ExtendedError(0, "the practice range plays a broken zone here")] };

    private static byte[] FormatError(byte[] query) =>
        new DnsMessage { Id = (ushort)((query[0] << 8) | query[1]), IsResponse = true, Rcode = DnsRcode.FormErr }.ToOctets();

    // RFC 6891 §6.2.3: values below 512 count as 512.
    private static int UdpLimit(DnsMessage asked) => asked.Edns is { } edns ? Math.Clamp((int)edns.UdpSize, LeastUdp, MostUdp) : LeastUdp;

    private Zone? ZoneOf(DnsName name) => zones.Where(zone => zone.Apex.IsAtOrAbove(name)).MaxBy(static zone => zone.Apex.LabelCount);

    private DnsMessage Resolve(DnsMessage blank, DnsQuestion question, Zone zone)
    {
        List<DnsRecord> answers = [];
        DnsName name = question.Name;
        for (int i = 0; i < MostAliases; i++)
        {
            IReadOnlyList<DnsRecord> found = zone.Find(name, question.Type);
            if (found.Count > 0)
            {
                // RFC 1034 §4.3.3: the owner is written as it was asked, so that a client that varies the case finds its own.
                return Done(blank, [.. answers, .. found.Select(record => record with { Owner = name })]);
            }

            if (FollowAlias(zone, name, answers) is not { } target)
            {
                return Negative(blank, zone, name, answers);
            }

            name = target;
            if (ZoneOf(name) is not { } next)
            {
                // What lies outside is for the asker to find (RFC 1034 §4.3.2 step 3a).
                return Done(blank, answers);
            }

            zone = next;
        }

        return Done(blank, answers);
    }

    private static DnsMessage Done(DnsMessage blank, IReadOnlyList<DnsRecord> answers) => blank with { Authoritative = true, Answers = answers };

    private static DnsMessage Negative(DnsMessage blank, Zone zone, DnsName name, IReadOnlyList<DnsRecord> answers) => blank with
    {
        Authoritative = true,
        Answers = answers,

        // RFC 6604 §3: the code is about the last name of a chain.
        Rcode = zone.Exists(name) ? DnsRcode.NoError : DnsRcode.NXDomain,
        Authority = [zone.Soa with { Ttl = zone.NegativeTtl }],
    };

    private static DnsName? FollowAlias(Zone zone, DnsName name, List<DnsRecord> answers)
    {
        if (zone.Find(name, DnsType.Cname) is [var alias, ..])
        {
            answers.Add(alias);
            return ((NameData)alias.Data).Target;
        }

        // RFC 6672 §3.2: a DNAME redirects what is below it, and a CNAME made for the occasion says so to those who do not know it.
        for (DnsName above = name; above != zone.Apex && !above.IsRoot; above = above.Parent)
        {
            if (zone.Find(above.Parent, DnsType.Dname) is [var tree, ..] && name.Moved(above.Parent, ((NameData)tree.Data).Target) is { } target)
            {
                answers.Add(tree);
                answers.Add(new DnsRecord(name, DnsType.Cname, tree.Ttl, new NameData(target)));
                return target;
            }
        }

        return null;
    }
}
