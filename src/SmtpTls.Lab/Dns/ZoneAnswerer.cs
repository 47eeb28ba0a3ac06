using System;
using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.Lab.Dns;

/// <summary>
/// A name server without a socket: a query's octets in, an answer's octets out, null for silence. It answers as a resolver would that
/// validates nothing and passes on what DNSSEC has (RFC 4035 §3.2), but from its zones alone, asking nobody: NXDOMAIN for what is not
/// there, NODATA where only the type is missing, both with the SOA (RFC 2308), and REFUSED for what is not its business. AD is never set.
/// </summary>
/// <param name="zones">All that it knows.</param>
/// <param name="strips">True leaves out whatever belongs to DNSSEC, as a resolver does that has never heard of it.</param>
internal sealed class ZoneAnswerer(IReadOnlyList<Zone> zones, bool strips = false)
{
    /// <summary>What we send over UDP at most (DNS flag day 2020), and say so.</summary>
    private const int MostUdp = 1232;
    private const int LeastUdp = 512;

    private readonly ZoneTree _tree = new(zones);

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
        ZoneConduct conduct = _tree.Find(question.Name, question.Type)?.ConductFor(question.Name) ?? ZoneConduct.Refuse;
        if (question.Class != DnsClass.Internet || conduct == ZoneConduct.Refuse)
        {
            return (blank with { Rcode = DnsRcode.Refused }).ToOctets();
        }

        return conduct switch
        {
            ZoneConduct.Silence => null,
            ZoneConduct.ServerFailure => (blank with { Rcode = DnsRcode.ServFail, Edns = Explain(blank.Edns) }).ToOctets(),
            ZoneConduct.TruncateUdp when !tcp => (blank with { Authoritative = true, Truncated = true }).ToOctets(),
            _ => Resolve(blank, question, conduct == ZoneConduct.Strip).ToOctets(tcp ? ushort.MaxValue : UdpLimit(asked)),
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

    private DnsMessage Resolve(DnsMessage blank, DnsQuestion question, bool stripped)
    {
        bool dnssec = blank.Edns is { DnssecOk: true } && !strips && !stripped;

        // RFC 3225 §3: a server that does not know DO does not send it back.
        DnsEdns? edns = strips && blank.Edns is { } own ? own with { DnssecOk = false } : blank.Edns;
        return new ZoneSearch(_tree, question, dnssec).Run(blank with { Edns = edns });
    }
}
